"""Small configurations for the tests of what expressions mean."""

from __future__ import annotations

from eni_lint.sources.hcl.parse import parse_hcl
from eni_lint.sources.hcl.sources import ModuleSource
from eni_lint.sources.hcl.world import World


def source_of(text, modules=None, folder=".", path="."):
    """The source of a module; ``modules`` are the texts of those that it calls, by the name of the call."""
    body, faults = parse_hcl(text.encode(), "main.tf")

    assert not faults

    def called(name):
        inner = (modules or {}).get(name)
        return None if inner is None else source_of(inner, modules, folder, f"modules/{name}")

    return ModuleSource(body.blocks, folder, path, called)


def world_of(text, modules=None, variables=None, folder="."):
    return World(source_of(text, modules, folder), variables or {})


def value_of(expression, text="", **more):
    """What an expression comes to, in a configuration with this text."""
    return world_of(f'{text}\noutput "it" {{\n  value = {expression}\n}}\n', **more).root.attribute("it")
