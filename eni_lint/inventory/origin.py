"""Where a thing of the inventory was written: symbolic, and turned into a line and a column for findings only."""

from __future__ import annotations

import msgspec

from eni_lint.documents import Document, Span


class Origin(msgspec.Struct, frozen=True, eq=False):
    """The place in a document that one object of the inventory was read from.

    ``pointer`` is the JSON pointer of the object in the document's data. ``address`` is the name people know the object by: a
    Terraform address with its index, a name of a declared file, an interface id. ``identity`` is stable between runs and unique
    in the document; it is the address unless the source knows better (an ARN). ``copy_of`` is the identity of what this only
    repeats (what an instance takes over from its launch template): what is wrong there is told there, and not once more here.
    """

    document: Document
    pointer: str
    address: str
    identity: str = ""
    copy_of: str = ""

    def place(self, field: str = "") -> Place:
        """Name a field of the object; the object itself without one."""
        return Place(self, field)


class Place(msgspec.Struct, frozen=True, eq=False):
    """A field of an object (``attachment.device_index``, ``private_ip_addresses[1]``), or the object itself."""

    origin: Origin
    field: str = ""

    @property
    def pointer(self) -> str:
        """The JSON pointer of the field in its document; the object's own where the document does not hold the field."""
        return self.origin.document.field_pointer(self.origin.pointer, self.field)

    def span(self) -> Span | None:
        """Work out line and column (both from 1), or None when the document has none to offer."""
        return self.origin.document.span(self.pointer)
