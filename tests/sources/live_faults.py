"""What goes wrong in live accounts: one change to the account of the shop for each rule, and what the rule then speaks about."""

from __future__ import annotations

from typing import NamedTuple

from live_account import ACCOUNT, REGION, entry, tags

# -- launch templates: what nobody has launched yet ------------------------------------------------------------------------

T = "m6i.large"
EFA = {"InterfaceType": "efa", "Groups": ["sg-0training"]}
ONLY = {"InterfaceType": "efa-only", "Groups": ["sg-0training"]}
SUBNET = {"SubnetId": "subnet-0app"}
NEW = "lt-0new (0new)"
ITSELF, FIRST, SECOND = "", "/network_interfaces/0", "/network_interfaces/1"


class Template(NamedTuple):
    """A launch template with a fault, and the part of it that is to blame."""

    part: str
    entries: list
    data: dict


def template(part, instance_type, *entries, **data):
    return Template(part, list(entries), ({"InstanceType": instance_type} if instance_type else {}) | data)


def secondary(**fields):
    """Write a secondary interface of a launch template."""
    return [{"NetworkCardIndex": 1, "DeviceIndex": 0, "SecondarySubnetId": "ss-0a1", "DeleteOnTermination": True} | fields]


TEMPLATES = {
    "too-many-interfaces": template(ITSELF, "t3.micro", entry(), entry(1), entry(2)),
    "too-many-interfaces-on-card": template(ITSELF, "p5.48xlarge", *(entry(n) for n in range(3))),
    "network-card-out-of-range": template(SECOND, T, entry(), entry(1, NetworkCardIndex=1)),
    "too-many-ipv4-addresses": template(FIRST, T, entry(SecondaryPrivateIpAddressCount=10)),
    "too-many-ipv6-addresses": template(FIRST, T, entry(Ipv6AddressCount=11)),
    "ipv6-on-unsupported-type": template(FIRST, "t1.micro", entry(Ipv6AddressCount=1)),
    "unknown-instance-type": template(ITSELF, "m6i.lagre", entry()),
    "attachment-slot-taken": template(SECOND, T, entry(), entry()),
    "missing-primary-interface": template(ITSELF, T, entry(1)),
    "launch-settings-beside-interfaces": template(ITSELF, T, entry(), SecurityGroupIds=["sg-0app"]),
    "delete-on-termination-of-existing-interface": template(
        SECOND, T, entry(), {"DeviceIndex": 1, "NetworkInterfaceId": "eni-0dbfloat", "DeleteOnTermination": True}
    ),
    "timeout-out-of-range": template(FIRST, T, entry(ConnectionTrackingSpecification={"UdpTimeout": 90})),
    "timeout-on-unsupported-type": template(FIRST, "t2.micro", entry(ConnectionTrackingSpecification={"UdpTimeout": 45})),
    "ena-express-udp-alone": template(
        FIRST,
        "m6i.8xlarge",
        entry(EnaSrdSpecification={"EnaSrdEnabled": False, "EnaSrdUdpSpecification": {"EnaSrdUdpEnabled": True}}),
    ),
    "ena-express-unsupported-type": template(FIRST, "t3.micro", entry(EnaSrdSpecification={"EnaSrdEnabled": True})),
    "ena-required": template(ITSELF, T, entry(), ImageId="ami-0old"),
    "invalid-ena-queue-count": template(FIRST, T, entry(EnaQueueCount=3)),
    "too-many-ena-queues": template(ITSELF, "m6idn.8xlarge", *(entry(n, EnaQueueCount=32) for n in range(5))),
    "unsupported-bandwidth-weighting": template(ITSELF, T, entry(), NetworkPerformanceOptions={"BandwidthWeighting": "vpc-1"}),
    "efa-on-unsupported-type": template(FIRST, "t3.micro", entry(**EFA)),
    "too-many-efa-interfaces": template(ITSELF, "c6i.32xlarge", entry(**EFA), entry(1, **EFA)),
    "several-efa-on-one-card": template(ITSELF, "p4d.24xlarge", entry(**EFA), entry(1, **ONLY)),
    "efa-only-primary": template(FIRST, "c6i.32xlarge", entry(**ONLY)),
    "efa-only-with-addresses": template(
        SECOND, "c6i.32xlarge", entry(Groups=["sg-0training"]), entry(1, **ONLY, SecondaryPrivateIpAddressCount=1)
    ),
    "efa-card-layout": template(ITSELF, "p5.48xlarge", *(entry(min(n, 1), NetworkCardIndex=n, **EFA) for n in range(32))),
    "efa-security-group-without-self-rule": template(FIRST, "c6i.32xlarge", entry(InterfaceType="efa")),
    "public-ip-with-several-interfaces": template(FIRST, T, entry(AssociatePublicIpAddress=True), entry(1)),
    "carrier-ip-outside-wavelength": template(FIRST, T, entry(AssociateCarrierIpAddress=True, **SUBNET)),
    "invalid-prefix-size": template(FIRST, T, entry(Ipv4Prefixes=[{"Ipv4Prefix": "10.0.2.128/27"}])),
    "unaligned-prefix": template(FIRST, T, entry(Ipv4Prefixes=[{"Ipv4Prefix": "10.0.2.130/28"}])),
    "prefix-on-unsupported-type": template(FIRST, "t2.micro", entry(Ipv4PrefixCount=1)),
    "address-outside-subnet": template(FIRST, T, entry(PrivateIpAddress="10.0.3.20", **SUBNET)),
    "reserved-subnet-address": template(FIRST, T, entry(PrivateIpAddress="10.0.2.1", **SUBNET)),
    "conflicting-address-arguments": template(FIRST, T, entry(SecondaryPrivateIpAddressCount=1, Ipv4PrefixCount=1)),
    "conflicting-primary-address": template(
        FIRST, T, entry(PrivateIpAddresses=[{"PrivateIpAddress": f"10.0.2.{n}", "Primary": True} for n in (20, 21)])
    ),
    "ipv4-in-ipv6-only-subnet": template(FIRST, T, entry(PrivateIpAddress="10.0.2.20", SubnetId="subnet-0six")),
    "ipv6-without-subnet-cidr": template(FIRST, T, entry(Ipv6AddressCount=1, **SUBNET)),
    "primary-ipv6-without-address": template(FIRST, T, entry(PrimaryIpv6=True, **SUBNET)),
    "prefix-outside-subnet": template(FIRST, T, entry(Ipv4Prefixes=[{"Ipv4Prefix": "10.0.3.128/28"}], **SUBNET)),
    "prefix-covers-reserved-addresses": template(FIRST, T, entry(Ipv4Prefixes=[{"Ipv4Prefix": "10.0.2.0/28"}], **SUBNET)),
    "primary-address-in-prefix": template(
        FIRST, T, entry(PrivateIpAddress="10.0.2.130", Ipv4Prefixes=[{"Ipv4Prefix": "10.0.2.128/28"}], **SUBNET)
    ),
    "secondary-interface-unsupported": template("/secondary_interfaces/0", T, entry(), SecondaryInterfaces=secondary()),
}
"""By the rule that it breaks."""

