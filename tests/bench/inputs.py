"""Inputs of any size for the bench: faultless estates as a Terraform plan and as describe output.

A plan of N resources has N/20 subnets and, for each instance, one ``aws_instance``, two ``aws_network_interface`` and the attachment of
the second: ids are unknown
as in a first plan, and what belongs to what stands in ``configuration`` alone, on one line as ``terraform show -json`` writes it.
"""

from __future__ import annotations

import ipaddress
import json
import random
from pathlib import Path
from typing import Any

from eni_lint.documents import Document
from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import Ipv4Prefix, NetworkInterface, PrivateIpAddress, Subnet
from eni_lint.inventory.origin import Origin

PROVIDER = "registry.terraform.io/hashicorp/aws"
# A row of a plan has all attributes of its resource, written or not: those of a real plan, so that a row costs what it costs users.
EXAMPLE = Path(__file__).parents[2] / "examples" / "terraform" / "plan.json"
REAL = {row["type"]: row["change"] for row in json.loads(EXAMPLE.read_text())["resource_changes"]}


def write_plan(path: Path, resources: int, style: str = "single") -> None:
    """Write a plan; ``style`` is single (every block once), for_each (one block with keys) or modules (a module an instance)."""
    path.write_text(json.dumps(plan(resources, style), separators=(",", ":")))


