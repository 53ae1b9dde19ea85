"""Templates for the tests: those in tests/fixtures/cloudformation, and small ones of which only the resources are written."""

from __future__ import annotations

import re
import textwrap
from functools import cache
from pathlib import Path

from eni_lint.catalog.load import load_catalog
from eni_lint.engine.bind import bind
from eni_lint.engine.evaluate import evaluate
from eni_lint.engine.variants import merge
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.cloudformation.read import read_cloudformation
from eni_lint.sources.options import ReadOptions
from eni_lint.sources.read import read_scopes

TEMPLATES = Path(__file__).parent.parent / "fixtures" / "cloudformation"
NAMES = sorted(path.name for path in TEMPLATES.iterdir())
_PLANTED = re.compile(r"# planted: (.*)")


@cache
def _rules():
    return bind(load_rulebook()), load_catalog()


def _evaluated(scope):
    """Run the default rules over a template, under all of its conditions."""
    rules, catalog = _rules()

    def evaluated(inventory):
        inventory.catalog = catalog
        return evaluate(inventory, rules)

    first = evaluated(scope.inventory)
    variants = ((variant, evaluated(variant.inventory)) for variant in (scope.variants() if scope.variants else ()))
    return merge(first, scope.inventory, variants, rules)


def check(path):
    """Check a template in which nothing is wrong with the template itself; give what was found."""
    [scope] = read_scopes([str(path)])
    found = _evaluated(scope)

    assert [] == [str(fault) for fault in scope.faults]
    assert [] == [error.trace for error in found.errored]
    return found


def verdicts_on(content):
    """Check a template in which anything may be wrong."""
    return _evaluated(read_cloudformation(content, "template.json", ReadOptions()))


def line_of(place):
    """Give the line that a reader is sent to: that of the value, of its name where the value takes several lines."""
    span = place.span()
    if place.pointer == place.origin.pointer or span is None or span.end_line > span.start_line:
        span = place.origin.document.key_span(place.pointer) or span
    return span.start_line


def planted(name):
    """Give the lines on which a fixture says what is wrong, with the rules that are to find it."""
    lines = (TEMPLATES / name).read_bytes().decode().splitlines()
    found = {number: _PLANTED.search(line) for number, line in enumerate(lines, 1)}
    return sorted((number, rule.strip()) for number, match in found.items() if match for rule in match[1].split(","))


def scope_of(text, *, head="", parameters=()):
    """Read a template of which the resources are given, indented or not; ``head`` is what stands before them."""
    body = textwrap.indent(textwrap.dedent(text).strip("\n"), "  ")
    content = f"{textwrap.dedent(head)}\nResources:\n{body}\n"
    return read_cloudformation(content.encode(), "template.yaml", ReadOptions(template_parameters=list(parameters)))


def read(text, *, head="", parameters=()):
    """Read resources in which nothing is wrong with the template itself."""
    scope = scope_of(text, head=head, parameters=parameters)

    assert [] == [str(fault) for fault in scope.faults]
    return scope.inventory
