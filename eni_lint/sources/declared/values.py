"""Readers of single values: text, numbers, addresses, references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eni_lint.documents import join_pointer
from eni_lint.inventory.model import Tag
from eni_lint.sources.declared.reading import read_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eni_lint.sources.declared.reading import Reader, Reading

LARGEST = 2_147_483_647  # the API's Integer has 32 bits with a sign
MOST_ASSIGNED = 4_096  # entries that AWS is to choose: all /28 prefixes of the largest subnet (/16), far above any instance type

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"(?:{_OCTET}\.){{3}}{_OCTET}", re.ASCII)
_LENGTH = re.compile(r"0|[1-9][0-9]{0,2}", re.ASCII)
_ACCOUNT = re.compile(r"[0-9]{12}", re.ASCII)

WORDS = {
    "vpcs": ("VPC", ("vpc",)),
    "subnets": ("subnet", ("subnet",)),
    "security_groups": ("security group", ("sg",)),
    "placement_groups": ("placement group", ("pg",)),
    "instances": ("instance", ("i",)),
    "network_interfaces": ("interface", ("eni",)),
    "launch_templates": ("launch template", ("lt",)),
    "elastic_ips": ("Elastic IP", ("eipalloc",)),
    "route_tables": ("route table", ("rtb",)),
    "internet_gateways": ("gateway", ("igw", "vgw", "vpce", "eigw", "nat", "tgw", "pcx", "lgw", "cagw")),
    "nat_gateways": ("NAT gateway", ("nat",)),
    "prefix_lists": ("prefix list", ("pl",)),
}
"""What an object of a section is called, and how the AWS ids of its kind begin."""

_NESTED = re.compile(r"([^/]+)/(?:primary|network_interfaces/[0-9]{1,4})", re.ASCII)
_ID = re.compile(r"([a-z]+)-[0-9a-f]{4,32}", re.ASCII)


def text(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Read text; a number that was not put in quotes is taken for its digits."""
    if type(value) is str:
        return value
    if type(value) is int:
        return str(value)
    return reading.expected(
        at, key, value, "text" if isinstance(value, (dict, list)) or value is None else "text: put it in quotes"
    )


