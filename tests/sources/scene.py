"""Tells an inventory as ``aws ec2 describe-*`` prints it, so that one scene can be checked in two forms.

Ids are derived from names. What the source leaves to AWS is chosen (see ``scene_choices``), and what has no place in the answers
raises NotDescribable.
"""

from __future__ import annotations

import json
from itertools import chain

import msgspec
from scene_answers import Writer
from scene_choices import NotDescribable

from eni_lint.inventory.model import SecurityGroup, Subnet, Vpc
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.describe import read_snapshot

# Whatever AWS turns out to have there, a rule that knows enough without it says the same.
MAY_BE_LEFT_OUT = {(Subnet, "cidr_block"), (Vpc, "cidr_blocks"), (SecurityGroup, "rules")}
ONLY_DECLARED = {
    "flows": "who talks to whom",
    "deprecations": "an argument of Terraform",
    "eks_clusters": "an EKS cluster",
    "before": "a change",
}


class Scene(msgspec.Struct):
    """The answers by file name, and the names that their ids stand for."""

    answers: dict[str, dict]
    names: dict[str, str]

    def read(self):
        files = [(f"scene/{name}.json", json.dumps(answer).encode()) for name, answer in self.answers.items()]
        snapshot = read_snapshot(files, "scene")

        assert [] == snapshot.faults
        assert [] == snapshot.notes
        return snapshot.inventory

    def write(self, folder):
        folder.mkdir(parents=True)
        for name, answer in self.answers.items():
            (folder / f"{name}.json").write_text(json.dumps(answer, indent=4), encoding="utf-8")

    def name(self, key):
        """Give the name in the source of what has this key in the answers: an id, or a part of what has one."""
        head, slash, rest = key.partition("/")
        return self.names.get(head, head) + slash + rest


def described(inventory):
    """Tell an inventory as answers."""
    for collection, what in ONLY_DECLARED.items():
        if getattr(inventory, collection) not in ([], (), None):
            raise NotDescribable(what)
    for part in vars(inventory).values():
        _refuse_unknown(part)
    if any(host.settings_beside_interfaces for host in inventory.hosts):
        raise NotDescribable("what was written beside a list of interfaces")
    writer = Writer(inventory)
    return Scene(writer.answers(), writer.names)


def _refuse_unknown(part):
    if isinstance(part, Unknown):
        if part.reason is not Reason.ASSIGNED_BY_AWS:
            raise NotDescribable("a value that is not known")
    elif isinstance(part, (list, tuple)):
        for each in part:
            _refuse_unknown(each)
    elif isinstance(part, msgspec.Struct):
        for field in part.__struct_fields__:
            value = getattr(part, field)
            if not (isinstance(value, Unknown) and (type(part), field) in MAY_BE_LEFT_OUT):
                _refuse_unknown(value)


def things(inventory, name=str):
    """Give kind and name of all that findings are about, by its identity; an attachment goes for its interface."""
    found = {}
    for kind, key, objects in (
        ("interface", "network_interface_id", chain(inventory.all_interfaces, inventory.attachments)),
        ("instance", "instance_id", inventory.instances),
        ("launch template", "launch_template_id", inventory.launch_templates),
        ("launcher", "launcher_id", inventory.launchers),
        ("subnet", "subnet_id", inventory.subnets),
        ("VPC", "vpc_id", inventory.vpcs),
        ("security group", "group_id", inventory.security_groups),
        ("Elastic IP", "allocation_id", chain(inventory.elastic_ips, inventory.elastic_ip_associations)),
        ("route table", "route_table_id", inventory.route_tables),
        ("placement group", "group_name", inventory.placement_groups),
        ("CIDR reservation", "subnet_cidr_reservation_id", inventory.cidr_reservations),
        ("EKS cluster", "cluster_name", inventory.eks_clusters),
        ("route", "route_table_id", inventory.routes),
    ):
        for each in objects:
            found.setdefault(each.origin.identity or each.origin.address, (kind, name(getattr(each, key))))
    return found
