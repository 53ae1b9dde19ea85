"""Findings about two things that are alike have one identity, whichever of the two is blamed."""

import pytest

from eni_lint.engine.bind import bind
from eni_lint.engine.evaluate import evaluate
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.declared import parse_declared, read_declared

RULEBOOK = load_rulebook()
HEAD = "eni_lint: 1\nsubnets:\n  a: {cidr_block: 10.0.1.0/24}\nnetwork_interfaces:\n"


def findings_of(names, address="10.0.1.10"):
    """Check interfaces of one subnet that hold one address, in this order."""
    lines = "".join(f"  {name}: {{subnet_id: a, private_ip_addresses: [{address}]}}\n" for name in names)
    inventory = read_declared(parse_declared(HEAD + lines, "net.yaml"))
    return evaluate(inventory, bind(RULEBOOK, select=["duplicate-address"])).findings


def marks(names):
    return sorted(finding.fingerprint for finding in findings_of(names))


@pytest.mark.parametrize("names", ["ab", "abc", "abcd"])
def test_order_changes_who_is_blamed_and_no_fingerprint(names):
    one, other = findings_of(names), findings_of(names[::-1])

    assert {f.subject.address for f in one} != {f.subject.address for f in other}
    assert sorted(f.fingerprint for f in one) == sorted(f.fingerprint for f in other)
    assert len(names) - 1 == len(one) == len({f.fingerprint for f in one})


def test_another_pair_is_another_finding():
    assert marks("ab") != marks("cd")


def test_one_more_leaves_the_others_what_they_were():
    assert set(marks("ab")) < set(marks("abc"))


def test_another_address_is_another_finding():
    assert findings_of("ab")[0].fingerprint != findings_of("ab", "10.0.1.11")[0].fingerprint