def boolean(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Read true or false."""
    return value if value is True or value is False else reading.expected(at, key, value, "true or false")


def integer(low: int, high: int, unit: str = "") -> Reader:
    """Make a reader of whole numbers. The limits are those of the type, never AWS's: rules tell about these."""
    what = f"a whole number{unit} from {low} to {high}"

    def read(reading: Reading, value: Any, at: str, key: str | int) -> Any:
        if type(value) is float and value.is_integer():  # JSON has one type of numbers
            value = int(value)
        if type(value) is int and low <= value <= high:
            return value
        return reading.expected(at, key, value, what)

    return read


def one_of(*values: str) -> Reader:
    """Make a reader of a few words."""
    allowed = frozenset(values)

    def read(reading: Reading, value: Any, at: str, key: str | int) -> Any:
        if type(value) is str and value in allowed:
            return value
        near = reading.near(value, values) if isinstance(value, str) else ""
        hint = f"; did you mean '{near}'?" if near else ""
        return reading.expected(at, key, value, f"{_one_of(values)}{hint}")

    return read


def account(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Read an account id."""
    digits = str(value) if type(value) is int else value
    if type(digits) is str and _ACCOUNT.fullmatch(digits):
        return digits
    return reading.expected(at, key, value, "the 12 digits of an AWS account, in quotes")


def ipv4(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Read an IPv4 address."""
    if type(value) is str and _IPV4.fullmatch(value):
        return value
    return reading.expected(at, key, value, "an IPv4 address such as 10.0.1.10")


def ipv6(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Read an IPv6 address in any spelling; give the canonical one (RFC 5952)."""
    found = _canonical_ipv6(value) if type(value) is str else None
    return found or reading.expected(at, key, value, "an IPv6 address such as '2001:db8::10', in quotes")


def ipv4_cidr(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Read an IPv4 block. Host bits may be set: a rule tells about them."""
    if _is_ipv4_block(value):
        return value
    return reading.expected(at, key, value, "an IPv4 CIDR block such as 10.0.1.0/24")


def ipv6_cidr(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Read an IPv6 block. Host bits may be set: a rule tells about them."""
    found = _canonical_ipv6_block(value)
    return found or reading.expected(at, key, value, "an IPv6 CIDR block such as '2001:db8::/64', in quotes")


def cidr(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Read a block of either family."""
    found = value if _is_ipv4_block(value) else _canonical_ipv6_block(value)
    return found or reading.expected(at, key, value, "a CIDR block such as 10.0.1.0/24 or '2001:db8::/64'")


def destination(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Read a route's destination."""
    if type(value) is str and (is_outside(value, "prefix_lists") or value in reading.outside.get("prefix_lists", ())):
        return value
    found = value if _is_ipv4_block(value) else _canonical_ipv6_block(value)
    return found or reading.expected(
        at, key, value, "a CIDR block such as 0.0.0.0/0 or '::/0', or the id of a prefix list (pl-...)"
    )


def items(reader: Reader, what: str, *, unknown: bool = True) -> Reader:
    """Make a reader of a list, whose items may be unknown unless told."""

    def read(reading: Reading, value: Any, at: str, key: str | int) -> Any:
        if type(value) is not list:
            return reading.expected(at, key, value, f"a list of {what}")
        pointer = f"{at}/{key}"
        if unknown:
            return [read_value(reading, reader, item, pointer, index) for index, item in enumerate(value)]
        return [reader(reading, item, pointer, index) for index, item in enumerate(value)]

    return read


def tags(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Read a mapping of tags."""
    if type(value) is not dict:
        return reading.expected(at, key, value, "a mapping of tag names to values")
    pointer = f"{at}/{key}"
    found = []
    for name, tag in value.items():
        if type(name) is str:
            found.append(Tag(key=name, value="" if tag is None else read_value(reading, text, tag, pointer, name)))
        else:
            reading.unknown_key(pointer, name, ())
    return found


def without(*names: str) -> Reader:
    """Make a reader of the list of fields of which there is none."""
    return items(one_of(*names), "fields", unknown=False)


def is_outside(name: str, *sections: str) -> bool:
    """Tell whether a name looks like an AWS id of one of the kinds."""
    match = _ID.fullmatch(name)
    return match is not None and any(match[1] in WORDS[section][1] for section in sections)


def reference(*sections: str, also: Iterable[str] = ()) -> Reader:
    """Make a reader of names of objects of the file, or AWS ids of objects outside it."""
    others = frozenset(also)
    first, *rest = sections

    def read(reading: Reading, value: Any, at: str, key: str | int) -> Any:
        if type(value) is int:
            value = str(value)
        if type(value) is not str:
            return reading.expected(at, key, value, f"the name of {_a(first)}")
        declared = value in reading.names.get(first, ())
        if declared and any(value in reading.names.get(section, ()) for section in rest):
            return reading.expected(at, key, value, f"the name of one thing: {_both(sections)} have it")
        if (
            declared
            or any(value in reading.names.get(section, ()) for section in rest)
            or value in others
            or ("network_interfaces" in sections and _is_nested(reading, value))
            or any(value in reading.outside.get(section, ()) for section in sections)
            or is_outside(value, *sections)
            or any(section in reading.open_sections for section in sections)
        ):
            return value
        return reading.fault(at, key, f"{key}: " * isinstance(key, str) + _no_such(reading, value, sections))

    return read


def _is_nested(reading: Reading, name: str) -> bool:
    """Tell whether a name is that of an interface which is written with its host: web-1/primary, web-1/network_interfaces/0."""
    found = _NESTED.fullmatch(name)
    return found is not None and any(found[1] in reading.names.get(section, ()) for section in ("instances", "launch_templates"))


def _no_such(reading: Reading, name: str, sections: Iterable[str]) -> str:
    words = " or ".join(WORDS[section][0] for section in sections)
    if reading.is_full:
        return ""
    known = {n: section for section in sections for n in reading.names.get(section, ())}
    near = reading.near(name, known)
    if near:
        return f"there is no {words} '{name}'; did you mean '{near}'{reading.line_of(join_pointer(known[near], near))}?"
    ids = " or ".join(f"{WORDS[section][1][0]}-0123456789abcdef0" for section in sections)
    first = next(iter(sections))
    return f"there is no {words} '{name}'; declare it under '{first}', or give an AWS id such as {ids} for one outside this file"


def _both(sections: Iterable[str]) -> str:
    return " and ".join(f"{_a(section)}" for section in sections)


def _a(section: str) -> str:
    word = WORDS[section][0]
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _one_of(values: Iterable[str]) -> str:
    *first, last = values
    return f"{', '.join(first)} or {last}" if first else last


def _is_ipv4_block(value: Any) -> bool:
    if type(value) is not str:
        return False
    address, slash, length = value.partition("/")
    return bool(slash and _LENGTH.fullmatch(length) and int(length) <= 32 and _IPV4.fullmatch(address))


def _canonical_ipv6_block(value: Any) -> str | None:
    if type(value) is not str:
        return None
    address, slash, length = value.partition("/")
    if not (slash and _LENGTH.fullmatch(length) and int(length) <= 128):
        return None
    found = _canonical_ipv6(address)
    return found and f"{found}/{length}"


def _canonical_ipv6(value: str) -> str | None:
    from ipaddress import IPv6Address  # noqa: PLC0415 - few files hold IPv6

    try:
        return None if "%" in value else str(IPv6Address(value))
    except ValueError:
        return None
