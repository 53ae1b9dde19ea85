"""Makes of a bare configuration, without plan or state, what a plan would tell: all else than its text says is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents import split_pointer
from eni_lint.sources.hcl.arguments import Arguments, arguments_of, body_of
from eni_lint.sources.hcl.mentioned import configuration_of
from eni_lint.sources.hcl.origins import place_of
from eni_lint.sources.hcl.provider import shape_of
from eni_lint.sources.hcl.rows import LISTS_INTERFACES, Written, perhaps, row_of, written_of
from eni_lint.sources.hcl.syntax import Literal
from eni_lint.sources.hcl.values import MAX_NODES, is_plain
from eni_lint.sources.hcl.world import Instance, Place
from eni_lint.sources.terraform.exact import Open, Ref
from eni_lint.sources.terraform.interfaces import ATTACHING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eni_lint.documents import Written as Written_
    from eni_lint.sources.hcl.sources import Declared
    from eni_lint.sources.hcl.world import ModuleInstance, World

ATTACHMENT = "aws_network_interface_attachment"
MAX_NOTES = 20
_ROW, _VALUES = 2, 4  # steps of a pointer to a row, and to its values

# What a module that cannot be read may make of the things that it is given: the type, the argument that names the thing.
_JOINS = {
    "aws_network_interface": ((ATTACHMENT, "network_interface_id"), ("aws_eip_association", "network_interface_id"),
                              ("aws_network_interface_sg_attachment", "network_interface_id"),
                              ("aws_route", "network_interface_id")),
    "aws_instance": ((ATTACHMENT, "instance_id"), ("aws_eip_association", "instance_id"), ("aws_route", "instance_id"),
                     ("aws_ec2_instance_state", "instance_id"), ("aws_network_interface_sg_attachment", "network_interface_id")),
    "aws_security_group": (("aws_security_group_rule", "security_group_id"),
                           ("aws_vpc_security_group_vpc_association", "security_group_id")),
    "aws_eip": (("aws_eip_association", "allocation_id"),),
    "aws_route_table": (("aws_route", "route_table_id"), ("aws_route_table_association", "route_table_id")),
    "aws_internet_gateway": (("aws_internet_gateway_attachment", "internet_gateway_id"),),
    "aws_vpc": (("aws_vpc_ipv4_cidr_block_association", "vpc_id"),),
}  # fmt: skip
_KINDS = {
    "aws_network_interface": "network interfaces",
    "aws_instance": "instances",
    "aws_internet_gateway": "internet gateways",
    "aws_route_table": "route tables",
    "aws_vpc": "vpcs",
    "aws_ec2_subnet_cidr_reservation": "subnet CIDR reservations",
}
"""What Inventory.missing calls the kinds of which something may be there that nobody can see."""


class Configuration:
    """A configuration written as a plan: ``data`` has its shape, ``expressions`` tells the exact references of each resource."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows: list[dict[str, Any]] = []
        self.notes: list[str] = []
        self.missing: dict[str, str] = {}
        self.vague: set[str] = set()
        self._expressions: dict[str, Mapping[str, Any]] = {}
        self._sources: dict[str, tuple[Arguments, ModuleInstance]] = {}
        self._tags = _default_tags(world)
        self._module(world.root)
        self.rows.sort(key=lambda row: str(row["address"]))  # as in a plan, so that what comes first does so in both
        more = len(self.notes) - MAX_NOTES
        if more > 0:
            self.notes[MAX_NOTES:] = [f"{more} more blocks of which it is not known how many there are."]
        if world.evaluator.left <= 0 or world.left < 0:
            self.notes.append("The configuration makes more than can be looked at: what comes late in it is not known.")
        has_interfaces = any(row["type"] == "aws_network_interface" for row in self.rows)
        self.data: dict[str, Any] = {"resource_changes": self.rows, "configuration": {}}
        if has_interfaces:
            self.data["configuration"] = {
                "root_module": configuration_of(world.root.source, {"aws_network_interface", *ATTACHING})
            }

    def expressions(self, address: str, _: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """Give what is written for one instance of a resource."""
        return self._expressions.get(address)

    # -- modules -----------------------------------------------------------------------------------------------------------

    def _module(self, module: ModuleInstance) -> None:
        for address, declared in module.source.blocks.items():
            shape = shape_of(declared.type, is_data=declared.is_data)
            if shape is None:
                continue
            instances = module.each_of(address)
            if isinstance(instances, Open):
                self._not_counted(module, address, declared, instances)
                continue
            for instance in instances:
                self._resource(instance)
        for name, declared in module.source.calls.items():
            called = module.each_call(name)
            if isinstance(called, Open):
                self._not_read(module, name, declared, called)
                continue
            for child in called:
                self._module(child)

    # -- resources ---------------------------------------------------------------------------------------------------------

    def _resource(self, instance: Instance) -> None:
        arguments = arguments_of(instance)
        kind = instance.declared.type
        entries = arguments.blocks.get("network_interfaces")
        if kind == "aws_launch_template" and isinstance(entries, Open):
            # How many interfaces a template has cannot be left open in the inventory: it counts as one from elsewhere.
            self._note(instance.address, entries)
            return
        for name, blocks in arguments.blocks.items():
            if isinstance(blocks, Open):
                self._note(f"{instance.address}, block {name}", blocks)
                if name in LISTS_INTERFACES:
                    self._may_attach(instance, blocks)
        self._add(instance, arguments)

    def _add(self, instance: Instance, arguments: Arguments) -> None:
        written = written_of(arguments, instance.shape, tags=self._tags.get(_provider(instance.declared), {}))
        if instance.declared.is_data and "id" not in arguments.values:
            written.unknown["id"] = True
        self._put(row_of(instance, written), written)
        self._sources[instance.address] = (arguments, instance.module)

    def _put(self, row: dict[str, Any], written: Written) -> None:
        self._expressions[row["address"]] = written.expressions
        self.rows.append(row)

    def written(self, pointer: str) -> Written_ | None:
        """Tell where people wrote what the data hold at a pointer: the argument, else the head of the block for it."""
        steps = split_pointer(pointer)
        if len(steps) < _ROW or steps[0] != "resource_changes" or not steps[1].isdigit() or int(steps[1]) >= len(self.rows):
            return None
        found = self._sources.get(str(self.rows[int(steps[1])]["address"]))
        return None if found is None else place_of(*found, steps[_VALUES:])

    def _may_attach(self, instance: Instance, why: Open) -> None:
        """Add what an instance or interface attaches by blocks of which it is not known how many there are."""
        own = "instance_id" if instance.declared.type != "aws_network_interface" else "network_interface_id"
        self._joining(f"{instance.address}/{ATTACHMENT}", ATTACHMENT, own, [Ref(instance.address, ("id",))], why)

    def _joining(self, address: str, kind: str, argument: str, things: list[Ref], why: Open) -> None:
        """Add a resource that may be there never, once or often, and may join one of these things to any other."""
        arguments = Arguments()
        arguments.values = dict.fromkeys(_REQUIRED.get(kind, ()), Open(why.why))
        arguments.values[argument] = Open(why.why, tuple(things))
        written = written_of(arguments, shape_of(kind))
        self.vague.add(address)
        change = {"actions": ["create"], "before": None, "after": written.after, "after_unknown": written.unknown}
        self._put({"address": address, "mode": "managed", "type": kind, "name": "any", "change": change}, written)

    # -- what is not known to be there -------------------------------------------------------------------------------------

    def _note(self, what: str, why: Open) -> None:
        self.notes.append(f"{what}: {why.why}")

    def _not_counted(self, module: ModuleInstance, address: str, declared: Declared, why: Open) -> None:
        """Add one resource that stands for however many there are; nothing about it is known."""
        full = f"{module.address}.{address}" if module.address else address
        self._note(full, why)
        if declared.is_data or declared.type == "aws_launch_template":
            return
        stand_in = Instance(module, declared, full, None, why)
        found = body_of(declared.block, _Unkeyed(module, why), stand_in.shape)
        self.vague.add(full)
        if declared.type in _KINDS:
            self.missing.setdefault(_KINDS[declared.type], f"it is not known how many {full} there are")
        self._add(stand_in, perhaps(found, why))

    def _not_read(self, module: ModuleInstance, name: str, declared: Declared, why: Open) -> None:
        """Add what a module that cannot be read may make of the things that it is given."""
        full = f"{module.address}.module.{name}" if module.address else f"module.{name}"
        if module.source.called(name) is None:
            fetched = "" if _is_local(declared) else "; terraform init fetches it"
            self.notes.append(f"{full} is not there to be read, and what it makes is not known{fetched}.")
        else:
            self._note(full, why)
        given: dict[str, list[Ref]] = {}
        for node in declared.arguments().values():
            value, _ = self.world.work_out(node, _Unkeyed(module, why))
            for ref in _refs(value):
                given.setdefault(_type_of(ref.address), []).append(Ref(ref.address, ("id",)))
        for kind, things in given.items():
            for joining, argument in _JOINS.get(kind, ()):
                self._joining(f"{full}/{joining}/{argument}", joining, argument, things, why)
        if "aws_subnet" in given:
            self.missing.setdefault("network interfaces", f"{full} may make some: it cannot be read")
            self.missing.setdefault("subnet CIDR reservations", f"{full} may make some: it cannot be read")
        if "aws_vpc" in given:
            for missing in ("internet gateways", "route tables"):
                self.missing.setdefault(missing, f"{full} may make some: it cannot be read")


_REQUIRED = {
    ATTACHMENT: ("network_interface_id", "instance_id", "device_index"),
    "aws_network_interface_sg_attachment": ("network_interface_id", "security_group_id"),
    "aws_eip_association": ("allocation_id", "network_interface_id", "instance_id", "private_ip_address"),
    "aws_route": ("route_table_id", "destination_cidr_block", "network_interface_id", "gateway_id"),
    "aws_route_table_association": ("route_table_id", "subnet_id"),
    "aws_security_group_rule": ("security_group_id", "type", "protocol", "from_port", "to_port", "cidr_blocks"),
    "aws_vpc_security_group_vpc_association": ("security_group_id", "vpc_id"),
    "aws_internet_gateway_attachment": ("internet_gateway_id", "vpc_id"),
    "aws_ec2_instance_state": ("instance_id", "state"),
    "aws_vpc_ipv4_cidr_block_association": ("vpc_id", "cidr_block"),
}


class _Unkeyed(Place):
    """A place in an instance of which the index is not known."""

    __slots__ = ("why",)

    def __init__(self, module: ModuleInstance, why: Open, names: Mapping[str, Any] | None = None) -> None:
        super().__init__(module, names or {})
        self.why = why

    def binding(self, names: Mapping[str, Any]) -> Place:
        """Give the same place with more names bound."""
        return _Unkeyed(self.module, self.why, {**self.names, **names})

    def root(self, name: str, attribute: str) -> Any:
        """Give ``name.attribute``."""
        return self.why if name in ("each", "count") else super().root(name, attribute)


def _refs(value: Any) -> Iterator[Ref]:
    """Give the references in a value, those to whole resources too; not all of one that is too large to look through."""
    waiting = [value]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        found = waiting.pop()
        if isinstance(found, Ref):
            yield found
        elif isinstance(found, Instance):
            yield Ref(found.address, ("id",))
        elif isinstance(found, Open):
            waiting += found.choices
        elif isinstance(found, list | dict):
            waiting += found.values() if isinstance(found, dict) else found


def _type_of(address: str) -> str:
    """Give the type of a resource by its address."""
    block = address.rpartition("module.")[2]
    if block != address:
        _, _, block = block.partition(".")
    return "" if block.startswith(("data.", "var.")) else block.partition(".")[0]


def _is_local(declared: Declared) -> bool:
    source = declared.argument("source")
    return isinstance(source, Literal) and str(source.value).startswith(".")


def _provider(declared: Declared) -> str:
    """Name the provider configuration of a resource: ``aws``, or ``aws.alias``."""
    from eni_lint.sources.hcl.mentioned import names_in  # noqa: PLC0415 - seldom

    node = declared.argument("provider")
    return next(iter(names_in(node)), "aws") if node is not None else "aws"


def _default_tags(world: World) -> dict[str, Any]:
    """Give the tags that each configuration of the provider adds to every resource; note its region."""
    found: dict[str, Any] = {}
    for declared in world.root.source.providers:
        if declared.type != "aws":
            continue
        place = world.root.place
        alias = declared.argument("alias")
        name = f"aws.{world.work_out(alias, place)[0]}" if alias is not None else "aws"
        region = declared.argument("region")
        if region is not None:
            value, secret = world.work_out(region, place)
            if isinstance(value, str) and not secret:
                world.regions[name] = value
        for block in declared.body.of_type("default_tags"):
            tags = block.body.attributes.get("tags")
            value, secret = world.work_out(tags.value, place) if tags else ({}, False)
            found[name] = value if isinstance(value, dict) and is_plain(value) and not secret else Open("default_tags")
    return found
