"""Several files and pages become one list of each kind, and what is not in them is said."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET

from eni_lint.inventory.unknown import Reason, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eni_lint.inventory.origin import Origin
    from eni_lint.sources.describe.answers import Captured

M = TypeVar("M")

# What rules call a kind (the plural that Inventory.missing uses), the lists that hold it, and the call that tells it.
KINDS = (
    ("network interfaces", ("NetworkInterfaces",), "describe-network-interfaces"),
    ("instances", ("Reservations",), "describe-instances"),
    ("subnets", ("Subnets",), "describe-subnets"),
    (
        "subnet cidr reservations",
        ("SubnetIpv4CidrReservations", "SubnetIpv6CidrReservations", "SubnetCidrReservations"),
        "get-subnet-cidr-reservations",
    ),
    ("vpcs", ("Vpcs",), "describe-vpcs"),
    ("security groups", ("SecurityGroups",), "describe-security-groups"),
    ("elastic ips", ("Addresses",), "describe-addresses"),
    ("route tables", ("RouteTables",), "describe-route-tables"),
    ("internet gateways", ("InternetGateways",), "describe-internet-gateways"),
    ("launch templates", ("LaunchTemplateVersions",), "describe-launch-template-versions"),
    ("launchers", ("AutoScalingGroups",), "autoscaling describe-auto-scaling-groups"),
    ("placement groups", ("PlacementGroups",), "describe-placement-groups"),
    ("network interface permissions", ("NetworkInterfacePermissions",), "describe-network-interface-permissions"),
    ("nat gateways", ("NatGateways",), "describe-nat-gateways"),
    ("trunk associations", ("InterfaceAssociations",), "describe-trunk-interface-associations"),
    ("secondary interfaces", ("SecondaryInterfaces", "Reservations"), "describe-secondary-interfaces"),
    ("availability zones", ("AvailabilityZones",), "describe-availability-zones"),
    ("images", ("Images",), "describe-images"),
)
_NAMED = 3


class Merging:
    """The answers of all files, in the order of their names, and what there is to say about them."""

    def __init__(self, captured: Sequence[Captured]) -> None:
        self.captured = captured
        self.notes: list[str] = []
        self.by_list: dict[str, list[Captured]] = {}
        for each in captured:
            for key in keys_of(each):
                self.by_list.setdefault(key, []).append(each)

    def elements(self, key: str, attribute: str) -> Iterator[tuple[Captured, str, Any]]:
        """Give file, pointer and shape of every element of the lists of that name."""
        for each in self.by_list.get(key, ()):
            found = getattr(each.answer, attribute)
            if found is not UNSET:
                for index, shape in enumerate(found):
                    if shape is not None:
                        yield each, f"{each.document.prefix}/{key}/{index}", shape

    def newest(self, plural: str, key: str, objects: Sequence[M]) -> list[M]:
        """Keep one of each object: the last, as files are sorted by name. Copies that differ are worth a note."""
        keys = list(map(attrgetter(key), objects))
        kept = dict(zip(keys, objects, strict=True))
        if len(kept) == len(objects):
            return list(objects)
        differing = {k for k, each in zip(keys, objects, strict=True) if each is not kept[k] and _differ(each, kept[k])}
        if differing:
            self._note_of(plural, sorted(differing))
        return list(kept.values())

    def missing(self) -> dict[str, Unknown]:
        """Say for each kind of object why one may not be there although something refers to it."""
        missing = {}
        for plural, keys, call in KINDS:
            why = self._why_missing(keys, call)
            if why:
                missing[plural] = Unknown(Reason.NOT_COLLECTED, why)
        return missing

    def note_pages(self) -> None:
        """Note every kind of which the last page is not there."""
        for key, _ in sorted(self.by_list.items()):
            if self.is_incomplete(key):
                path = self._pages_with_more(key)[-1].document.path
                self.notes.append(
                    f"{path} is an incomplete page: its NextToken says that there are more {key}, which no other file holds. "
                    "What is not there is taken as not known."
                )

    def is_incomplete(self, key: str) -> bool:
        """Tell whether pages say that there are more, and none is the last; reservations of CIDRs are paged for each subnet."""
        more = self._pages_with_more(key)
        return bool(more) and (len(more) == len(self.by_list[key]) or "CidrReservations" in key)

    def _why_missing(self, keys: Iterable[str], call: str) -> str:
        there = [key for key in keys if key in self.by_list]
        if not there:
            return f"the output of 'aws {call if ' ' in call else f'ec2 {call}'}' was not captured"
        for key in there:
            if self.is_incomplete(key):
                return f"the captured pages of {call} are not complete"
            if any(key in each.damaged for each in self.by_list[key]):
                return f"the captured output of {call} cannot be read in full"
        return ""

    def _pages_with_more(self, key: str) -> list[Captured]:
        return [each for each in self.by_list[key] if each.answer.next_token]

    def _note_of(self, plural: str, keys: Sequence[str | tuple[str, int]]) -> None:
        names = ", ".join(map(str, keys[:_NAMED])) + (f" and {len(keys) - _NAMED:,} more" if len(keys) > _NAMED else "")
        self.notes.append(
            f"{len(keys):,} of the {plural} are captured more than once, with different content ({names}); "
            "what the last file says, in the order of names, is used."
        )


def keys_of(captured: Captured) -> list[str]:
    """Name the lists that a file has, those that could not be read included."""
    fields = captured.answer.__struct_encode_fields__
    there = [
        encoded
        for encoded, name in zip(fields, captured.answer.__struct_fields__, strict=True)
        if encoded not in {"NextToken", "data"} and getattr(captured.answer, name) is not UNSET
    ]
    return [*there, *sorted(captured.damaged - set(there))]


def _differ(one: Any, other: Any) -> bool:
    """Compare two copies as AWS wrote them; the model leaves out too much."""
    return bool(_written(one.origin) != _written(other.origin))


def _written(origin: Origin) -> Any:
    try:
        return origin.document.value(origin.pointer)
    except LookupError:  # something beside it cannot be decoded
        return None
