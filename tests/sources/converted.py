"""What an inventory and the file that it is converted to say: rule by rule, about things by their names in the file."""

from collections import Counter
from functools import cache

from eni_lint.catalog.describe import from_describe
from eni_lint.catalog.load import load_catalog
from eni_lint.engine.bind import bind
from eni_lint.engine.evaluate import evaluate
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.declared import parse_declared, read_declared
from eni_lint.sources.writing import write_declared
from eni_lint.sources.writing.sections import KEYED

CATALOG = load_catalog()
MORE = (
    ("network_interfaces", "specifications", "network_interface_id"),
    ("network_interfaces", "attachments", "network_interface_id"),
    ("elastic_ips", "elastic_ip_associations", "allocation_id"),
    ("route_tables", "routes", "route_table_id"),
)


@cache
def all_rules():
    rulebook = load_rulebook()
    return bind(rulebook, select=[rule.id for rule in rulebook])


def name_in(converted, section, key):
    """Give the name that a key has in the converted file."""
    if not isinstance(key, str) or converted is None:
        return key if isinstance(key, str) else "?"
    if section == "network_interfaces" and key in converted.nested:
        return converted.nested[key]
    if key in converted.names.get(section, {}):
        return converted.names[section][key]
    host, _, tail = key.rpartition("/")
    host = host if tail == "primary" else host.rpartition("/")[0]
    for carrier in ("instances", "launch_templates"):
        if host in converted.names[carrier]:
            return converted.names[carrier][host] + key[len(host) :]
    return key


def names(inventory, converted):
    found = {}
    tables = [(section, part, key) for section, (part, key) in KEYED.items()] + list(MORE)
    for each in filter(None, (inventory, inventory.before)):
        for section, part, key in tables:
            for thing in getattr(each, part):
                own = (section, name_in(converted, section, getattr(thing, key)))
                found.setdefault(thing.origin.identity or thing.origin.address, own)
    return found


def verdicts(inventory, catalog, converted=None):
    """Count findings and what is undecided, by rule and thing."""
    inventory.catalog = catalog
    result = evaluate(inventory, all_rules())
    known = names(inventory, converted)

    def counted(outcomes):
        return Counter((o.rule_id, *known.get(o.subject.identity or o.subject.address, ("?",))) for o in outcomes)

    assert [] == [crash.trace for crash in result.errored]
    return counted(result.findings), counted(result.undecided)


def both(scope):
    """Give the verdicts on a scope, those on the file that it becomes, and that file."""
    converted = write_declared(scope)
    again = read_declared(parse_declared(converted.text, "converted.yaml"))
    types = [from_describe(record) for record in scope.instance_types]
    catalog = CATALOG.overlaid(types) if types else CATALOG
    return verdicts(scope.inventory, catalog, converted), verdicts(again, catalog), converted