# -- everything else -------------------------------------------------------------------------------------------------------

FAULTS = {}
"""By rule: what makes it speak, and about what."""


def fault(rule, *subjects, also=()):
    """Register a change that makes a rule speak about these subjects, and others with it (rule and subject)."""

    def register(change):
        FAULTS[rule] = change, {*((rule, subject) for subject in subjects), *also}
        return change

    return register


def _templated(rule, found):
    def change(account):
        account.add("Images", ImageId="ami-0old", EnaSupport=False)
        account.template("lt-0new", *found.entries, **found.data)

    fault(rule, f"{NEW}{found.part}")(change)


for _rule, _found in TEMPLATES.items():
    _templated(_rule, _found)


@fault("fleet-type-too-small", "web")
def _override_is_too_small(account):
    account.get("AutoScalingGroups", "web")["MixedInstancesPolicy"]["LaunchTemplate"]["Overrides"].append(
        {"InstanceType": "t3.micro"}
    )
    version = next(v for v in account.answers["LaunchTemplateVersions"] if v["LaunchTemplateId"] == "lt-0web")
    version["LaunchTemplateData"]["NetworkInterfaces"] = [entry(), entry(1), entry(2)]


@fault("fixed-address-in-fleet", f"{NEW}{FIRST}")
def _address_is_launched_twice(account):
    account.template("lt-0new", entry(PrivateIpAddress="10.0.2.20", **SUBNET), InstanceType=T)
    account.scaling("new", "lt-0new")


@fault("subnet-nearly-full", "subnet-0appb")
def _subnet_is_full(account):
    account.get("Subnets", "subnet-0appb")["AvailableIpAddressCount"] = 9


