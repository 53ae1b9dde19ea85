"""Runs one shipped rule over a scene in the declared format."""

from textwrap import dedent

from eni_lint.catalog.load import load_catalog
from eni_lint.engine.bind import bind
from eni_lint.engine.evaluate import evaluate
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.declared import parse_declared, read_declared

RULEBOOK = load_rulebook()
CATALOG = load_catalog()


def inventory_of(scene):
    inventory = read_declared(parse_declared("eni_lint: 1\n" + dedent(scene), "scene.yaml"))
    inventory.catalog = CATALOG
    return inventory


def run(rule_id, inventory, **parameters):
    result = evaluate(inventory, bind(RULEBOOK, select=[rule_id], parameters={rule_id: parameters}))
    assert not result.errored, result.errored[0].trace
    return result


def messages(rule_id, scene, **parameters):
    return [finding.message for finding in run(rule_id, inventory_of(scene), **parameters).findings]


def open_questions(rule_id, scene, **parameters):
    return [outcome.detail for outcome in run(rule_id, inventory_of(scene), **parameters).undecided]


def verdict(rule_id, scene, **parameters):
    """Say what becomes of a scene: the severities of its findings, "undecided", "pass", or "no subject"."""
    result = run(rule_id, inventory_of(scene), **parameters)
    if result.findings:
        return " ".join(finding.severity.value for finding in result.findings)
    return "undecided" if result.undecided else "pass" if result.passed else "no subject"
