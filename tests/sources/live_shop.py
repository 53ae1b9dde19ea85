"""The account of a shop, in which everything is as it should be."""

from __future__ import annotations

from live_account import ACCOUNT, OTHER, REGION, ZONES, Account, entry, tags

LOCAL, WAVE = f"{REGION}-dub-1a", f"{REGION}-wl1-dub-wlz-1"
MANAGED_BY_EKS = {"Managed": True, "Principal": "eks.amazonaws.com"}


def shop():
    """Make the account."""
    account = Account()
    _networks(account)
    _servers(account)
    _appliances(account)
    _nodes(account)
    _pods(account)
    _services(account)
    _builders(account)
    _leftovers(account)
    _addresses(account)
    _templates(account)
    return account


def _networks(account):
    for zone in (*ZONES.values(), f"{REGION}c"):
        account.add(
            "AvailabilityZones",
            ZoneName=zone,
            ZoneType="availability-zone",
            NetworkBorderGroup=REGION,
            RegionName=REGION,
            State="available",
        )
    account.add("Images", ImageId="ami-0linux", Name="al2023", EnaSupport=True)
    six = [{"Ipv6CidrBlock": "2001:db8::/56", "Ipv6CidrBlockState": {"State": "associated"}}]
    account.vpc("vpc-0main", "10.0.0.0/16", Ipv6CidrBlockAssociationSet=six, Tags=tags({"Name": "main"}))
    account.vpc("vpc-0partner", "10.1.0.0/16", OwnerId=OTHER)  # another account shares it
    for key, block, zone in (
        ("subnet-0public", "10.0.0.0/24", "a"),
        ("subnet-0publicb", "10.0.1.0/24", "b"),
        ("subnet-0app", "10.0.2.0/24", "a"),
        ("subnet-0appb", "10.0.3.0/24", "b"),
        ("subnet-0inside", "10.0.4.0/24", "a"),
        ("subnet-0pods", "10.0.5.0/24", "a"),
        ("subnet-0insideb", "10.0.6.0/24", "b"),
    ):
        account.subnet(key, block, zone, MapPublicIpOnLaunch="public" in key)
    account.subnet("subnet-0shared", "10.1.1.0/24", vpc="vpc-0partner", OwnerId=OTHER)
    six = [{"Ipv6CidrBlock": "2001:db8::/64", "Ipv6CidrBlockState": {"State": "associated"}}]
    native = {
        "Ipv6Native": True,
        "PrivateDnsNameOptionsOnLaunch": {"HostnameType": "resource-name"},
        "AvailableIpAddressCount": 0,
    }
    account.subnet("subnet-0six", None, Ipv6CidrBlockAssociationSet=six, AssignIpv6AddressOnCreation=True, **native)
    account.get("Subnets", "subnet-0pods")["AvailableIpAddressCount"] = 110
    reservation = {"SubnetCidrReservationId": "scr-0a1", "SubnetId": "subnet-0pods", "Cidr": "10.0.5.128/25"}
    account.add("SubnetIpv4CidrReservations", ReservationType="prefix", **reservation)
    for name in ("app", "endpoints", "firewall", "lambda", "nodes", "web"):
        account.group(f"sg-0{name}", Tags=tags({"Name": name}))
    account.group("sg-0partner", vpc="vpc-0partner")
    itself = [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-0training"}]}]
    account.group("sg-0training", IpPermissions=itself, IpPermissionsEgress=itself)
    account.add(
        "InternetGateways",
        InternetGatewayId="igw-0main",
        OwnerId=ACCOUNT,
        Attachments=[{"State": "available", "VpcId": "vpc-0main"}],
    )
    public = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-0main", "State": "active"}
    nat = {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-0a", "State": "active"}
    hub = {"DestinationCidrBlock": "10.9.0.0/16", "TransitGatewayId": "tgw-0hub", "State": "active"}
    firewall = {"DestinationCidrBlock": "192.168.0.0/16", "InstanceId": "i-0firewall", "InstanceOwnerId": ACCOUNT}
    firewall |= {"NetworkInterfaceId": "eni-0firewallin", "State": "active"}
    files = {"DestinationCidrBlock": "198.19.255.0/24", "NetworkInterfaceId": "eni-0fsx", "State": "active"}
    inspection = {"DestinationCidrBlock": "10.8.0.0/16", "GatewayId": "vpce-0b2", "State": "active"}
    peering = {
        "DestinationCidrBlock": "10.7.0.0/16",
        "VpcPeeringConnectionId": "pcx-0gone",
        "State": "blackhole",
    }  # no interface's
    account.routes("rtb-0main", main=True)
    account.routes("rtb-0public", public, subnets=["subnet-0public", "subnet-0publicb"])
    account.routes("rtb-0app", nat, hub, firewall, files, inspection, peering, subnets=["subnet-0app", "subnet-0appb"])
    account.routes("rtb-0partner", subnets=["subnet-0shared"], vpc="vpc-0partner")


def _servers(account):
    account.server("web", "m6i.large", subnet="subnet-0public", groups=["sg-0web"])
    automatic = account.server("bastion", "t3.micro", subnet="subnet-0public", groups=["sg-0web"])
    automatic["Association"] = {"PublicIp": "198.51.100.9", "IpOwnerId": "amazon"}
    account.server("stopped", "t3.micro", state="stopped")
    # Two interfaces in two subnets, of which the second stays when the instance goes: the takeover of an address.
    account.server("db", "r6i.large")
    account.attach(
        "i-0db",
        "eni-0dbfloat",
        1,
        keep=True,
        subnet="subnet-0inside",
        TagSet=tags({"aws:cloudformation:stack-id": "arn:aws:cloudformation:eu-west-1:111122223333:stack/db/0a1"}),
    )
    # A server of this account in a subnet that another account shares, which keeps gateway and routes to itself.
    partner = account.server("partner", subnet="subnet-0shared", groups=["sg-0partner"])
    partner["Association"] = {"PublicIp": "198.51.100.10", "IpOwnerId": "amazon"}
    account.instance("i-0gone", state="terminated")
    account.server("six", "m6i.large", subnet="subnet-0six")["Ipv6Addresses"] = [
        {"Ipv6Address": "2001:db8::6", "IsPrimaryIpv6": True}
    ]
    _at_the_edge(account)
    _fast(account)


def _at_the_edge(account):
    """Servers in a Local Zone and a Wavelength Zone, each with an address of the zone's own border group."""
    account.vpc("vpc-0wave", "10.2.0.0/16")  # it has a carrier gateway, and no internet gateway
    account.group("sg-0wave", vpc="vpc-0wave")
    for zone, sort, group in ((LOCAL, "local-zone", LOCAL[:-1]), (WAVE, "wavelength-zone", WAVE)):
        account.add("AvailabilityZones", ZoneName=zone, ZoneType=sort, NetworkBorderGroup=group, RegionName=REGION)
    account.subnet("subnet-0local", "10.0.7.0/24", LOCAL)
    account.subnet("subnet-0wave", "10.2.1.0/24", WAVE, vpc="vpc-0wave")
    account.server("local", "m5.large", LOCAL, subnet="subnet-0local")
    account.server("wave", "m5.large", WAVE, subnet="subnet-0wave", groups=["sg-0wave"])


def _fast(account):
    """Two servers with ENA Express for each other, and one with an EFA on each of its cards, all in one subnet."""
    account.add("PlacementGroups", GroupName="fast", Strategy="cluster", State="available")
    express = {"EnaSrdEnabled": True, "EnaSrdUdpSpecification": {"EnaSrdUdpEnabled": True}}
    for name in ("left", "right"):
        together = {"AvailabilityZone": ZONES["a"], "GroupName": "fast", "Tenancy": "default"}
        account.server(name, "m6i.8xlarge", Placement=together)["Attachment"]["EnaSrdSpecification"] = express
    account.server("training", "p4d.24xlarge", groups=["sg-0training"], InterfaceType="efa")
    for card in range(1, 4):
        only = account.attach("i-0training", f"eni-0card{card}", 1, card=card, groups=["sg-0training"], InterfaceType="efa-only")
        only["PrivateIpAddresses"] = []
        del only["PrivateIpAddress"]


def _appliances(account):
    """A pair of firewalls: the standby one has the check off as well, though no route leads there yet."""
    for name, zone, outside, inside in (
        ("firewall", "a", "subnet-0public", "subnet-0inside"),
        ("standby", "b", "subnet-0publicb", "subnet-0insideb"),
    ):
        settings = {"groups": ["sg-0firewall"], "SourceDestCheck": False}
        account.instance(f"i-0{name}", "c6in.xlarge", zone)
        account.attach(f"i-0{name}", f"eni-0{name}", subnet=outside, **settings)
        account.attach(f"i-0{name}", f"eni-0{name}in", 1, subnet=inside, **settings)


def _nodes(account):
    """Nodes of an EKS cluster: the VPC CNI adds interfaces, all of one subnet, with many addresses or with prefixes."""
    scaling = tags({"aws:autoscaling:groupName": "nodes"})
    for name, subnet in (("node", "subnet-0public"), ("prefixnode", "subnet-0pods")):
        primary = account.server(name, "m5.large", subnet=subnet, groups=["sg-0nodes"], Tags=scaling)
        primary["Association"] = {"PublicIp": f"198.51.100.{len(name)}", "IpOwnerId": "amazon"}
        own = tags({"node.k8s.amazonaws.com/instance_id": f"i-0{name}", "cluster.k8s.amazonaws.com/name": "prod"})
        account.attach(
            f"i-0{name}", f"eni-0{name}cni", 1, subnet=subnet, groups=["sg-0nodes"], Description=f"aws-K8S-i-0{name}", TagSet=own
        )
    # Calico forwards for the pods of a node by itself, for which the check is off.
    calico = tags({"kubernetes.io/cluster/blue": "owned", "aws:autoscaling:groupName": "blue"})
    account.server("calico", "m5.large", groups=["sg-0nodes"], Tags=calico)
    account.get("NetworkInterfaces", "eni-0calico")["SourceDestCheck"] = False
    # Karpenter never starts a node again, so that it can do without its public address; no Auto Scaling group says so.
    node = {"subnet": "subnet-0public", "groups": ["sg-0nodes"]}
    cilium = account.server("cilium", "m5.large", **node, Tags=tags({"karpenter.sh/nodepool": "blue"}))
    cilium["Association"] = {"PublicIp": "198.51.100.30", "IpOwnerId": "amazon"}
    account.attach("i-0cilium", "eni-0ciliumcni", 1, **node, Description="Cilium-CNI (i-0cilium)")
    many = account.get("NetworkInterfaces", "eni-0nodecni")
    many["PrivateIpAddresses"] += [{"Primary": False, "PrivateIpAddress": f"10.0.0.{n}"} for n in range(100, 109)]
    account.get("NetworkInterfaces", "eni-0prefixnodecni")["Ipv4Prefixes"] = [{"Ipv4Prefix": "10.0.5.128/28"}]


def _pods(account):
    """Security groups for pods: a trunk interface on the node, and branch interfaces that nothing seems to attach."""
    primary = account.server("trunknode", "m5.large", subnet="subnet-0public", groups=["sg-0nodes"])
    primary["Association"] = {"PublicIp": "198.51.100.31", "IpOwnerId": "amazon"}
    account.attach("i-0trunknode", "eni-0trunk", 1, groups=["sg-0nodes"], InterfaceType="trunk", Description="aws-k8s-trunk-eni")
    for number in range(3):
        branch = f"eni-0branch{number}"
        account.interface(branch, groups=["sg-0nodes"], InterfaceType="branch", Description="aws-k8s-branch-eni", Status="in-use")
        account.add(
            "InterfaceAssociations",
            AssociationId=f"trunk-assoc-0{number}",
            TrunkInterfaceId="eni-0trunk",
            BranchInterfaceId=branch,
            InterfaceProtocol="VLAN",
            VlanId=number + 1,
        )


def _services(account):
    """What services attach to instances of their own."""
    none = {"groups": (), "SourceDestCheck": False}
    elb = {"owner": "amazon-elb", "RequesterId": "amazon-elb"}
    account.service("eni-0nat", "Interface for NAT Gateway nat-0a", "nat_gateway", subnet="subnet-0public", **none)
    account.add(
        "NatGateways",
        NatGatewayId="nat-0a",
        SubnetId="subnet-0public",
        VpcId="vpc-0main",
        State="available",
        NatGatewayAddresses=[{"AllocationId": "eipalloc-0nat", "NetworkInterfaceId": "eni-0nat", "IsPrimary": True}],
    )
    account.service(
        "eni-0lambda", "AWS Lambda VPC ENI-orders-1b2c", "lambda", groups=["sg-0lambda"], RequesterId="AROA0EXAMPLE:orders"
    )
    account.service("eni-0vpce", "VPC Endpoint Interface vpce-0a1", "vpc_endpoint", groups=["sg-0endpoints"])
    account.service("eni-0tgw", "Network Interface for Transit Gateway Attachment tgw-attach-0a1", "transit_gateway", **none)
    account.service("eni-0nlb", "ELB net/front/0a1", "network_load_balancer", subnet="subnet-0public", **elb | none)
    account.service("eni-0alb", "ELB app/shop/0a1", subnet="subnet-0public", groups=["sg-0web"], **elb)
    account.get("NetworkInterfaces", "eni-0alb")["Association"] = {"PublicIp": "198.51.100.20", "IpOwnerId": "amazon-elb"}
    account.service("eni-0gwlb", "ELB gwy/inspect/0a1", "gateway_load_balancer", **elb | none)
    account.service("eni-0gwlbe", "VPC Endpoint Interface vpce-0b2", "gateway_load_balancer_endpoint", **none)
    account.service("eni-0efs", "EFS mount target for fs-0a1 (fsmt-0a1)", "efs", RequesterId="928351231221")
    account.service("eni-0rds", "RDSNetworkInterface", owner="amazon-rds", RequesterId="amazon-rds")
    account.service("eni-0cache", "ElastiCache cart-001", groups=["sg-0default-vpc-0main"], owner="amazon-elasticache")
    account.service(
        "eni-0control", "Amazon EKS prod", owner="689423541251", RequesterManaged=False
    )  # no sign but its description
    account.service("eni-0controlb", "Amazon EKS prod", owner="689423541251", subnet="subnet-0appb", RequesterId="689423541251")
    account.service("eni-0auto", "EKS Auto Mode node", owner="689423541251", RequesterManaged=False, Operator=MANAGED_BY_EKS)
    account.service("eni-0api", "API Gateway VPC link", "api_gateway_managed")
    account.service("eni-0accelerator", "Global Accelerator", "global_accelerator_managed", subnet="subnet-0public", groups=())
    account.service("eni-0connect", "EC2 Instance Connect Endpoint eice-0a1", "ec2_instance_connect_endpoint")
    account.service("eni-0vpn", "ClientVPN Endpoint resource, do not delete", SourceDestCheck=False)
    account.service("eni-0fsx", "FSx ONTAP fs-0b2", RequesterId="amazon-fsx")  # routes of the service lead here
    account.service("eni-0fargate", "arn:aws:ecs:eu-west-1:111122223333:attachment/0a1", owner="578734482556")
    task = account.service(
        "eni-0task", "arn:aws:ecs:eu-west-1:111122223333:attachment/0b2", subnet="subnet-0public", owner="578734482556"
    )
    task["Association"] = {"PublicIp": "198.51.100.21", "IpOwnerId": "amazon"}
    account.service("eni-0resolver", "Route 53 Resolver: rslvr-in-0a1:rni-0a1", RequesterId="686237322042")
    account.service("eni-0workspace", "Created By Amazon Workspaces for AWS Account ID 111122223333", owner="597632111001")


def _builders(account):
    """What services make with a role of the account: theirs, though nothing but the attachment says so."""
    cloud = {"owner": "347083289921", "RequesterManaged": False, "SourceDestCheck": False}
    account.service("eni-0vmc", "VMware VMC Interface", **cloud)
    account.service("eni-0build", "", owner="137112412989", groups=["sg-0lambda"], RequesterManaged=False, RequesterId=None)
    account.service(
        "eni-0glue",
        "Attached to Glue using role: arn:aws:iam::111122223333:role/glue",
        owner="137112412989",
        RequesterManaged=False,
    )


def _leftovers(account):
    """What services keep unattached, or leave behind; theirs to delete."""
    account.leftover("eni-0dms", "DMSNetworkInterface", RequesterId="AROA0EXAMPLE:dms-session")
    account.leftover("eni-0es", "ES search", RequesterId="amazon-elasticsearch")
    account.leftover("eni-0oldelb", "ELB app/old/0a1", RequesterId="amazon-elb")
    account.leftover("eni-0oldlambda", "AWS Lambda VPC ENI-gone-3d4e", RequesterManaged=False, RequesterId=None)


def _addresses(account):
    account.elastic_ip("eipalloc-0nat", "eni-0nat", "203.0.113.1")
    account.elastic_ip("eipalloc-0nlb", "eni-0nlb", "192.0.2.3", PublicIpv4Pool="ipv4pool-ec2-0a1")
    account.elastic_ip("eipalloc-0web", "eni-0web", "203.0.113.3")
    account.elastic_ip("eipalloc-0own", None, "192.0.2.4", PublicIpv4Pool="ipv4pool-ec2-0a1", ServiceManaged="nlb")
    account.elastic_ip("eipalloc-0partner", "eni-0partner", "192.0.2.6", PublicIpv4Pool="ipv4pool-ec2-0a1")
    account.elastic_ip(
        "eipalloc-0local", "eni-0local", "192.0.2.7", NetworkBorderGroup=LOCAL[:-1], PublicIpv4Pool="ipv4pool-ec2-0a1"
    )
    account.elastic_ip("eipalloc-0wave", "eni-0wave", "", NetworkBorderGroup=WAVE, CarrierIp="192.0.2.8")
    # The second address of a firewall is in the middle of its delegated prefix.
    inside = account.get("NetworkInterfaces", "eni-0firewall")
    inside["Ipv4Prefixes"] = [{"Ipv4Prefix": "10.0.0.160/28"}]
    account.elastic_ip(
        "eipalloc-0prefix", "eni-0firewall", "192.0.2.5", PrivateIpAddress="10.0.0.165", PublicIpv4Pool="ipv4pool-ec2-0a1"
    )
    del inside["Association"]


def _templates(account):
    account.template("lt-0web", entry(), InstanceType="m6i.large", ImageId="ami-0linux")
    account.scaling("web", "lt-0web", "m6i.large", "m5.large")
    account.template("lt-0nodes", InstanceType="m5.large", SecurityGroupIds=["sg-0nodes"])
    account.scaling("nodes", "lt-0nodes")
    # AWS numbers the devices of further cards with 1.
    account.template("lt-0training", *(_card(number) for number in range(32)), InstanceType="p5.48xlarge")


def _card(number):
    kind = "efa-only" if number else "interface"
    return entry(min(number, 1), NetworkCardIndex=number, InterfaceType=kind, Groups=["sg-0training"])