@fault("ip-name-in-ipv6-only-subnet", "subnet-0six")
def _hosts_are_named_after_addresses_that_they_lack(account):
    account.get("Subnets", "subnet-0six")["PrivateDnsNameOptionsOnLaunch"] = {"HostnameType": "ip-name"}


@fault("vpc-address-usage-high", "vpc-0main (main)")
def _addresses_are_many(account):
    for number in range(4):
        addresses = [{"Ipv6Address": f"2001:db8::{number + 1:x}:{n:x}"} for n in range(14_000)]
        account.leftover(f"eni-0many{number}", "DMSNetworkInterface", subnet="subnet-0six", groups=(), Ipv6Addresses=addresses)


@fault("prefix-space-fragmented", "subnet-0pods")
def _prefixes_have_no_room(account):
    """Nothing is full, but every /28 has a tenant; the reservation that kept some free is gone."""
    account.answers["SubnetIpv4CidrReservations"].clear()
    for number in (*range(8), *range(9, 16)):
        own = [{"Primary": True, "PrivateIpAddress": f"10.0.5.{number * 16 + 9}"}]
        account.leftover(f"eni-0one{number}", "DMSNetworkInterface", subnet="subnet-0pods", groups=(), PrivateIpAddresses=own)


@fault("reservation-too-small-for-prefix", "scr-0small")
def _reservation_is_small(account):
    reservation = {"SubnetCidrReservationId": "scr-0small", "SubnetId": "subnet-0app", "Cidr": "10.0.2.200/29"}
    account.add("SubnetIpv4CidrReservations", ReservationType="prefix", **reservation)


@fault("shared-interface-in-launch-template", f"{NEW}{SECOND}")
def _interface_is_launched_twice(account):
    account.template("lt-0new", entry(), {"DeviceIndex": 1, "NetworkInterfaceId": "eni-0dbfloat"}, InstanceType=T)
    account.scaling("new", "lt-0new")


@fault("public-ip-on-secondary-interface", f"{NEW}{FIRST}", also=[("missing-primary-interface", NEW)])
def _public_address_is_asked_for_beside_the_primary_interface(account):
    account.template("lt-0new", entry(1, AssociatePublicIpAddress=True), InstanceType=T)


@fault("cross-az-attachment", "eni-0dbfloat")
def _interface_is_elsewhere(account):
    """No account has this: the interface was captured in another moment than its instance."""
    account.get("NetworkInterfaces", "eni-0dbfloat")["AvailabilityZone"] = f"{REGION}b"


@fault("cross-vpc-attachment", "eni-0other")
def _interface_is_in_another_vpc(account):
    account.vpc("vpc-0second", "10.3.0.0/16")
    account.group("sg-0second", vpc="vpc-0second")
    account.subnet("subnet-0second", "10.3.1.0/24", vpc="vpc-0second")
    account.attach("i-0db", "eni-0other", 2, subnet="subnet-0second", groups=["sg-0second"])


@fault("same-subnet-interfaces", "i-0db (0db)")
def _interfaces_share_a_subnet(account):
    account.attach("i-0db", "eni-0other", 2)


@fault("unattached-interface", "eni-0spare")
def _interface_is_left_over(account):
    account.interface("eni-0spare")


@fault("undescribed-interface", "eni-0other")
def _interface_has_no_name(account):
    account.attach("i-0db", "eni-0other", 2, Description="", subnet="subnet-0pods")


@fault("interface-outlives-instance", "eni-0dbfloat")
def _nothing_owns_what_stays(account):
    account.get("NetworkInterfaces", "eni-0dbfloat")["TagSet"] = []


@fault("takeover-interface-deleted-on-termination", "eni-0dbfloat")
def _takeover_dies_with_the_instance(account):
    account.get("NetworkInterfaces", "eni-0dbfloat")["Attachment"]["DeleteOnTermination"] = True
    account.get("NetworkInterfaces", "eni-0dbfloat")["TagSet"] += tags({"eni-lint:takeover": "yes"})


@fault("ena-express-one-sided", "eni-0left")
def _express_is_off_at_the_other_end(account):
    del account.get("NetworkInterfaces", "eni-0right")["Attachment"]["EnaSrdSpecification"]


@fault("ena-express-udp-one-sided", "eni-0left")
def _express_is_off_for_udp_at_the_other_end(account):
    account.get("NetworkInterfaces", "eni-0right")["Attachment"]["EnaSrdSpecification"] = {"EnaSrdEnabled": True}


