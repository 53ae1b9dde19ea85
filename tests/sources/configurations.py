"""Configurations for the tests, and what the rules say about them in every form in which they can be read."""

from __future__ import annotations

from pathlib import Path

from plan_corpus import PLANS, data_of, document_of

from eni_lint.catalog.load import load_catalog
from eni_lint.config.settings import Settings
from eni_lint.engine.choose import Choice
from eni_lint.engine.evaluate import evaluate
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.hcl.read import joins_of
from eni_lint.sources.options import ReadOptions
from eni_lint.sources.read import read_scopes
from eni_lint.sources.scope import Scope
from eni_lint.sources.terraform.plan import read_plan

CATALOG = load_catalog()
RULES = Choice(load_rulebook(), Settings()).rules
FOLDERS = sorted(path.name for path in PLANS.iterdir() if path.is_dir())
PLANNED = [name for name in FOLDERS if (PLANS / name / "plan.json").exists()]


class Verdicts:
    """What fails, passes and is undecided: pairs of a rule and the identity of a subject."""

    def __init__(self, inventory):
        inventory.catalog = CATALOG
        result = evaluate(inventory, RULES, keep_passes=True)

        assert [] == [error.trace for error in result.errored]

        self.fails, self.undecided, self.passes = (
            {(each.rule_id, each.subject.identity or each.subject.address) for each in outcomes}
            for outcomes in (result.findings, result.undecided, result.passes)
        )
        self.passes -= self.fails

    @property
    def decided(self):
        return len(self.fails) + len(self.passes)

    def contradicts(self, other):
        """What fails in one and passes in the other."""
        return sorted((self.fails & other.passes) | (other.fails & self.passes))


def scopes_in(folder, **options):
    """Everything that a folder is read as."""
    return list(read_scopes([str(folder)], ReadOptions(**options)))


def bare(folder, **options):
    """The one bare configuration of a folder, whatever plan lies beside it."""
    (scope,) = (s for s in read_scopes([str(next(Path(folder).glob("*.tf*")))], ReadOptions(**options)))

    assert isinstance(scope, Scope)
    assert "terraform" == scope.kind
    return scope


def written(folder, text, **files):
    """Write a configuration; double underscores in the names of further files are slashes."""
    for name, content in {"main.tf": text, **files}.items():
        path = Path(folder, name.replace("__", "/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


def planned(name, *, with_source):
    """The inventory of a plan of the fixtures, with its source or without, and the joins."""
    data = data_of(name)
    joins = joins_of(data, str((PLANS / name).parent)) if with_source else None
    return read_plan(document_of(data), joins), joins
