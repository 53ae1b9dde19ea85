"""Reads a template into a scope: the inventory of its defaults, and the variants that its conditions and parameters allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents import escape
from eni_lint.documents.pointers import field_below
from eni_lint.errors import SourceError
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.variant import Variant
from eni_lint.sources.cloudformation.given import read_given
from eni_lint.sources.cloudformation.inventory import read_view
from eni_lint.sources.cloudformation.kinds import READS
from eni_lint.sources.cloudformation.parse import parse_template
from eni_lint.sources.cloudformation.places import template_places
from eni_lint.sources.cloudformation.template import Template
from eni_lint.sources.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eni_lint.documents import Document
    from eni_lint.sources.options import ReadOptions


def read_cloudformation(content: bytes, path: str, options: ReadOptions) -> Scope:
    """Read a template. SourceError where the text is not sound; what is wrong in single places are faults of the scope."""
    document = parse_template(content, path, places=_places)
    try:
        return _read(document, path, options)
    except RecursionError:
        raise SourceError("functions are nested too deeply", where=path, do="flatten them") from None


def _read(document: Document, path: str, options: ReadOptions) -> Scope:
    template = Template(document, read_given(options.template_parameters), READS)
    template.check()
    view = template.view()
    view.check()
    region, account = (view.evaluator.outline.given.get(name, "") for name in ("AWS::Region", "AWS::AccountId"))
    return Scope(
        name=path,
        kind=document.kind,
        inventory=read_view(view),
        documents=[document],
        notes=template.notes,
        faults=template.faults,  # the list itself: reading variants may find more
        account=account,
        region=region,
        variants=(lambda: _variants(template)) if len(template.worlds) > 1 or template.alternatives else None,
        parameters=frozenset(template.outline.parameters),
    )


def _places(data: Any) -> Callable[[str, str], str]:
    """Tell where fields of resources and of parameters stand."""
    of_resources = template_places(data)
    return lambda pointer, field: (field_below if pointer.startswith("/Parameters/") else of_resources)(pointer, field)


def _variants(template: Template) -> Iterator[Variant]:
    for world in template.worlds[1:]:
        view = template.view(world)
        view.check()
        yield Variant(label=world.label, inventory=read_view(view))
    for alternative in template.alternatives:
        name = alternative.parameter
        origin = Origin(template.document, f"/Parameters/{escape(name)}", name, f"parameter/{name}")
        yield Variant(
            label=f"parameter '{name}' allows '{alternative.value}'",
            inventory=read_view(template.view(alternative.world, quiet=True)),
            offer=origin.place(f"AllowedValues[{alternative.number}]"),
        )
