"""Prints the lowest version of each dependency that pyproject.toml allows, to install and test with::

python -m pip install $(python tests/lowest_versions.py) && python -m pip install --no-deps --editable .
"""

# ruff: noqa: T201 - to print is what it is for

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*(?:>=|==)\s*(?P<version>[0-9][^,;\s]*)")


def lowest(project):
    """Give a pin for each dependency and each of the extras; ValueError for one without a lower bound."""
    table = project["project"]
    extras = [each for extra in table.get("optional-dependencies", {}).values() for each in extra]
    pins = []
    for requirement in (*table["dependencies"], *extras):
        found = REQUIREMENT.match(requirement)
        if found is None:
            raise ValueError(f"{requirement} has no lower bound")
        pins.append(f"{found['name']}=={found['version']}")
    return pins


if __name__ == "__main__":
    print("\n".join(lowest(tomllib.loads(PROJECT.read_text(encoding="utf-8")))))
