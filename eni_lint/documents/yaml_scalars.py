"""What an unquoted YAML scalar is: YAML 1.1 as PyYAML reads it, minus the readings that nobody means.

Dates stay text (CloudFormation's ``2010-09-09``), and so do ``12:30:45`` (which YAML 1.1 counts to the base of sixty),
account numbers with leading zeros (octal), and ``1_000``.
"""

from __future__ import annotations

import re
from typing import Final

_PREFIX = "tag:yaml.org,2002:"
STR: Final = f"{_PREFIX}str"
SEQ: Final = f"{_PREFIX}seq"
MAP: Final = f"{_PREFIX}map"
INT: Final = f"{_PREFIX}int"
FLOAT: Final = f"{_PREFIX}float"
BOOL: Final = f"{_PREFIX}bool"
NULL: Final = f"{_PREFIX}null"
MERGE: Final = f"{_PREFIX}merge"
TIMESTAMP: Final = f"{_PREFIX}timestamp"

_TRUE = frozenset(("yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"))
_FALSE = frozenset(("no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"))
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*|0b[01]+|0x[0-9a-fA-F]+)", re.ASCII)
_FLOAT = re.compile(r"(?:[-+]?[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", re.ASCII)
_WORDS: Final = {**dict.fromkeys(_TRUE | _FALSE, BOOL), **dict.fromkeys(_NULLS, NULL), "<<": MERGE}
_NUMBER_STARTS = frozenset("+-.0123456789")
_DIGIT_LIMIT = 4300  # sys.int_info.default_max_str_digits: longer integers are a denial of service


def plain_tag(text: str) -> str:
    """Tell the tag of an unquoted scalar."""
    tag = _WORDS.get(text)
    if tag is not None:
        return tag
    if text[0] in _NUMBER_STARTS:
        if _INT.fullmatch(text):
            return INT
        if _FLOAT.fullmatch(text):
            return FLOAT
    return STR


def scalar_value(tag: str, text: str) -> str | int | float | bool | None:
    """Make the value of a scalar with a tag of YAML's own; ValueError where the text is none, KeyError for other tags."""
    if tag in (STR, TIMESTAMP, MERGE):
        return text
    if tag == NULL:
        return None
    if tag == BOOL:
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        raise ValueError(text)
    if tag == INT:
        if not _INT.fullmatch(text) or len(text) > _DIGIT_LIMIT:
            raise ValueError(text)
        digits = text.lstrip("+-")
        value = int(digits, 0)
        return -value if text.startswith("-") else value
    if tag == FLOAT:
        if not (_FLOAT.fullmatch(text) or _INT.fullmatch(text)):
            raise ValueError(text)
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    raise KeyError(tag)
