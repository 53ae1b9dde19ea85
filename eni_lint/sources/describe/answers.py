"""Files become answers: decoded in one go, and an object at a time where one of them is not as AWS writes it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, get_args

import msgspec
from msgspec import UNSET, UnsetType

from eni_lint.documents import join_pointer, parse_json, utf8_bytes
from eni_lint.errors import SourceError
from eni_lint.sources.describe import host_shapes, shapes
from eni_lint.sources.describe.captured import UNREADABLE, CapturedDocument
from eni_lint.sources.describe.interface_shape import InterfaceShape
from eni_lint.sources.describe.recognise import READ

CAPTURE_AGAIN = "Capture it again, unchanged and without --query: aws ec2 describe-... --output json"
MOST_FAULTS = 20
"""So many objects of one list are named; that there are more is said once."""


class Answer(msgspec.Struct, rename="pascal", eq=False):
    """The lists of one file that the model wants; a list that is not there is UNSET. Elements that cannot be read are None."""

    network_interfaces: list[InterfaceShape] | UnsetType = UNSET
    reservations: list[host_shapes.ReservationShape] | UnsetType = UNSET
    subnets: list[shapes.SubnetShape] | UnsetType = UNSET
    subnet_cidr_reservations: list[shapes.ReservationOfCidrShape] | UnsetType = UNSET
    subnet_ipv4_cidr_reservations: list[shapes.ReservationOfCidrShape] | UnsetType = UNSET
    subnet_ipv6_cidr_reservations: list[shapes.ReservationOfCidrShape] | UnsetType = UNSET
    vpcs: list[shapes.VpcShape] | UnsetType = UNSET
    security_groups: list[shapes.SecurityGroupShape] | UnsetType = UNSET
    security_group_rules: list[shapes.SecurityGroupRuleShape] | UnsetType = UNSET
    addresses: list[shapes.AddressShape] | UnsetType = UNSET
    route_tables: list[shapes.RouteTableShape] | UnsetType = UNSET
    internet_gateways: list[shapes.InternetGatewayShape] | UnsetType = UNSET
    launch_templates: list[host_shapes.TemplateShape] | UnsetType = UNSET
    launch_template_versions: list[host_shapes.TemplateVersionShape] | UnsetType = UNSET
    auto_scaling_groups: list[host_shapes.AutoScalingGroupShape] | UnsetType = UNSET
    placement_groups: list[shapes.PlacementGroupShape] | UnsetType = UNSET
    network_interface_permissions: list[shapes.PermissionShape] | UnsetType = UNSET
    security_group_vpc_associations: list[shapes.GroupVpcShape] | UnsetType = UNSET
    nat_gateways: list[shapes.NatGatewayShape] | UnsetType = UNSET
    interface_associations: list[shapes.TrunkShape] | UnsetType = UNSET
    secondary_interfaces: list[host_shapes.SecondaryShape] | UnsetType = UNSET
    availability_zones: list[shapes.ZoneShape] | UnsetType = UNSET
    images: list[shapes.ImageShape] | UnsetType = UNSET
    instance_types: list[dict[str, Any]] | UnsetType = UNSET
    next_token: str | None = None


class File(Answer, eq=False):
    """A file: an answer as the CLI prints it, or wrapped up by placebo."""

    data: Answer | UnsetType = msgspec.field(name="data", default=UNSET)


class Captured(msgspec.Struct, eq=False):
    """What one file gave; ``damaged`` are the lists that lost something."""

    document: CapturedDocument
    answer: Answer
    faults: list[SourceError] = []
    damaged: set[str] = set()


def read_file(path: str, content: bytes) -> Captured:
    """Read one file; whatever is wrong with it is among its faults."""
    try:
        return _read(path, content)
    except UNREADABLE as error:
        return _read_unclear(path, content, error)


def _read(path: str, content: bytes) -> Captured:
    file = _decoder(File).decode(content)
    if isinstance(file.data, Answer):
        return Captured(CapturedDocument(path, content, "/data"), file.data)
    return Captured(CapturedDocument(path, content), file)


def _read_unclear(path: str, content: bytes, error: Exception) -> Captured:
    """Read a file that is not UTF-8 with a sound answer in it: in another encoding, no JSON, or with something wrong inside."""
    try:
        content = utf8_bytes(content, path)
        heads = _decoder(dict[str, msgspec.Raw]).decode(content)
    except SourceError as fault:
        return Captured(CapturedDocument(path, b"{}"), Answer(), faults=[fault])
    except UNREADABLE:
        return Captured(CapturedDocument(path, b"{}"), Answer(), faults=[_no_answer(path, content, error)])
    captured = Captured(CapturedDocument(path, content), Answer())
    if READ.isdisjoint(heads) and "data" in heads:
        captured.document.prefix = "/data"
        try:
            heads = _decoder(dict[str, msgspec.Raw]).decode(heads["data"])
        except UNREADABLE as inner:
            captured.faults.append(fault_of(captured.document, "/data", inner, "the answer"))
            return captured
    if "NextToken" in heads:
        captured.answer.next_token = None if heads["NextToken"] in (b"null", b'""') else "more"
    for key, (name, item) in _lists().items():
        if key in heads:
            setattr(captured.answer, name, _objects(captured, key, heads[key], item))
    return captured


def _objects(captured: Captured, key: str, raw: msgspec.Raw, item: Any) -> Any:
    """Decode a list an element at a time, with None for those that cannot be."""
    at = f"{captured.document.prefix}/{key}"
    try:
        elements = _decoder(list[msgspec.Raw]).decode(raw)
    except UNREADABLE as error:
        captured.damaged.add(key)
        captured.faults.append(fault_of(captured.document, at, error, "the whole list"))
        return UNSET
    faults: list[tuple[str, Exception]] = []
    found = []
    for index, element in enumerate(elements):
        try:
            found.append(_decoder(item).decode(element))
        except UNREADABLE as error:
            inner = _reservation(element, f"{at}/{index}", faults) if item is host_shapes.ReservationShape else None
            if inner is None:
                faults.append((f"{at}/{index}", error))
            found.append(inner)
    if faults:
        captured.damaged.add(key)
        captured.faults += [fault_of(captured.document, where, error, "this object") for where, error in faults[:MOST_FAULTS]]
    if len(faults) > MOST_FAULTS:
        more = f"{len(faults) - MOST_FAULTS:,} more objects of {at} cannot be read and are left out"
        captured.faults.append(SourceError(more, where=captured.document.path, do=CAPTURE_AGAIN))
    return found


def _reservation(raw: msgspec.Raw, at: str, faults: list[tuple[str, Exception]]) -> host_shapes.ReservationShape | None:
    """Read the instances of a reservation one by one; None where it is not even that."""
    try:
        heads = _decoder(dict[str, msgspec.Raw]).decode(raw)
        owner = _decoder(str | None).decode(heads.get("OwnerId", b"null"))
        elements = _decoder(list[msgspec.Raw]).decode(heads.get("Instances", b"[]"))
    except UNREADABLE:
        return None
    instances: list[host_shapes.InstanceShape | None] = []
    for index, element in enumerate(elements):
        try:
            instances.append(_decoder(host_shapes.InstanceShape).decode(element))
        except UNREADABLE as error:
            instances.append(None)
            faults.append((f"{at}/Instances/{index}", error))
    return host_shapes.ReservationShape(owner_id=owner, instances=instances)


def _no_answer(path: str, content: bytes, error: Exception) -> SourceError:
    """Say what is wrong with JSON that is none, or no object."""
    try:
        data = parse_json(content, path)
    except SourceError as fault:
        return fault
    what = "a list" if isinstance(data, list) else "a single value" if not isinstance(data, dict) else f"not readable ({error})"
    return SourceError(f"this is {what}, and not an answer of describe", where=path, do=CAPTURE_AGAIN)


# What msgspec says, and what it is about.
_COMPLAINT = re.compile(r"(?P<what>.*?)(?: - at `(?:key in )?\$(?P<way>[^`]*)`)?", re.DOTALL)
_WAY = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_EXPECTED = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_LACKING = re.compile(r"Object missing required field `([^`]+)`")
_WORDS = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "null": "null",
    "object": "an object",
    "str": "text",
}


def fault_of(document: CapturedDocument, pointer: str, error: Exception, lost: str) -> SourceError:
    """Say which value of an object is not as AWS writes it, and what is left out because of it."""
    found = _COMPLAINT.fullmatch(str(error))
    what, way = (found["what"], found["way"] or "") if found else (str(error), "")
    at = pointer + join_pointer(*(index or name for name, index in _WAY.findall(way)))
    if expected := _EXPECTED.fullmatch(what):
        wanted = " or ".join(_WORDS.get(word, word) for word in expected[1].split(" | ") if word != "null")
        what = f"it should be {wanted}, and is {_WORDS.get(expected[2], expected[2])}"
    elif lacking := _LACKING.fullmatch(what):
        what = f"it has no {lacking[1]}"
    span = document.span(at)
    where = f"{document.path}:{span.start_line}:{span.start_column}" if span else document.path
    return SourceError(f"{at}: {what}; {lost} is left out", where=where, do=CAPTURE_AGAIN)


def complaint(key: str, element: bytes) -> Exception | None:
    """Say what is wrong with an element of the list of that name; None where it is as AWS writes it."""
    try:
        _decoder(_lists()[key][1]).decode(element)
    except UNREADABLE as error:
        return error
    return None


@cache
def _decoder(of: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(of)


@cache
def _lists() -> dict[str, tuple[str, Any]]:
    """Give the attribute and the type of the elements for each list of an answer."""
    return {
        field.encode_name: (field.name, get_args(get_args(field.type)[0])[0])
        for field in msgspec.structs.fields(Answer)
        if field.name != "next_token"
    }
