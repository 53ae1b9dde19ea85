"""What captured objects are called: by id and Name tag for people, by ARN for fingerprints."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from eni_lint.inventory.origin import Origin
from eni_lint.sources.describe.recognise import region_of_zone

if TYPE_CHECKING:
    from eni_lint.sources.describe.captured import CapturedDocument

# The regions outside the partition "aws" have names that begin with these.
_PARTITIONS = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
    ("eusc-", "aws-eusc"),
)


class Names:
    """Names the objects of one file."""

    __slots__ = ("account", "document", "region")

    def __init__(self, document: CapturedDocument) -> None:
        self.document = document
        self.account = document.account
        self.region = document.region

    def origin(
        self, pointer: str, kind: str, key: str, *, tags: Any = (), name: str | None = None, owner: Any = None, zone: Any = None
    ) -> Origin:
        """Make the origin of an object: ``kind`` is what its ARN calls it, ``name`` goes before the Name tag."""
        return Origin(self.document, pointer, display(key, tags, name), self.identity(kind, key, owner, zone))

    def identity(self, kind: str, key: str, owner: Any, zone: Any) -> str:
        """Give the ARN where account and region are known, else the key."""
        account = owner if isinstance(owner, str) and owner else self.account
        region = (region_of_zone(zone) if isinstance(zone, str) else None) or self.region
        return f"arn:{partition(region)}:ec2:{region}:{account}:{kind}/{key}" if account and region else key


class CapturedOrigin(Origin, frozen=True, gc=False):
    """The origin of an instance or an interface, put into words when somebody asks.

    There are as many as there are interfaces, and findings about few of them. The fields of the base stay empty; those here are
    what the words are made of, and not the object itself, so that no cycle needs the garbage collector.
    """

    names: Any = None
    kind: str = ""  # as ARNs have it
    at: str = ""  # the pointer of the list
    row: int = 0
    key: str = ""
    tags: Any = ()
    owner: Any = None
    zone: Any = None

    if not TYPE_CHECKING:  # for the type checker they remain the fields that they stand for

        @property
        def pointer(self) -> str:
            """The JSON pointer of the object."""
            return f"{self.at}/{self.row}"

        @property
        def address(self) -> str:
            """The id and the Name tag."""
            return display(self.key, self.tags)

        @property
        def identity(self) -> str:
            """The ARN, or the id."""
            return self.names.identity(self.kind, self.key, self.owner, self.zone)


class AttachmentOrigin(Origin, frozen=True, gc=False):
    """The origin of the attachment of an interface.

    People do not know attachments by their ids, and those change when an interface is attached anew.
    """

    interface: Any = None  # its origin

    if not TYPE_CHECKING:

        @property
        def pointer(self) -> str:
            """The JSON pointer of the attachment."""
            return f"{self.interface.pointer}/Attachment"

        @property
        def address(self) -> str:
            """The name of the interface."""
            return self.interface.address

        @property
        def identity(self) -> str:
            """The interface's with a mark."""
            return f"{self.interface.identity}/attachment"


def display(key: str, tags: Any, name: str | None = None) -> str:
    """Write the name people know an object by, if it has one, behind its id."""
    if not name and isinstance(tags, list):
        name = next((tag.value for tag in tags if tag.key == "Name" and isinstance(tag.value, str)), None)
    return f"{key} ({name})" if name and name != key else key


@cache
def partition(region: str) -> str:
    """Give the partition of a region."""
    return next((name for start, name in _PARTITIONS if region.startswith(start)), "aws")
