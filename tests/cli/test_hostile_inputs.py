"""Files that were made to hang, to fill the memory or to crash: each ends soon, with a message or with a verdict."""

import gzip
import json
import resource

import pytest

SECONDS = 5  # of the processor: others may be busy on the machine


def declared(body):
    return "eni_lint: 1\n" + body


def plan(kind, after):
    row = {
        "address": f"{kind}.a",
        "type": kind,
        "name": "a",
        "mode": "managed",
        "provider_name": "registry.terraform.io/hashicorp/aws",
    }
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.9.0",
            "resource_changes": [row | {"change": {"actions": ["create"], "before": None, "after": after, "after_unknown": {}}}],
        }
    )


def template(resources, **more):
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources} | more)


def interface(properties=None, **more):
    return {"Type": "AWS::EC2::NetworkInterface", "Properties": {"SubnetId": "subnet-1"} | (properties or {})} | more


def bare(body):
    return f'resource "aws_network_interface" "a" {{\n  {body}\n  subnet_id = "subnet-1"\n}}\n'


def repeated(kind, first, again):
    """Write locals of which each holds the one before three times."""
    lines = "".join(f"  a{n} = {again.format(f'local.a{n - 1}')}\n" for n in range(1, 50))
    return f"locals {{\n  a0 = {first}\n{lines}}}\n" + bare(f"{kind} = local.a49")


def answer(count, **more):
    return json.dumps(
        {"NetworkInterfaces": [{"NetworkInterfaceId": f"eni-{n:017x}", "SubnetId": "subnet-1", **more} for n in range(count)]}
    )


LAUGHS = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
CONDITIONS = {"C0": {"Fn::Equals": [{"Ref": "P"}, "a"]}} | {
    f"C{n}": {
        "Fn::Or": [
            {"Condition": f"C{n - 1}"},
            {"Fn::And": [{"Condition": f"C{n - 1}"}, {"Fn::Not": [{"Condition": f"C{n - 1}"}]}]},
        ]
    }
    for n in range(1, 100)
}
PARAMETER = {"P": {"Type": "String"}}
DEEP = "[" * 20000 + "]" * 20000
WIDE = """\
vpcs: {v: {cidr_blocks: [0.0.0.0/0], ipv6_cidr_blocks: ["::/0"]}}
subnets:
  a: {vpc_id: v, cidr_block: 0.0.0.0/0, ipv6_cidr_blocks: ["::/0"]}
  b: {vpc_id: v, cidr_block: 0.0.0.0/0, ipv6_cidr_blocks: ["::/0"]}
subnet_cidr_reservations:
  r: {subnet_id: a, cidr: 0.0.0.0/0, reservation_type: prefix}
  s: {subnet_id: a, cidr: "::/0", reservation_type: prefix}
network_interfaces:
  w: {subnet_id: a, private_ip_addresses: [10.0.0.2], ipv4_prefixes: [0.0.0.0/0], ipv6_prefixes: ["::/0"], ipv4_prefix_count: 3, ipv6_prefix_count: 3}
  x: {subnet_id: b, ipv4_prefixes: [0.0.0.0/28], ipv6_prefixes: ["::/80"], secondary_private_ip_address_count: 50}
"""
COUNTS = ("secondary_private_ip_address_count", "ipv4_prefix_count", "ipv6_address_count", "ipv6_prefix_count")

