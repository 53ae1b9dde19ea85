"""What several checks ask of tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.unknown import Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eni_lint.inventory.model import Tag


def has_tag(tags: Iterable[Tag] | Unknown, key: str) -> bool:
    """Tell whether a tag is there, whatever its value; raise Undecided when it cannot be told."""
    return any(tag.key == key for tag in known(tags))


def tag_value(tags: Iterable[Tag] | Unknown, key: str) -> str:
    """Give the value of a tag for a sentence; empty where it is not there, or not known."""
    if isinstance(tags, Unknown):
        return ""
    return next((tag.value for tag in tags if tag.key == key and isinstance(tag.value, str)), "")