def plan(resources: int, style: str = "single") -> dict[str, Any]:
    subnets = max(2, resources // 40 * 2)
    instances = (resources - subnets) // 4
    estate = _Plan(style)
    for n in range(subnets):
        estate.subnet(n)
    for n in range(instances):
        estate.instance(n, n % (subnets // 2) * 2)
    return estate.document()


def zone(subnet: int) -> str:
    """Name the zone of a subnet: two subnets, one for each interface of an instance, are in one."""
    return f"eu-west-1{'abc'[subnet // 2 % 3]}"


class _Plan:
    def __init__(self, style: str) -> None:
        self.style = style
        self.changes: list[dict[str, Any]] = []
        self.root: list[dict[str, Any]] = []
        self.calls: dict[str, Any] = {}
        self.blocks: set[str] = set()

    def subnet(self, n: int) -> None:
        cidr = str(ipaddress.ip_network((int(ipaddress.ip_address("10.0.0.0")) + n * 256, 24)))
        after = {
            "cidr_block": cidr,
            "availability_zone": zone(n),
            "ipv6_native": False,
            "tags": {"Name": f"s{n}"},
        }
        unknown = {"id": True, "arn": True, "vpc_id": True, "availability_zone_id": True, "tags": {}}
        self._single("aws_subnet", f"s{n}", after, unknown, {"vpc_id": {"references": ["aws_vpc.main.id", "aws_vpc.main"]}})

    def instance(self, n: int, subnet: int) -> None:
        key = f"i{n}"
        for number, which in enumerate(("a", "b"), subnet):
            subnet_of = {"references": [f"aws_subnet.s{number}.id", f"aws_subnet.s{number}"]}
            after = {
                "description": f"interface {which} of {key}",
                "interface_type": None,
                "private_ip_list_enabled": False,
                "source_dest_check": True,
                "tags": {"Name": f"{key}-{which}"},
            }
            unknown = dict.fromkeys(("id", "arn", "private_ips", "private_ip", "private_ips_count", "security_groups"), True)
            unknown |= {"subnet_id": True, "attachment": True, "ipv4_prefixes": True, "ipv6_addresses": True, "tags": {}}
            written = {
                "subnet_id": subnet_of,
                "security_groups": {"references": ["aws_security_group.web.id", "aws_security_group.web"]},
            }
            self._add("aws_network_interface", which, key, after, unknown, written)
        after = {"ami": "ami-0123456789abcdef0", "instance_type": "m6i.large", "source_dest_check": True, "tags": {"Name": key}}
        after["primary_network_interface"] = [{}]
        unknown = dict.fromkeys(("id", "arn", "availability_zone", "subnet_id", "private_ip", "vpc_security_group_ids"), True)
        unknown |= {
            "network_interface": True,
            "primary_network_interface": [{"network_interface_id": True, "delete_on_termination": True}],
        }
        self._add(
            "aws_instance",
            "this",
            key,
            after,
            unknown,
            {"primary_network_interface": [{"network_interface_id": self._ref("a", key)}]},
        )
        attachment = {"device_index": 1, "network_card_index": None}
        unknown = {"id": True, "attachment_id": True, "instance_id": True, "network_interface_id": True, "status": True}
        instance = {
            "references": [r.replace("aws_network_interface.a", "aws_instance.this") for r in self._ref("a", key)["references"]]
        }
        if self.style == "single":
            instance = {"references": [f"aws_instance.this_{key}.id", f"aws_instance.this_{key}"]}
        written = {"network_interface_id": self._ref("b", key), "instance_id": instance, "device_index": {"constant_value": 1}}
        self._add("aws_network_interface_attachment", "b", key, attachment, unknown, written)

    def _ref(self, name: str, key: str) -> dict[str, Any]:
        if self.style == "single":
            return {"references": [f"aws_network_interface.{name}_{key}.id", f"aws_network_interface.{name}_{key}"]}
        if self.style == "for_each":
            return {"references": [f"aws_network_interface.{name}", "each.key"]}
        return {"references": [f"aws_network_interface.{name}.id", f"aws_network_interface.{name}"]}

    def _add(
        self, kind: str, name: str, key: str, after: dict[str, Any], unknown: dict[str, Any], written: dict[str, Any]
    ) -> None:
        if self.style == "single":
            self._single(kind, f"{name}_{key}", after, unknown, written)
            return
        if self.style == "for_each":
            if f"{kind}.{name}" not in self.blocks:
                self.blocks.add(f"{kind}.{name}")
                if kind == "aws_network_interface":
                    written = written | {"subnet_id": {"references": ["each.value.subnet_id", "each.value"]}}
                self.root.append(self._block(kind, name, written) | {"for_each_expression": {"references": ["local.estate"]}})
            self._change(f'{kind}.{name}["{key}"]', kind, name, after, unknown, index=key)
            return
        call = self.calls.setdefault(
            key,
            {
                "source": "./host",
                "expressions": {},
                "module": {"resources": [], "variables": {"subnet_a": {}, "subnet_b": {}, "security_groups": {}}},
            },
        )
        if "subnet_id" in written:
            call["expressions"][f"subnet_{name}"] = written["subnet_id"]
            call["expressions"]["security_groups"] = written["security_groups"]
            written = written | {
                "subnet_id": {"references": [f"var.subnet_{name}"]},
                "security_groups": {"references": ["var.security_groups"]},
            }
        call["module"]["resources"].append(self._block(kind, name, written))
        self._change(f"module.{key}.{kind}.{name}", kind, name, after, unknown, module=f"module.{key}")

    def _single(self, kind: str, name: str, after: dict[str, Any], unknown: dict[str, Any], written: dict[str, Any]) -> None:
        self.root.append(self._block(kind, name, written))
        self._change(f"{kind}.{name}", kind, name, after, unknown)

    @staticmethod
    def _block(kind: str, name: str, written: dict[str, Any]) -> dict[str, Any]:
        return {
            "address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "provider_config_key": "aws",
            "expressions": written, "schema_version": 1,
        }  # fmt: skip

    def _change(
        self,
        address: str,
        kind: str,
        name: str,
        after: dict[str, Any],
        unknown: dict[str, Any],
        *,
        index: str | None = None,
        module: str = "",
    ) -> None:
        row: dict[str, Any] = {"address": address}
        if module:
            row["module_address"] = module
        row |= {"mode": "managed", "type": kind, "name": name}
        if index is not None:
            row["index"] = index
        real = REAL.get(kind, {"after": {}, "after_unknown": {}})
        after = {key: value for key, value in real["after"].items() if key not in unknown} | after
        unknown = {key: value for key, value in real["after_unknown"].items() if key not in after} | unknown
        change = {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown, "before_sensitive": False}
        row |= {"provider_name": PROVIDER, "change": change | {"after_sensitive": real.get("after_sensitive", {})}}
        self.changes.append(row)

    def document(self) -> dict[str, Any]:
        planned = [
            {"address": c["address"], "mode": "managed", "type": c["type"], "name": c["name"], "provider_name": PROVIDER,
             "schema_version": 1, "values": c["change"]["after"], "sensitive_values": {"tags": {}}}
            for c in self.changes
        ]  # fmt: skip
        self._single(
            "aws_vpc", "main", {"cidr_block": "10.0.0.0/8"}, {"id": True}, {"cidr_block": {"constant_value": "10.0.0.0/8"}}
        )
        self._single("aws_security_group", "web", {"name": "web"}, {"id": True, "ingress": True, "egress": True}, {})
        return {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "planned_values": {"root_module": {"resources": planned}},
            "resource_changes": self.changes,
            "configuration": {
                "provider_config": {"aws": {"name": "aws", "full_name": PROVIDER}},
                "root_module": {"resources": self.root, "module_calls": self.calls},
            },
            "timestamp": "2026-11-01T00:00:00Z",
            "applyable": True, "complete": True, "errored": False,
        }  # fmt: skip


def one_subnet(addresses: int) -> tuple[Inventory, list[str]]:
    """Make a subnet whose interfaces have 40 addresses and a prefix each, in no order; give the addresses, too."""
    document = Document("bench.yaml", "declared", {})
    subnet = Subnet(subnet_id="s", cidr_block="10.0.0.0/8", origin=Origin(document, "/subnets/s", "s"))
    order = list(range(addresses // 40))
    random.Random(1).shuffle(order)
    interfaces, written = [], []
    for n in order:
        first = int(ipaddress.ip_address("10.0.1.0")) + n * 64
        texts = [str(ipaddress.ip_address(first + k)) for k in range(40)]
        written += texts
        interfaces.append(
            NetworkInterface(
                network_interface_id=f"i{n}",
                subnet_id="s",
                private_ip_addresses=[PrivateIpAddress(private_ip_address=text) for text in texts],
                ipv4_prefixes=[Ipv4Prefix(ipv4_prefix=f"{ipaddress.ip_address(first + 48)}/28")],
                origin=Origin(document, f"/network_interfaces/i{n}", f"i{n}"),
            )
        )
    return Inventory(interfaces=interfaces, subnets=[subnet]), written


def write_describe(folder: Path, interfaces: int) -> Path:
    """Write describe output: one file of interfaces, and beside it their instances (two interfaces each), subnets and groups."""
    folder.mkdir(parents=True, exist_ok=True)
    subnets = max(2, interfaces // 400 * 2)
    large = folder / "describe-network-interfaces.json"
    rows = [_interface(n, subnets) for n in range(interfaces)]
    large.write_text(json.dumps({"NetworkInterfaces": rows}, indent=4))
    _write(folder / "describe-subnets.json", {"Subnets": [_subnet(n) for n in range(subnets)]})
    groups = [
        {
            "GroupId": "sg-0a",
            "GroupName": "web",
            "VpcId": "vpc-0a",
            "OwnerId": "111122223333",
            "IpPermissions": [],
            "IpPermissionsEgress": [],
        }
    ]
    vpc = {
        "VpcId": "vpc-0a",
        "CidrBlock": "10.0.0.0/8",
        "CidrBlockAssociationSet": [],
        "IsDefault": False,
        "OwnerId": "111122223333",
    }
    _write(folder / "describe-vpcs.json", {"Vpcs": [vpc]})
    _write(folder / "describe-security-groups.json", {"SecurityGroups": groups})
    instances = [
        {"InstanceId": f"i-{n:017x}", "InstanceType": "m6i.large", "EnaSupport": True, "State": {"Code": 16, "Name": "running"},
         "SubnetId": f"subnet-{n % (subnets // 2) * 2:017x}", "VpcId": "vpc-0a", "Placement": {"AvailabilityZone": zone(n % (subnets // 2) * 2)}}
        for n in range((interfaces + 1) // 2)
    ]  # fmt: skip
    _write(
        folder / "describe-instances.json", {"Reservations": [{"Instances": [i], "OwnerId": "111122223333"} for i in instances]}
    )
    return large


def _write(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=4))


def _subnet(n: int) -> dict[str, Any]:
    cidr = str(ipaddress.ip_network((int(ipaddress.ip_address("10.0.0.0")) + n * 1024, 22)))
    return {"SubnetId": f"subnet-{n:017x}", "VpcId": "vpc-0a", "CidrBlock": cidr, "AvailabilityZone": zone(n),
            "AvailableIpAddressCount": 700, "OwnerId": "111122223333"}  # fmt: skip


def _interface(n: int, subnets: int) -> dict[str, Any]:
    # The two interfaces of an instance are in two subnets of one zone; 200 interfaces with four addresses each fit a /22.
    subnet = n // 2 % (subnets // 2) * 2 + n % 2
    place = n // 2 // (subnets // 2)
    first = int(ipaddress.ip_address("10.0.0.0")) + subnet * 1024 + 4 + 4 * place
    addresses = [str(ipaddress.ip_address(first + k)) for k in range(4)]
    return {
        "Attachment": {
            "AttachTime": "2026-01-01T00:00:00+00:00",
            "AttachmentId": f"eni-attach-{n:017x}",
            "DeleteOnTermination": True,
            "DeviceIndex": n % 2,
            "InstanceId": f"i-{n // 2:017x}",
            "InstanceOwnerId": "111122223333",
            "NetworkCardIndex": 0,
            "Status": "attached",
        },
        "AvailabilityZone": zone(subnet),
        "Description": f"interface {n}",
        "Groups": [{"GroupId": "sg-0a", "GroupName": "web"}],
        "InterfaceType": "interface",
        "Ipv6Addresses": [],
        "MacAddress": "02:00:00:00:00:01",
        "NetworkInterfaceId": f"eni-{n:017x}",
        "OwnerId": "111122223333",
        "PrivateDnsName": f"ip-{addresses[0].replace('.', '-')}.eu-west-1.compute.internal",
        "PrivateIpAddress": addresses[0],
        "PrivateIpAddresses": [{"Primary": k == 0, "PrivateIpAddress": a} for k, a in enumerate(addresses)],
        "RequesterManaged": False,
        "SourceDestCheck": True,
        "Status": "in-use",
        "SubnetId": f"subnet-{subnet:017x}",
        "TagSet": [{"Key": "Name", "Value": f"web-{n}"}],
        "VpcId": "vpc-0a",
    }
