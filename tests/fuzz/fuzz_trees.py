"""Mutates data as JSON and YAML hold them: what a member is, whether it is there, how often, how deep."""

import json

INSIDE_STRINGS = (
    "", " ", "\x00", "\ud800", "\udfff\ud800", "\u202e", "\x1b[31m", "\r\n", "\ufeff", "é" * 3, "🐙", "'", '"', "${var.a}", "${", "%{if",
    "{}", "{0}", "{address}", "%s", "a" * 300, "/" * 9, "~1~0", "-1", "1e9", "0x10", "null", "true", "NaN", "[0]", "*", "!Ref x",
)  # fmt: skip
STRINGS = (
    *INSIDE_STRINGS,
    "0.0.0.0/0", "::/0", "10.0.0.0/8", "10.0.0.0/33", "10.0.0.1", "10.0.0.1/32", "256.0.0.1", "010.0.0.1", "1.2.3", "2001:db8::/56", "2001:db8::1",
    "::ffff:10.0.0.1", "fe80::1%eth0", "::1/128", "10.0.0.0/0", "10.0.0.0/-1", "10.0.0.0/1e3", "10.0.0.0/08", "\u0661\u0660.0.0.0/\u0668", "10.0.0.0-10.0.0.9",
    "eni-0123456789abcdef0", "eni-", "subnet-1", "sg-0a1", "vpc-1", "i-1", "lt-1", "self", "default", "amazon", "efa", "efa-only", "trunk", "branch",
    "interface", "in-use", "available", "arn:aws:ec2:eu-west-1:111122223333:network-interface/eni-1", "arn:::::::", "arn:aws", "m6i.large", "c6in.32xlarge",
    "p5.48xlarge", "m6i.", ".large", "u-", "eu-west-1a", "eu-west-1", "us-east-1-bos-1a", "tcp", "-1", "2026-02-30T25:61:00Z", "2026-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z", "0001-01-01", "no-op", "create", "delete", "ingress", "aws_network_interface.a[0]", 'aws_instance.x["a\\"b"].id',
    'module.a["x"].aws_subnet.b', "aws_", "data.aws_subnet.x", "each.value.x", "count.index", "AWS::EC2::NetworkInterface", "AWS::NoValue",
)  # fmt: skip
NUMBERS = (
    0, 1, -1, 2, 7, 16, 28, 32, 33, 64, 128, 129, 255, 256, 65535, 65536, 2**31 - 1, 2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**63, 2**64, -(2**63) - 1, 10**9,
    10**30, 10**400, 0.5, -0.0, 1e9, 1.5e308, 5e-324, 1e22,
)  # fmt: skip
ODD_NUMBERS = (float("nan"), float("inf"), float("-inf"))
REMOVE = object()


class Twice(dict):
    """A mapping of which some keys are written twice."""


def mutated(tree, random, donors):
    """Give a copy with one change somewhere. ``donors`` are other trees that parts may be taken from."""
    tree = _copy(tree)
    places = list(_places(tree))
    if len(places) < 2:
        return odd(random)
    holder, key = random.choice(places[1:])
    old = holder[key]
    new = _changed(old, random, donors, places)
    if new is REMOVE:
        del holder[key]
    elif isinstance(holder, dict) and random.random() < 0.05:
        holder[_other_key(key, random, places)] = holder.pop(key) if random.random() < 0.7 else old
    elif isinstance(holder, list) and random.random() < 0.2:
        holder.insert(random.randrange(len(holder) + 1), new)
    else:
        holder[key] = new
    return tree


def _copy(value):
    if isinstance(value, dict):
        return type(value)({key: _copy(member) for key, member in value.items()})
    return [_copy(member) for member in value] if isinstance(value, list) else value


def odd(random):
    """Give any value that nobody expects."""
    return random.choice(
        (
            lambda: random.choice(STRINGS),
            lambda: random.choice(STRINGS),
            lambda: random.choice(NUMBERS),
            lambda: random.choice(ODD_NUMBERS),
            lambda: random.choice((None, True, False)),
            lambda: random.choice(([], {}, [[]], [None], {"": None}, [{}], {"a": {"b": []}}, {"unknown": "why"}, {"unknown": 3})),
            lambda: _nested(random, random.choice((3, 20, 200))),
        )
    )()


def _changed(old, random, donors, places):  # noqa: PLR0911 - one for each change
    choice = random.random()
    if choice < 0.2:
        return REMOVE
    if choice < 0.5:
        return odd(random)
    if choice < 0.6:  # what stands elsewhere, in this tree or another
        other = random.choice(places[1:]) if random.random() < 0.6 else random.choice(list(_places(random.choice(donors))))
        return _copy(other[0][other[1]]) if other[0] is not None else odd(random)
    if isinstance(old, str):
        return _changed_text(old, random)
    if isinstance(old, bool) or old is None:
        return random.choice((not old, None, "true", 1))
    if isinstance(old, (int, float)):
        return random.choice(
            (str(old), old + 1, old - 1, -old, old * 1000, float(old) if abs(old) < 1e300 else 0, [old], random.choice(NUMBERS))
        )
    if isinstance(old, list):
        return random.choice(
            (
                old + old,
                old[::-1],
                old[:1],
                old * 20 if len(json.dumps(old, default=str)) < 300 else old,
                {str(i): e for i, e in enumerate(old)},
                [old],
            )
        )
    wrapped = [
        Twice(old),
        {"x": old},
        [old],
        list(old.values()),
        list(old),
        {str(key).swapcase(): value for key, value in old.items()},
    ]
    return random.choice(wrapped)


def _changed_text(old, random):
    at = random.randrange(len(old) + 1)
    bit = random.choice(INSIDE_STRINGS)
    return random.choice(
        (
            old[:at] + bit + old[at:],
            old[:at],
            old[at:],
            old.swapcase(),
            old + old,
            bit,
            " " + old,
            [old],
            {"Ref": old},
            {old: old},
        )
    )


def _other_key(key, random, places):
    keys = [key for holder, key in places if isinstance(holder, dict)]
    return random.choice((random.choice(keys or [key]), random.choice(INSIDE_STRINGS), f"{key}x"))


def _nested(random, depth):
    value = None
    for _ in range(depth):
        value = [value] if random.random() < 0.5 else {"a": value}
    return value


def _places(tree):
    """Give the holder and the key of every value; the root has none."""
    yield None, None
    waiting = [tree]
    while waiting:
        holder = waiting.pop()
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ():
            yield holder, key
            waiting.append(holder[key])


def json_text(tree, random):
    """Write JSON as programs do, now and then with keys twice, with NaN and with surrogates that stand alone."""
    indent = random.choice((None, None, 2)) if _depth(tree) < 200 else None
    try:
        text = json.dumps(_with_twins(tree), indent=indent, ensure_ascii=random.random() < 0.5)
    except RecursionError:
        text = '{"a":[' * 3000
    return text.replace('__again__"', '"').encode("utf-8", "surrogatepass")


def _depth(tree):
    level, depth = [tree], 0
    while level and depth < 200:
        level = [
            member
            for value in level
            for member in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
        ]
        depth += 1
    return depth


def _with_twins(value):
    if isinstance(value, dict):
        found = {_key(key): _with_twins(member) for key, member in value.items()}
        return found | {f"{key}__again__": member for key, member in found.items()} if isinstance(value, Twice) else found
    return [_with_twins(member) for member in value] if isinstance(value, list) else value


def _key(key):
    return key if isinstance(key, str) else json.dumps(key, default=str)
