"""The digest of a problem: a hash of the facts that decided it, so that a changed resource is told from one that stayed."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from string import Formatter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DIGITS = 16  # hexadecimal: what a person compares, and a file holds once for each finding
_WORD = re.compile(r"[^\s,;()']+")


def digest(template: str, variant: str, data: Mapping[str, Any]) -> str:
    """Hash the facts that a message tells: what fills its placeholders.

    Neither the wording, the severity nor the place is part of it, nor what only the advice mentions. The order in which a list
    is told is not, either: it is that of the input.
    """
    told = (f"{name}={' '.join(_words(data.get(name)))}" for name in placeholders(template))
    return sha256("\x1f".join((variant, *told)).encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


@cache
def placeholders(template: str) -> tuple[str, ...]:
    """Give the names of the placeholders of a template, sorted."""
    names = {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(template) if name}
    return tuple(sorted(names))


def _words(value: Any) -> Iterable[str]:
    return sorted(_WORD.findall(str(value)))
