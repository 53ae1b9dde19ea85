"""The ruleset itself is linted: every rule file, and what its examples make of it."""

import json
import re
import string
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
import yaml
from jsonschema import Draft202012Validator
from rule_examples import RULEBOOK, evaluate_example

import eni_lint.checks
from eni_lint.checks import Check
from eni_lint.engine.bind import find_check
from eni_lint.locate import rules_folder, schema_file

FILES = sorted(rules_folder().glob("*/*.yaml"))
RULES = [pytest.param(rule, id=rule.id) for rule in RULEBOOK]
SCHEMA = json.loads(schema_file("rule").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def all_checks():
    modules = [module.name for module in iter_modules(eni_lint.checks.__path__) if not module.name.startswith("_")]
    for name in modules:
        for found in vars(import_module(f"eni_lint.checks.{name}")).values():
            if isinstance(found, Check):
                yield name, found.__name__


def placeholders(template):
    return {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}


def test_schema_is_valid():
    Draft202012Validator.check_schema(SCHEMA)


def test_every_file_is_a_rule_of_its_own():
    assert len(FILES) == len(RULEBOOK)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_follows_the_schema(path):
    faults = [
        f"{fault.json_path}: {fault.message}" for fault in VALIDATOR.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]

    assert not faults


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_name_is_the_id_and_folder_the_category(path):
    rule = RULEBOOK.find(path.stem)

    assert (path.stem, path.parent.name) == (rule.id, rule.category)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
    assert not re.match(
        r"(no|disallow|require|ban|forbid|avoid|prefer)-", rule.id
    )  # it names the bad thing: "allow <id>" reads well


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_lines_are_short(path):
    long = [line for line in path.read_text(encoding="utf-8").splitlines() if len(line) > 130 and "https://" not in line]

    assert not long


@pytest.mark.parametrize("rule", RULES)
def test_title_is_a_short_heading(rule):
    assert len(rule.title) <= 70
    assert not rule.title.endswith(".")
    assert rule.title[0] == rule.title[0].upper()


@pytest.mark.parametrize("rule", RULES)
def test_texts_are_written(rule):
    assert rule.what.strip()
    assert rule.why.strip()
    assert rule.fix.text.strip()


@pytest.mark.parametrize("rule", RULES)
def test_has_every_kind_of_example(rule):
    assert rule.examples.fail
    assert rule.examples.passing
    assert bool(rule.examples.undecided) != bool(rule.always_decided.strip())


@pytest.mark.parametrize("rule", RULES)
def test_titles_of_examples_differ(rule):
    titles = [example.title for example in (*rule.examples.fail, *rule.examples.passing, *rule.examples.undecided)]

    assert sorted(set(titles)) == sorted(titles)


@pytest.mark.parametrize("rule", RULES)
def test_every_parameter_is_changed_by_an_example(rule):
    examples = [*rule.examples.fail, *rule.examples.passing, *rule.examples.undecided]
    changed = {
        name
        for example in examples
        for name, value in example.parameters.items()
        if name in rule.parameters and value != rule.parameters[name].default
    }

    assert set(rule.parameters) == changed


@pytest.mark.parametrize("rule", RULES)
def test_parameters_of_examples_exist_and_fit(rule):
    examples = [*rule.examples.fail, *rule.examples.passing, *rule.examples.undecided]
    for name, parameter in rule.parameters.items():
        Draft202012Validator.check_schema(parameter.schema)
        Draft202012Validator(parameter.schema).validate(parameter.default)
        for example in examples:
            if name in example.parameters:
                Draft202012Validator(parameter.schema).validate(example.parameters[name])

    assert {name for example in examples for name in example.parameters} <= set(rule.parameters)


@pytest.mark.parametrize("rule", RULES)
def test_references_are_https_and_begin_with_aws(rule):
    assert not [link for link in rule.references if not link.startswith("https://")]
    assert rule.references[0].startswith("https://docs.aws.amazon.com/")


@pytest.mark.parametrize("rule", RULES)
def test_every_fail_example_can_be_written_out(rule):
    for example in rule.examples.fail:
        for finding in evaluate_example(rule, example).findings:
            assert re.search(r"[^\s.]\.$", finding.message)
            assert finding.remedy
            assert not re.search(r"Unknown\(|\bNone\b|[{}]|<[a-z_.]+ object", finding.message + finding.remedy)


@pytest.mark.parametrize("rule", RULES)
def test_every_message_is_shown_by_an_example(rule):
    shown = {finding.message for example in rule.examples.fail for finding in evaluate_example(rule, example).findings}
    unseen = [variant for variant, template in rule.message.items() if not any(_written_by(template, text) for text in shown)]

    assert not unseen


@pytest.mark.parametrize("rule", RULES)
def test_remedies_belong_to_messages(rule):
    assert set(rule.remedy) <= {"", *rule.message}


@pytest.mark.parametrize("rule", RULES)
def test_placeholders_are_plain_names(rule):
    fields = {field for template in (*rule.message.values(), *rule.remedy.values()) for field in placeholders(template)}

    assert not [field for field in fields if not field.isidentifier()]


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_a_check_that_says_when_it_fires(rule):
    assert find_check(rule).__doc__


def test_every_check_has_a_rule():
    rules = {(rule.category.replace("-", "_"), rule.function) for rule in RULEBOOK}

    assert not sorted(set(all_checks()) - rules)


def test_aliases_and_keys_are_no_ids_of_other_rules():
    ids = [rule.id for rule in RULEBOOK]
    names = [name for rule in RULEBOOK for name in {*rule.aliases, rule.key} - {""}]

    assert not [name for name in names if name in ids]
    assert sorted(set(RULEBOOK.aliases)) == sorted(alias for rule in RULEBOOK for alias in rule.aliases)


def test_rules_stand_nowhere_but_in_their_category():
    strays = [path for path in Path(rules_folder()).rglob("*") if path.is_file() and path not in FILES]

    assert not strays


def _written_by(template, text):
    pattern = "".join(
        re.escape(literal) + (".+" if field is not None else "") for literal, field, _, _ in string.Formatter().parse(template)
    )
    return re.fullmatch(pattern.strip(), text, re.DOTALL) is not None
