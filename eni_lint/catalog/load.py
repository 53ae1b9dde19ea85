"""The catalogue of instance types: the bundled facts, with captured DescribeInstanceTypes output laid over them on demand."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from eni_lint.catalog.bundle import BUNDLED, Bundle, read_bundle
from eni_lint.catalog.overlay import completed
from eni_lint.catalog.record import API, to_instance_type
from eni_lint.inventory.instance_types import InstanceType
from eni_lint.inventory.unknown import Reason, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NEAR = 0.85
"""How alike a name must be to be suggested: t3.large for t5.large (0.88), nothing for z9.huge."""


def load_catalog(path: Path = BUNDLED) -> BundledCatalog:
    """Read the bundled catalogue; its types are made when first asked for."""
    return BundledCatalog(read_bundle(path))


class BundledCatalog:
    """The instance types of a bundle, and those laid over it."""

    def __init__(self, bundle: Bundle, over: Iterable[InstanceType] = ()) -> None:
        self.bundle = bundle
        self.captured = bundle.captured
        self._found: dict[str, InstanceType | Unknown] = {each.instance_type: each for each in over}
        self._names = sorted(bundle.types.keys() | self._found.keys())

    def __contains__(self, name: object) -> bool:
        name = known(name)
        return isinstance(name, str) and (name in self.bundle.types or isinstance(self._found.get(name), InstanceType))

    def __len__(self) -> int:
        return len(self._names)

    def names(self) -> list[str]:
        """Give all names, sorted."""
        return self._names.copy()

    def get(self, name: str) -> InstanceType | Unknown:
        """Give the type's facts; Unknown (not-in-catalogue, naming the day) for a name it does not have."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._make(name) if name in self.bundle.types else self._missing(name)
        return found

    def same_family(self, name: str) -> list[InstanceType]:
        """Give the types of the name's family (m6i of m6i.large), from small to large; the name itself need not be known."""
        family = name.partition(".")[0] + "."
        types = (self.get(each) for each in self._names if each.startswith(family))
        return sorted((each for each in types if isinstance(each, InstanceType)), key=_size)

    def near(self, name: str) -> str | None:
        """Give the known name that is nearly the same; None when there is none, or the name is right but without limits."""
        if name in self.bundle.names_only:
            return None
        from difflib import get_close_matches  # noqa: PLC0415 - only a name that is not known pays for it

        # One letter more or less is a typo; more of them is another family, most likely one newer than the catalogue.
        close = get_close_matches(name.lower(), self._names, n=5, cutoff=NEAR)
        return next((near for near in close if abs(len(near) - len(name)) <= 1), None)

    def overlaid(self, records: Iterable[InstanceType], *, captured: str | None = None) -> BundledCatalog:
        """Give this catalogue with newer records over it, as from_describe makes them.

        What a record does not say (no API tells of trunking) stays as it is here. ``captured`` is the day of the records.
        """
        over = {name: found for name, found in self._found.items() if isinstance(found, InstanceType)}
        for record in records:
            base = self.get(record.instance_type)
            told = replace(record, captured=captured) if captured else record
            over[record.instance_type] = told if isinstance(base, Unknown) else completed(told, base)
        return BundledCatalog(self.bundle, over.values())

    def _make(self, name: str) -> InstanceType:
        record = self.bundle.record(name)
        day = self.captured if record.status == API else record.as_of
        return to_instance_type(name, record, teller=f"the catalogue of {self.captured}", captured=day)

    def _missing(self, name: str) -> Unknown:
        if name in self.bundle.names_only:
            return Unknown(
                Reason.NOT_IN_CATALOGUE, f"the catalogue of {self.captured} has the name {name}, but none of its limits"
            )
        near = self.near(name)
        question = f"; did you mean {near}?" if near else ""
        return Unknown(Reason.NOT_IN_CATALOGUE, f"{name} is not in the catalogue of {self.captured}{question}")


SIZES = ("nano", "micro", "small", "medium", "large", "xlarge")


def _size(instance_type: InstanceType) -> tuple[float, float, bool, int, int, str]:
    """Order types by vCPUs, then interfaces; virtual before metal. Where these do not tell, the size's name does."""
    size = instance_type.instance_type.partition(".")[2]
    number = re.search(r"\d+", size)
    return (
        _or_last(instance_type.default_vcpus),
        _or_last(instance_type.maximum_network_interfaces),
        instance_type.bare_metal is True,
        int(number[0]) if number else 0,
        SIZES.index(size) if size in SIZES else len(SIZES),
        instance_type.instance_type,
    )


def _or_last(number: int | Unknown) -> float:
    return number if isinstance(number, int) else math.inf
