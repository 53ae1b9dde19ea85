"""Functions of texts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl.values import MAX_ITEMS, MAX_TEXT, Fault, TooMuch, kind_of, to_flag, to_number, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_VERB = re.compile(r"%(?:\[(\d{1,3})\])?([-+ 0#]*)(\d*)(?:\.(\d*))?([a-zA-Z%])")
_MAX_WIDTH = 1000
_MAX_SUBJECT = 2000
_UNBOUNDED = re.compile(r"(?<!\\)(?:[*+]|\{\d*,\d*\})")
_REPEATED_GROUP = re.compile(r"\)[*+?{]")
_NOT_PYTHON = re.compile(r"\\[zpPQEC]|\[\[:|\(\?[^:P]|\(\?P[^<]|(?<!^)\(\?[a-z]+\)")


def _format(pattern: Any, *values: Any) -> str:
    text = to_text(pattern)
    used = 0
    place = 0
    size = 0
    found: list[str] = []
    while (mark := text.find("%", place)) >= 0:
        verb = _VERB.match(text, mark)
        if verb is None:
            raise Fault("format() does not know such a verb")
        found.append(text[place:mark])
        place = verb.end()
        number, flags, width, precision, kind = verb.groups()
        if kind == "%":
            found.append("%")
            continue
        used = int(number) if number else used + 1
        if not 1 <= used <= len(values):
            raise Fault("format() has too few arguments")
        if (width and int(width) > _MAX_WIDTH) or (precision and int(precision) > _MAX_WIDTH):
            raise TooMuch
        found.append(_padded(_verb(kind, values[used - 1], flags, precision), flags, width, kind))
        size += len(found[-1])
        if size > MAX_TEXT:
            raise TooMuch
    found.append(text[place:])
    if used < len(values) and not any("[" in v.group() for v in _VERB.finditer(text)):
        raise Fault("format() has too many arguments")
    return "".join(found)


def _verb(kind: str, value: Any, flags: str, precision: str | None) -> str:
    if kind in "sv" and not (kind == "v" and "#" in flags):
        shown = _shown(value) if kind == "v" or isinstance(value, str | bool | int | float) else to_text(value)
        return shown if not precision else shown[: int(precision)]
    if kind == "q":
        return json.dumps(to_text(value), ensure_ascii=False)
    if kind == "t":
        return to_text(to_flag(value))
    if kind in "dxXob":
        number = to_number(value)
        if not isinstance(number, int):
            raise Fault("a whole number is required")
        sign = "+" if "+" in flags else " " if " " in flags else ""
        if "#" in flags or precision:
            raise TooMuch
        return format(number, f"{sign}{kind}")
    if kind == "f":
        return format(to_number(value), f"{'+' if '+' in flags else ''}.{precision or 0 if precision is not None else 6}f")
    raise TooMuch


def _shown(value: Any) -> str:
    if isinstance(value, list | dict) or value is None:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
    return to_text(value)


def _padded(text: str, flags: str, width: str, kind: str) -> str:
    if not width:
        return text
    if "-" in flags:
        return text.ljust(int(width))
    if "0" in flags and kind in "dxXobf":
        sign = text[:1] if text[:1] in "+- " else ""
        return sign + text[len(sign) :].rjust(int(width) - len(sign), "0")
    return text.rjust(int(width))


def _formatlist(pattern: Any, *values: Any) -> list[str]:
    lengths = {len(v) for v in values if isinstance(v, list)}
    if len(lengths) > 1:
        raise Fault("formatlist() takes lists of one length")
    count = lengths.pop() if lengths else 1
    return [_format(pattern, *(v[n] if isinstance(v, list) else v for v in values)) for n in range(count)]


def _join(separator: Any, *lists: Any) -> str:
    parts: list[str] = []
    for members in lists:
        if not isinstance(members, list):
            raise Fault("join() takes lists")
        parts += map(to_text, members)
    text = to_text(separator).join(parts)
    if len(text) > MAX_TEXT:
        raise TooMuch
    return text


def _split(separator: Any, text: Any) -> list[str]:
    mark, written = to_text(separator), to_text(text)
    return written.split(mark) if mark else list(written)


def _replace(text: Any, old: Any, new: Any) -> str:
    written, what, other = to_text(text), to_text(old), to_text(new)
    if len(what) > 1 and what.startswith("/") and what.endswith("/"):
        if "$" in other or "\\" in other:
            raise TooMuch
        return _compiled(what[1:-1], written).sub(other, written)
    if len(written) * max(1, len(other)) > MAX_TEXT:
        raise TooMuch
    return written.replace(what, other)


def _compiled(pattern: str, subject: str) -> re.Pattern[str]:
    """Compile what means the same in Python and cannot run for ever; Terraform's own expressions never do."""
    unbounded = len(_UNBOUNDED.findall(pattern))
    if (
        len(subject) > _MAX_SUBJECT or len(pattern) > 500 or unbounded > 3
        or (unbounded and _REPEATED_GROUP.search(pattern)) or (unbounded > 1 and len(subject) > 300)
        or _NOT_PYTHON.search(pattern) or ("$" in pattern and subject.endswith("\n"))
    ):  # fmt: skip
        raise TooMuch
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, RecursionError, OverflowError):
        raise TooMuch from None


