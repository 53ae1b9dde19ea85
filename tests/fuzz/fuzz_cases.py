"""Makes cases: files, and how they are read and reported. Every case follows from a seed, a reader and a number."""

import json
import random as randomness
from dataclasses import dataclass, field

import fuzz_corpus as corpus
import fuzz_texts
import fuzz_trees
import yaml

FORMATS = ("text", "sarif", "github-sarif", "json", "github", "markdown", "junit", "gitlab", "csv", "asff")


@dataclass
class Case:
    """Files by their names, and how they are checked. ``how`` can be written as JSON."""

    files: dict
    how: dict = field(default_factory=dict)


def case_of(seed, reader, number):
    """Make a case, always the same for the same arguments."""
    random = randomness.Random(f"{seed}/{reader}/{number}")
    case = READERS[reader](random)
    case.how = {
        "format": random.choice(FORMATS),
        "verbose": random.random() < 0.3,
        "redact": random.random() < 0.1,
        "convert": random.random() < 0.1,
        "keep_passes": random.random() < 0.1,
        "changes_only": random.random() < 0.05,
    } | case.how
    return case


def _mutated_tree(tree, random, donors):
    for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3, 5, 9))):
        try:
            tree = fuzz_trees.mutated(tree, random, donors)
        except RecursionError:  # deep enough
            break
    return tree


def _mutated_text(text, random, language, donors):
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        text = fuzz_texts.mutated(text, random, language, donors)
    return text


def _as_json(tree, random, donors):
    text = fuzz_trees.json_text(_mutated_tree(tree, random, donors), random)
    return _mutated_text(text, random, "json", [text]) if random.random() < 0.08 else text


def _as_yaml(tree, random, donors):
    """Write a tree as YAML: block style, or JSON, which is YAML too."""
    tree = _mutated_tree(tree, random, donors)
    if random.random() < 0.6:
        return fuzz_trees.json_text(tree, random)
    try:
        return yaml.dump(
            tree,
            Dumper=yaml.CSafeDumper,
            sort_keys=False,
            allow_unicode=random.random() < 0.5,
            default_flow_style=random.choice((True, False, None)),
        ).encode("utf-8", "surrogatepass")
    except (yaml.YAMLError, RecursionError, UnicodeEncodeError):  # PyYAML writes less than it reads
        return fuzz_trees.json_text(tree, random)


def _forced(random, kind):
    return {"kind": kind if random.random() < 0.5 else ""}


def plan(random):
    tree = random.choice(corpus.plans())
    if random.random() < 0.1:
        tree = {random.choice(("plan", "tfplan")): tree}
    files = {"plan.json": _as_json(tree, random, [tree])}
    if random.random() < 0.15:
        files["main.tf"] = _hcl_text(random)
    return Case(files, {"paths": ["plan.json"], **_forced(random, "terraform-plan")})


def state(random):
    tree = random.choice(corpus.states())
    return Case(
        {"terraform.tfstate": _as_json(tree, random, [tree])},
        _forced(random, "terraform-state") | {"paths": ["terraform.tfstate"]},
    )


def declared(random):
    if random.random() < 0.5:
        content = _as_yaml(random.choice(corpus.declared_trees()), random, corpus.declared_trees())
    else:
        content = _mutated_text(random.choice(corpus.declared_texts()), random, "yaml", corpus.declared_texts())
    case = Case({"net.yaml": content}, _forced(random, "declared") | {"paths": ["net.yaml"]})
    if random.random() < 0.05:
        case.files |= {f"account/{name}": value for name, value in describe(random).files.items()}
        case.how["over"] = ["account"]
    return case


