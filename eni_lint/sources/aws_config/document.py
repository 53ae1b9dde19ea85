"""A file of AWS Config as a document: its data in the API's form, its lines in the file's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents import Document, join_pointer, split_pointer
from eni_lint.documents.pointers import step
from eni_lint.sources.aws_config.converting import TYPES, pascal
from eni_lint.sources.describe.captured import SMALL, CapturedDocument

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eni_lint.documents import Span
    from eni_lint.sources.aws_config.items import Item

KIND = "aws-config"
_OF_INSTANCES = {of.list for of in TYPES.values() if of.list == "Reservations"}


class ConfigDocument(CapturedDocument):
    """The items of one account and region.

    ``file`` is the whole file with the places in it, ``items`` are those behind every list of the answer.
    """

    __slots__ = ("_answered", "_file")

    def __init__(self, file: Document, answer: bytes, items: Mapping[str, Sequence[Item]], account: str, region: str) -> None:
        super().__init__(file.path, answer)
        self.kind = KIND
        self.account, self.region = account or self.account, region or self.region
        self._file = file
        self._answered = items

    def line(self, number: int) -> str:
        """Return the text of a line of the file (from 1) without its end; empty where there is no such line."""
        return self._file.line(number)

    @property
    def text(self) -> str:
        """The whole text of the file."""
        return self._file.text

    def span(self, pointer: str) -> Span | None:
        """Return the place of the value, or of the text around it where the configuration is one; None in large files."""
        found = self.in_file(pointer)
        return None if found is None or len(self._file.text) > SMALL else self._file.span(found)

    def key_span(self, pointer: str) -> Span | None:
        """Return the place of the key of the mapping member at the pointer, None as in ``span``."""
        found = self.in_file(pointer)
        return None if found is None or len(self._file.text) > SMALL else self._file.key_span(found)

    def in_file(self, pointer: str) -> str | None:
        """Give the pointer in the file of what stands at a pointer of the answer, or of the nearest thing around it."""
        name, *tokens = split_pointer(pointer) or ("",)
        items = self._answered.get(name)
        if not items or not tokens or not tokens[0].isdigit() or int(tokens[0]) >= len(items):
            return None
        item = items[int(tokens[0])]
        below = tokens[3:] if name in _OF_INSTANCES and tokens[1:2] == ["Instances"] else tokens[1:]
        if item.is_text:
            return f"{item.pointer}/configuration"
        value: Any = item.data.get("configuration")
        way = ["configuration"]
        for token in below:
            key = _key(value, token)
            try:
                value = step(value, key)
            except LookupError:
                break
            way.append(key)
        return item.pointer + join_pointer(*way)


def _key(value: Any, token: str) -> str:
    """Find the key that became this one of the API's."""
    if not isinstance(value, dict):
        return token
    names = {"Tags", "TagSet"} if token in ("Tags", "TagSet") else {token}
    return next((key for key in value if pascal(key) in names), token)