def _regex(pattern: Any, text: Any) -> Any:
    subject = to_text(text)
    found = _compiled(to_text(pattern), subject).search(subject)
    if found is None:
        raise Fault("the pattern does not match")
    return _groups(found)


def _groups(found: re.Match[str]) -> Any:
    if found.re.groupindex:
        return found.groupdict()
    return list(found.groups()) if found.re.groups else found.group()


def _regexall(pattern: Any, text: Any) -> list[Any]:
    subject = to_text(text)
    return [_groups(m) for m in _compiled(to_text(pattern), subject).finditer(subject)]


def _substr(text: Any, offset: Any, length: Any) -> str:
    written, start, count = _simple(text), to_number(offset), to_number(length)
    if not isinstance(start, int) or not isinstance(count, int):
        raise Fault("a whole number is required")
    start = max(0, len(written) + start) if start < 0 else start
    return written[start:] if count < 0 else written[start : start + count]


def _simple(text: Any) -> str:
    """Give a text in which every letter is one character; Terraform counts what people see as one."""
    written = to_text(text)
    if not written.isascii() or "\r\n" in written:
        raise TooMuch
    return written


def _indent(spaces: Any, text: Any) -> str:
    count = to_number(spaces)
    if not isinstance(count, int) or not 0 <= count <= _MAX_WIDTH:
        raise TooMuch
    return to_text(text).replace("\n", "\n" + " " * count)


def _title(text: Any) -> str:
    written = _simple(text)
    if not re.fullmatch(r"[A-Za-z0-9 -]*", written):
        raise TooMuch
    return re.sub(r"(?:^|(?<=[ -]))[a-z]", lambda m: m.group().upper(), written)


def _sort(members: Any) -> list[str]:
    if not isinstance(members, list) or len(members) > MAX_ITEMS:
        raise Fault(f"sort() does not take {kind_of(members)}")
    return sorted(_all_texts(members))


def _all_texts(members: list[Any]) -> Iterator[str]:
    return map(to_text, members)


def _trimmed(text: Any) -> str:
    return to_text(text).strip(" \t\n\v\f\r\x85\xa0")


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "chomp": lambda text: re.sub(r"(?:\r?\n)+\Z", "", to_text(text)),
    "endswith": lambda text, end: to_text(text).endswith(to_text(end)),
    "format": _format,
    "formatlist": _formatlist,
    "indent": _indent,
    "join": _join,
    "lower": lambda text: to_text(text).lower(),
    "regex": _regex,
    "regexall": _regexall,
    "replace": _replace,
    "sort": _sort,
    "split": _split,
    "startswith": lambda text, start: to_text(text).startswith(to_text(start)),
    "strcontains": lambda text, part: to_text(part) in to_text(text),
    "strrev": lambda text: _simple(text)[::-1],
    "substr": _substr,
    "title": _title,
    "trim": lambda text, characters: to_text(text).strip(to_text(characters)) if characters else to_text(text),
    "trimprefix": lambda text, start: to_text(text).removeprefix(to_text(start)),
    "trimspace": _trimmed,
    "trimsuffix": lambda text, end: to_text(text).removesuffix(to_text(end)),
    "upper": lambda text: to_text(text).upper(),
}