def cloudformation(random):
    if random.random() < 0.6:
        trees = corpus.template_trees()
        tree = json.loads(json.dumps(random.choice(trees)))
        resources = tree.get("Resources") or {}
        kept = random.sample(sorted(resources), min(len(resources), random.choice((2, 4, 99))))
        tree["Resources"] = {name: resources[name] for name in kept}
        content = _as_yaml(tree, random, trees)
    else:
        content = _mutated_text(random.choice(corpus.template_texts()), random, "yaml", corpus.template_texts())
    case = Case({"stack.yaml": content}, _forced(random, "cloudformation") | {"paths": ["stack.yaml"]})
    if random.random() < 0.1:
        case.files["parameters.json"] = _as_json([{"ParameterKey": "Size", "ParameterValue": "m6i.large"}], random, [{}])
        case.how["parameters"] = ["parameters.json", "Size=m6i.large"]
    return case


def _manifest(names):
    return {
        "eni_lint_snapshot": 1,
        "account": "111122223333",
        "region": "eu-west-1",
        "partition": "aws",
        "started": "2026-03-01T00:00:00Z",
        "ended": "2026-03-01T00:01:00Z",
        "finished": True,
        "tool_version": "0.1",
        "calls": [
            *(
                {"operation": "DescribeNetworkInterfaces", "status": "complete", "file": name, "pages": 1, "records": 2}
                for name in names
            ),
            {"operation": "DescribeSubnets", "status": "denied", "error": {"code": "UnauthorizedOperation", "message": "no"}},
        ],
    }


def describe(random):
    pairs = random.sample(corpus.answers(), random.choice((1, 2, 4, 6)))
    donors = [tree for _, tree in pairs]
    touched = random.randrange(len(pairs))
    files = {
        name: _as_json(tree, random, donors) if number == touched or random.random() < 0.2 else json.dumps(tree).encode()
        for number, (name, tree) in enumerate(pairs)
    }
    if random.random() < 0.2:
        manifest = _manifest(files)
        files["snapshot.json"] = (
            _as_json(manifest, random, [manifest]) if random.random() < 0.7 else json.dumps(manifest).encode()
        )
    return Case(files, {"paths": ["."]})


def aws_config(random):
    items = random.sample(corpus.items(), random.choice((1, 2, 4, 8)))
    items = json.loads(json.dumps(items))
    if random.random() < 0.3:
        items = [item | {"configuration": json.dumps(item["configuration"])} for item in items]
    tree = random.choice(
        (
            {"fileVersion": "1.0", "configSnapshotId": "x", "configurationItems": items},
            items,
            {"Results": [json.dumps(item) for item in items], "QueryInfo": {"SelectFields": []}},
            {"configurationItems": items},
            {"baseConfigurationItems": items, "unprocessedResourceKeys": []},
            items[0],
        )
    )
    return Case({"config.json": _as_json(tree, random, [tree])}, _forced(random, "aws-config") | {"paths": ["config.json"]})


def _hcl_text(random):
    if random.random() < 0.1:
        text = random.choice(corpus.hcl_texts())
    else:
        text = b"".join(random.sample(corpus.hcl_blocks(), random.choice((1, 2, 4, 8))))
    return _mutated_text(text, random, "hcl", corpus.hcl_blocks())


def hcl(random):
    files = {"main.tf": _hcl_text(random)}
    if random.random() < 0.15:
        files["other_override.tf"] = _hcl_text(random)
    if random.random() < 0.15:
        files["m/main.tf"] = _hcl_text(random)
        files["main.tf"] += b'\nmodule "m" {\n  source = "./m"\n  count = 2\n}\n'
    if random.random() < 0.15:
        files["terraform.tfvars"] = _mutated_text(
            b'name = "x"\nsize = 3\nsubnets = { a = "10.0.1.0/24", b = ["x", 2] }\nafter = true\n',
            random,
            "hcl",
            corpus.hcl_blocks(),
        )
    if random.random() < 0.05:
        files[".terraform/modules/modules.json"] = _as_json(
            {"Modules": [{"Key": "m", "Source": "./m", "Dir": "m"}]}, random, [{}]
        )
        files["main.tf"] += b'\nmodule "m" {\n  source = "hashicorp/consul/aws"\n}\n'
    return Case(files, {"paths": ["."]})