@fault("ena-express-unsupported-zone", "eni-0local")
def _express_in_a_local_zone(account):
    account.host("i-0local")["InstanceType"] = "m6i.8xlarge"
    account.get("NetworkInterfaces", "eni-0local")["Attachment"]["EnaSrdSpecification"] = {"EnaSrdEnabled": True}


@fault("efa-across-zones", "eni-0training", "eni-0card1", "eni-0card2", "eni-0card3", "eni-0far")
def _efas_are_in_two_zones(account):
    account.server("far", "p4d.24xlarge", "b", subnet="subnet-0appb", groups=["sg-0training"], InterfaceType="efa")


@fault("efa-on-outpost", "eni-0training", "eni-0card1", "eni-0card2", "eni-0card3")
def _efa_is_on_an_outpost(account):
    account.get("Subnets", "subnet-0app")["OutpostArn"] = f"arn:aws:outposts:{REGION}:{ACCOUNT}:outpost/op-0a1"


@fault("route-target-with-source-dest-check", "rtb-0app to 192.168.0.0/16")
def _firewall_drops(account):
    account.get("NetworkInterfaces", "eni-0firewallin")["SourceDestCheck"] = True


@fault("needless-source-dest-check-off", "eni-0web", also=[("tcp-timeout-never-expires", "eni-0web")])
def _check_is_off_for_nothing(account):
    account.get("NetworkInterfaces", "eni-0web")["SourceDestCheck"] = False


@fault("blackhole-route", "rtb-0app to 192.168.0.0/16")
def _firewall_is_gone(account):
    route = next(r for r in account.get("RouteTables", "rtb-0app")["Routes"] if r["DestinationCidrBlock"] == "192.168.0.0/16")
    route.update(NetworkInterfaceId="eni-0burnt", State="blackhole")
    del route["InstanceId"]
    for name in ("firewall", "firewallin", "standby", "standbyin"):
        account.get("NetworkInterfaces", f"eni-0{name}")["SourceDestCheck"] = True


@fault("interface-quota-near", f"network-interfaces of {REGION}")
def _interfaces_are_many(account):
    account.vpc("vpc-0many", "10.4.0.0/16")
    account.subnet("subnet-0many", "10.4.0.0/16", vpc="vpc-0many", AvailableIpAddressCount=60_000)
    for number in range(4_000):
        account.leftover(f"eni-0many{number}", "DMSNetworkInterface", subnet="subnet-0many", groups=())


@fault("elastic-ip-quota-near", f"elastic-ips of {REGION}")
def _elastic_ips_are_many(account):
    for number, name in enumerate(("left", "right"), 20):
        account.elastic_ip(f"eipalloc-0{name}", f"eni-0{name}", f"203.0.113.{number}")


@fault("leaked-cni-interface", "eni-0leaked")
def _cni_leaves_an_interface(account):
    own = tags({"node.k8s.amazonaws.com/instance_id": "i-0gone", "node.k8s.amazonaws.com/createdAt": "2026-01-01T00:00:00Z"})
    account.interface("eni-0leaked", Description="aws-K8S-i-0gone", TagSet=own)


@fault("pod-interface-on-unsupported-type", "eni-0trunk")
def _trunk_on_a_small_node(account):
    account.host("i-0trunknode")["InstanceType"] = "t3.large"


@fault("too-many-branch-interfaces", "eni-0trunk")
def _branches_are_many(account):
    for number in range(3, 10):
        ends = {"TrunkInterfaceId": "eni-0trunk", "BranchInterfaceId": f"eni-0branch{number}"}
        account.add("InterfaceAssociations", AssociationId=f"trunk-assoc-0{number}", **ends)


@fault("secondary-interface-kept", "si-0a1")
def _secondary_interface_is_kept(account):
    slot = {"InstanceId": "i-0gb", "NetworkCardIndex": 1, "DeviceIndex": 0, "DeleteOnTermination": False}
    account.add(
        "SecondaryInterfaces", SecondaryInterfaceId="si-0a1", SecondarySubnetId="ss-0a1", OwnerId=ACCOUNT, Attachment=slot
    )


@fault("elastic-ip-on-foreign-address", "eipalloc-0web")
def _elastic_ip_is_on_another_address(account):
    """No account has this: the address was captured in another moment than its interface."""
    account.get("Addresses", "eipalloc-0web")["PrivateIpAddress"] = "10.0.0.77"


