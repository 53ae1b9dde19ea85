"""Terraform's functions, as far as their result follows from their arguments alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl import functions_collection, functions_encoding, functions_network, functions_number, functions_text
from eni_lint.sources.hcl.values import Fault, is_plain, open_of
from eni_lint.sources.terraform.exact import Open

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN: dict[str, Callable[..., Any]] = {
    **functions_text.FUNCTIONS,
    **functions_number.FUNCTIONS,
    **functions_network.FUNCTIONS,
    **functions_encoding.FUNCTIONS,
}
"""Those that need to know their arguments through and through."""

_STRUCTURAL: dict[str, Callable[..., Any]] = functions_collection.FUNCTIONS
"""Those that only move values about: they take symbols, too."""

NAMES = frozenset(_PLAIN) | frozenset(_STRUCTURAL)


def call(name: str, arguments: list[Any]) -> Any:
    """Call a function; Open where its result is not known here."""
    name = name.removeprefix("core::")
    structural = _STRUCTURAL.get(name)
    try:
        if structural is not None:
            return structural(*arguments)
        plain = _PLAIN.get(name)
        if plain is None:
            return Open(f"the result of {name[:40]}()")
        if not all(map(is_plain, arguments)):
            return open_of(*arguments)
        return plain(*arguments)
    except TypeError:
        # Too many or too few arguments, or one of a type that the function does not take.
        raise Fault(f"{name}() does not take such arguments") from None