def hcl_json(random):
    files = {"main.tf.json": _as_json(corpus.BARE_JSON, random, [corpus.BARE_JSON])}
    if random.random() < 0.2:
        files["terraform.tfvars.json"] = _as_json({"size": "m6i.large", "count": 3}, random, [corpus.BARE_JSON])
    if random.random() < 0.1:
        files["more.tf"] = _hcl_text(random)
    return Case(files, {"paths": ["."]})


def config(random):
    files = {"net.yaml": corpus.NETWORK}
    tree = {key: corpus.CONFIG[key] for key in random.sample(sorted(corpus.CONFIG), random.choice((1, 2, 3)))}
    if random.random() < 0.25:
        lines = b'[tool.eni-lint]\nprofile = "gate"\nignore = ["eks"]\n[tool.eni-lint.rules]\nlimits = "off"\n[[tool.eni-lint.paths]]\nmatch = ["*"]\n'
        files["pyproject.toml"] = _mutated_text(lines, random, "toml", [lines])
        return Case(files, {"paths": ["net.yaml"], "config": "pyproject.toml"})
    if random.random() < 0.75:
        files["eni-lint.yaml"] = _as_yaml(tree, random, [corpus.CONFIG])
    else:
        text = yaml.dump(tree).encode()
        files["eni-lint.yaml"] = _mutated_text(text, random, "yaml", [text])
    return Case(files, {"paths": [random.choice(("net.yaml", "."))], "config": "eni-lint.yaml"})


def waivers(random):
    tree = {"waivers": corpus.CONFIG["waivers"] * 2}
    content = (
        _as_yaml(tree, random, [corpus.CONFIG])
        if random.random() < 0.7
        else _mutated_text(yaml.dump(tree).encode(), random, "yaml", [b"waivers:\n"])
    )
    return Case({"net.yaml": corpus.NETWORK, "waivers.yaml": content}, {"paths": ["net.yaml"], "waivers": "waivers.yaml"})


def comments(random):
    """Suppressions in the source: comments and metadata."""
    text = random.choice((corpus.NETWORK, *corpus.declared_texts()))
    lines = text.splitlines()
    at = random.randrange(len(lines))
    words = (
        b"# eni-lint:",
        b"ignore",
        b"ignore[",
        b"]",
        b"ignore-next-line",
        b"ignore-file",
        b"reserved-subnet-address",
        b"*",
        b"--",
        b"until",
        b"2026-13-01",
        b"2027-01-31",
        b",",
        b"reason",
        b"\xc2\xa0",
        b"(x)",
        b"=",
        b":",
    )
    lines[at] += b" " + b" ".join([words[0], *random.choices(words, k=random.choice((1, 2, 4, 8)))])
    if random.random() < 0.3:
        return Case({"main.tf": b"\n".join(lines[at : at + 1]) + b"\n" + _hcl_text(random)}, {"paths": ["."]})
    return Case({"net.yaml": b"\n".join(lines) + b"\n"}, {"paths": ["net.yaml"]})


def pack(random):
    name, text = random.choice(corpus.policies())
    donors = [content for _, content in corpus.policies()]
    if random.random() < 0.4:
        content = _as_yaml(yaml.safe_load(text), random, [yaml.safe_load(each) for each in donors])
    else:
        content = _mutated_text(text, random, "cel", donors)
    files = {f"policy/tags/{name}": content, "net.yaml": random.choice((corpus.NETWORK, random.choice(corpus.declared_texts())))}
    return Case(files, {"paths": ["net.yaml"], "packs": ["policy"], "only": ["tags"]})


READERS = {
    of.__name__.replace("_", "-"): of
    for of in (plan, state, declared, cloudformation, describe, aws_config, hcl, hcl_json, config, waivers, comments, pack)
}