@fault("elastic-ip-without-internet-gateway", "eipalloc-0nat", "eipalloc-0web")
def _gateway_is_gone(account):
    for key in ("eipalloc-0nlb", "eipalloc-0local", "eipalloc-0prefix"):
        account.answers["Addresses"].remove(account.get("Addresses", key))
    account.answers["InternetGateways"].clear()


@fault("elastic-ip-border-group-mismatch", "eipalloc-0local")
def _elastic_ip_is_of_another_group(account):
    """No account has this, either."""
    account.get("Addresses", "eipalloc-0local")["NetworkBorderGroup"] = REGION


@fault("elastic-ip-behind-blocked-gateway", "eipalloc-0local")
def _gateways_are_blocked(account):
    account.get("Subnets", "subnet-0local")["BlockPublicAccessStates"] = {"InternetGatewayBlockMode": "block-bidirectional"}


@fault("idle-elastic-ip", "eipalloc-0idle")
def _elastic_ip_is_idle(account):
    account.elastic_ip("eipalloc-0idle", None, "192.0.2.99", PublicIpv4Pool="ipv4pool-ec2-0a1")


@fault("elastic-ip-on-idle-resource", "eipalloc-0web")
def _elastic_ip_is_on_a_stopped_instance(account):
    account.host("i-0web")["State"] = {"Code": 80, "Name": "stopped"}


@fault("auto-public-ip-lost", "i-0db (0db)")
def _public_address_goes_with_a_restart(account):
    account.get("NetworkInterfaces", "eni-0db")["Association"] = {"PublicIp": "198.51.100.40", "IpOwnerId": "amazon"}


@fault("default-security-group", "eni-0web")
def _group_is_the_default_one(account):
    account.get("NetworkInterfaces", "eni-0web")["Groups"] = [{"GroupId": "sg-0default-vpc-0main", "GroupName": "default"}]


@fault("too-many-security-groups", "eni-0web")
def _groups_are_many(account):
    account.get("NetworkInterfaces", "eni-0web")["Groups"] += [
        {"GroupId": f"sg-0more{n}", "GroupName": f"more{n}"} for n in range(5)
    ]


# -- what a captured account cannot show -----------------------------------------------------------------------------------

_PLAN = "it is about what a plan does"
_WISH = "it is about what somebody writes, which AWS refuses or has carried out"
_TAKEN = "AWS gives an address once"
_AWS = "AWS gives all of it itself"
SILENT = {
    "resize-exceeds-limits": _PLAN,
    "attachment-across-accounts": _WISH,
    "attachment-to-primary-slot": _WISH,
    "deprecated-interface-block": "it is about Terraform's arguments",
    "device-index-beyond-card": _WISH,
    "implicit-network-card": _WISH,
    "interface-attached-twice": "an interface has one attachment",
    "interface-managed-twice": _WISH,
    "managed-interface-changed": _PLAN,
    "primary-interface-moved": _PLAN,
    "address-withdrawn": _PLAN,
    "interface-replaced-while-attached": _PLAN,
    "interface-stuck-detaching": "one snapshot does not tell since when",
    "primary-address-by-order": _PLAN,
    "stack-interface-deleted-on-termination": _WISH,
    "duplicate-address": _TAKEN,
    "subnet-overcommitted": _WISH,
    "invalid-subnet-size": _WISH,
    "overlapping-subnets": _WISH,
    "reservation-outside-subnet": _WISH,
    "overlapping-reservations": _WISH,
    "primary-ipv6-turned-off": _PLAN,
    "address-in-delegated-prefix": _TAKEN,
    "overlapping-prefixes": _TAKEN,
    "ena-express-lost-on-resize": _PLAN,
    "efa-hot-attach": _WISH,
    "efa-on-unsupported-card": "an EFA is refused on a card that takes none",
    "control-plane-subnet-too-small": "EKS is not captured",
    "pods-exceed-capacity": "EKS is not captured",
    "address-with-two-elastic-ips": _TAKEN,
    "deprecated-eip-vpc-argument": "it is about Terraform's arguments",
    "elastic-ip-instance-and-interface": _WISH,
    "elastic-ip-on-multi-interface-instance": _WISH,
    "empty-security-groups": _WISH,
    "security-group-in-other-vpc": _WISH,
    "security-groups-managed-twice": _WISH,
    "instance-source-dest-check-with-interfaces": _WISH,
    "tcp-timeout-never-expires": "the shop's appliances have it already",
}
"""Default rules that no captured account can break, and why."""