# What is in the file, and what is said: of status 3 the message, of the others something of the report.
CASES = {
    "laughs.yaml": (declared(LAUGHS), 3, "1,000,000 values"),
    "laughs.template": ("AWSTemplateFormatVersion: x\nMetadata:\n" + LAUGHS.replace("a", "  a", 1).replace("\na", "\n  a"), 3, "1,000,000 values"),
    "quadratic.yaml": (declared("a: &a [" + "x," * 20000 + "x]\nb: [" + "*a," * 20000 + "*a]\n"), 3, "1,000,000 values"),
    "merge.yaml": (declared("network_interfaces:\n  a0: &a0 {x: 1}\n" + "".join(f"  a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 60))), 3, "1,000,000 values"),
    "self.yaml": (declared("network_interfaces: &n\n  a: *n\n"), 3, "alias of itself"),
    "deep.yaml": (declared("tags: " + "[" * 100000), 3, "nested more than 200 deep"),
    "block.yaml": (declared("".join(" " * n + "a:\n" for n in range(2000))), 3, "nested more than 200 deep"),
    "plan.json": ('{"resource_changes":' + DEEP + "}", 3, "nested more than 200 deep"),
    "objects.json": ('{"format_version":"1.2","resource_changes":' + '{"a":' * 5000 + "1" + "}" * 5000 + "}", 3, "nested more than 200 deep"),
    "describe.json": ('{"NetworkInterfaces":' + DEEP + "}", 3, "nested more than 200 deep"),
    "config.json": ('{"configurationItems":' + DEEP + "}", 3, "nested more than 200 deep"),
    "state.tfstate": ('{"version":4,"serial":1,"lineage":"x","terraform_version":"1.1.1","resources":' + DEEP + "}", 3, "nested more than 200 deep"),
    "digits.json": ('{"resource_changes":[],"format_version":' + "9" * 1_000_000 + "}", 3, "more than 4,300 digits"),
    "digits.yaml": (declared("subnets: {a: {available_ip_address_count: " + "9" * 1_000_000 + "}}\n"), 3, "no value of the tag !!int"),
    "sixties.yaml": (declared("region: " + "1:" * 100000 + "1\n"), 0, "No problems"),
    **{f"{name}.yaml": (declared(f"network_interfaces: {{w: {{{name}: 1000000000}}}}\n"), 3, "1000000000, expected a whole number") for name in COUNTS},
    "wide.yaml": (declared(WIDE), 1, "0.0.0.0/0"),
    "pods.yaml": (declared("launch_templates: {t: {instance_type: m6i.large}}\nlaunchers: {g: {kind: eks-node-group, launch_template_id: t, instance_types: [m6i.large], max_size: 1000000000, max_pods: 1000000000}}\n"), 1, "1000000000 pods"),
    "interface.json": (plan("aws_network_interface", dict.fromkeys(("private_ips_count", "ipv6_address_count", "ipv4_prefix_count", "ipv6_prefix_count"), 10**9)), 1, "security group"),
    "template.json": (plan("aws_launch_template", {"instance_type": "m6i.large", "network_interfaces": [{"ipv4_address_count": 10**9, "ipv6_prefix_count": 10**9, "device_index": 0}]}), 1, "security group"),
    "ports.json": (plan("aws_security_group", {"ingress": [{"from_port": -(10**30), "to_port": 10**30, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"] * 5000}]}), 0, "No problems"),
    "counts.json": (template({"N": interface(dict.fromkeys(("SecondaryPrivateIpAddressCount", "Ipv6AddressCount", "Ipv4PrefixCount"), 10**9))}), 1, "security group"),
    "conditions.json": (template({f"N{n}": interface(Condition=f"C{n}") for n in range(200)}, Parameters={f"P{n}": {"Type": "String"} for n in range(200)}, Conditions={f"C{n}": {"Fn::Equals": [{"Ref": f"P{n}"}, "a"]} for n in range(200)}), 1, "N0"),
    "chained.json": (template({"N": interface(Condition="C99")}, Parameters=PARAMETER, Conditions=CONDITIONS), 1, "C99"),
    "cycle.json": (template({"N": interface(Condition="C99")}, Conditions=CONDITIONS | {"C0": {"Fn::Not": [{"Condition": "C99"}]}}), 3, ""),
    "cidr.json": (template({"S": {"Type": "AWS::EC2::Subnet", "Properties": {"CidrBlock": {"Fn::Select": [10**30, {"Fn::Cidr": ["0.0.0.0/0", 10**9, 1]}]}}}}), 3, "Fn::Select cannot be worked out"),
    "count.tf": (bare("count = 1e9"), 1, "aws_network_interface.a"),
    "negative.tf": (bare("count = -1"), 1, "aws_network_interface.a"),
    "range.tf": (bare("for_each = toset([for i in range(1000000000) : tostring(i)])"), 1, "aws_network_interface.a"),
    "product.tf": (bare("for_each = toset([for p in setproduct(range(1000), range(1000), range(1000)) : tostring(p[0])])"), 1, "aws_network_interface.a"),
    "power.tf": (bare("description = pow(9, pow(9, pow(9, 9)))"), 0, "too large to work out"),
    "format.tf": (bare('description = format("%999999999d", 1)'), 0, "too large to work out"),
    "regex.tf": (bare(f'description = regex("^(([a-z])+.)+[A-Z]([a-z])+$", "{"a" * 40}")'), 0, "too large to work out"),
    "replace.tf": (bare(f'description = replace("{"a" * 40}!", "/(a+)+$/", "x")'), 0, "too large to work out"),
    "texts.tf": (repeated("description", '"xxxxxxxxxx"', '"${{{0}}}${{{0}}}${{{0}}}"'), 0, "too large to work out"),
    "lists.tf": (repeated("private_ips", '["x"]', "concat({0}, {0}, {0})"), 1, "aws_network_interface.a"),
    "nested.tf": (repeated("description", '["x"]', "[{0}, {0}, {0}]").replace("= local.a49", "= jsonencode(local.a49)"), 0, "not known"),
    "itself.tf": ("locals {\n a = local.b\n b = local.a\n}\n" + bare("description = local.a"), 0, "refers to itself"),
    "long.tf": ("locals {\n" + "".join(f" a{n} = local.a{n + 1}\n" for n in range(5000)) + ' a5000 = "x"\n}\n' + bare("description = local.a0"), 0, "too large to work out"),
    "brackets.tf": (bare("description = " + "(" * 20000 + "1" + ")" * 20000), 3, "in a simpler way"),
    "not.tf": (bare("description = " + "!" * 20000 + "true"), 0, "nested too deep"),
    "sum.tf": (bare("description = " + "1 + " * 20000 + "2"), 0, "nested too deep"),
    "blocks.tf": ("a {\n" * 5000 + "}\n" * 5000, 3, "nested more than 64 deep"),
    "strings.tf": (bare("description = " + '"${' * 2000 + "1" + '}"' * 2000), 3, "nested"),
    "deep.tf.json": ('{"resource":{"aws_network_interface":{"a":{"tags":' + '{"a":' * 50000 + "1" + "}" * 50000 + "}}}}", 3, "nested more than 64 deep"),
    "dynamic.tf": ('resource "aws_instance" "a" {\n' + ' dynamic "x" {\n for_each = [1, 2, 3]\n content {\n' * 30 + "}\n}\n" * 30 + "}\n", 1, "aws_instance.a"),
    "modules.tf": ('module "a" {\n source = "./"\n}\nmodule "b" {\n source = "../"\n}\n', 0, "is not there to be read"),
    "file.tf": (bare('description = file("/dev/zero")'), 0, "a file that is not read"),
    "fileset.tf": (bare('description = join(",", fileset("/", "**"))'), 0, "the result of fileset()"),
    "quotes.tf": (bare('description = "' + "${" * 50000), 3, "syntax error"),
    "line.yaml": (declared("region: " + "a" * 5_000_000 + "\n"), 0, "No problems"),
    "comments.yaml": (declared("# eni-lint: " * 20000 + "\n# eni-lint: ignore[" + "a," * 100000 + "] -- x\nregion: eu-west-1\n"), 0, "No problems"),
    "escapes.yaml": (declared('region: "' + "\\" * 200001), 3, "escape sequence"),
    "dashes.yaml": (declared(":" * 200000 + "\n" + "- " * 50000), 3, ""),
    "identifiers.json": (json.dumps({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-" + "0" * 1_000_000, "Description": "aws-K8S-" + "i-" * 100000}]}), 0, "undecided"),
    "alike.json": (answer(5000, PrivateIpAddress="10.0.0.5", Description="x" * 100), 1, "eni-"),
    "packed.json.gz": (gzip.compress(b'{"resource_changes": "' + b" " * (1 << 28) + b'"}'), 3, "should be a list"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_ends_soon_and_says_what_it_is(eni_lint, write, name):
    content, status, said = CASES[name]
    path = write(f"estate/{'main' + name[name.index('.') :] if '.tf' in name and 'state' not in name else name}", content)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    done = eni_lint("check", "--no-config", "estate" if path.endswith((".tf", ".tf.json")) else path, env={"COLUMNS": "1000"})
    used = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert status == done.returncode, done.out[:2000] + done.err[:2000]
    assert said in done.out
    assert "Traceback" not in done.out + done.err
    assert SECONDS > used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
