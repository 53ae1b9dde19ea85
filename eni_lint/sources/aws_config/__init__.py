"""AWS Config: configuration items, snapshots and histories, which the adapter for describe output reads in the API's own form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.sources.aws_config.recognise import recognises_config, recognises_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.errors import SourceError
    from eni_lint.sources.scope import Scope

__all__ = ["read_config", "recognises_config", "recognises_items"]


def read_config(content: bytes, path: str) -> Iterator[Scope | SourceError]:
    """Read a file of AWS Config: a scope for each account and region in it."""
    from eni_lint.sources.aws_config.reading import read_config as read  # noqa: PLC0415 - for those who have such files

    return read(content, path)
