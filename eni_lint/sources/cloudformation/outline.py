"""What a template says in every world: its sections, checked for their shape, and who may add to what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents import escape
from eni_lint.errors import SourceError
from eni_lint.sources.cloudformation.faults import place
from eni_lint.sources.cloudformation.loops import is_loop
from eni_lint.sources.cloudformation.parameters import Parameter, read_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.documents import Document
    from eni_lint.sources.cloudformation.faults import Faults

SERVERLESS = "AWS::Serverless"
LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions"
# Transforms of AWS that change nothing of what is read here, or what is understood here.
_HARMLESS = (f"{SERVERLESS}-", LANGUAGE_EXTENSIONS, "AWS::SecretsManager-", "AWS::CodeDeployBlueGreen")

Written = dict[str, tuple[Any, str]]  # by name: what is written, and its pointer


class Outline:
    """The sections of a template. ``macros`` are the transforms that may change anything in it."""

    def __init__(self, document: Document, given: Mapping[str, str], faults: Faults) -> None:
        self.document = document
        self.given = given
        self.faults = faults
        data = document.data
        if not isinstance(data, dict):
            raise SourceError("a template should be a mapping", where=place(document, ""), do="begin it with 'Resources:'")
        self.data: dict[str, Any] = data
        self.transforms = _transforms(data.get("Transform"))
        self.macros = tuple(name for name in self.transforms if not name.startswith(_HARMLESS))
        if "Fn::Transform" in data:
            self.macros = (*self.macros, "of Fn::Transform")
        self.is_serverless = any(name.startswith(f"{SERVERLESS}-") for name in self.transforms)
        self.parameters: dict[str, Parameter] = read_parameters(data.get("Parameters"), given, faults)
        self.mappings: dict[str, Any] = self._section("Mappings")
        self.raw_conditions: dict[str, Any] = self._section("Conditions")
        self.raw_resources: dict[str, Any] = self._section("Resources", required=True)
        self.rules: dict[str, Any] = self._section("Rules")
        self.has_loops = any(map(is_loop, (*self.raw_conditions, *self.raw_resources)))
        self.conditions: Written = _written(self.raw_conditions, "/Conditions")
        self.resources: Written = _written(self.raw_resources, "/Resources")
        self.serverless = tuple(
            name for name, (body, _) in self.resources.items() if isinstance(body, dict) and is_serverless(body.get("Type"))
        )

    def maker_of_resource(self, name: str) -> str:
        """Say who may make a resource that is not written; empty where nobody does."""
        if self.macros:
            return f"the macro {self.macros[0]}"
        if self.is_serverless and (name.startswith(("Serverless", *self.serverless))):
            return "the transform AWS::Serverless"
        return "a macro" if "Fn::Transform" in self.raw_resources else ""

    def maker_of_condition(self) -> str:
        """Say who may make a condition that is not written; empty where nobody does."""
        if self.macros:
            return f"the macro {self.macros[0]}"
        return "a macro" if "Fn::Transform" in self.raw_conditions else ""

    def _section(self, name: str, *, required: bool = False) -> dict[str, Any]:
        found = self.data.get(name)
        if isinstance(found, dict) and (found or not required):
            return found
        if found is not None:
            what = (
                f"{name} should be a mapping of names"
                if not isinstance(found, dict)
                else f"{name} is empty, which CloudFormation does not allow"
            )
            self.faults.tell(what, f"/{name}", "write what the template is to make below it")
        elif required and not self.macros:
            self.faults.tell("the template has no Resources", "", "write what it is to make below 'Resources:'")
        return found if isinstance(found, dict) else {}


def is_serverless(kind: Any) -> bool:
    """Tell whether a resource is one that AWS::Serverless replaces by others."""
    return isinstance(kind, str) and kind.startswith(f"{SERVERLESS}::")


def _written(section: Mapping[str, Any], pointer: str) -> Written:
    return {
        name: (body, f"{pointer}/{escape(name)}")
        for name, body in section.items()
        if not is_loop(name) and name != "Fn::Transform"
    }


def _transforms(raw: Any) -> tuple[str, ...]:
    """Name the transforms of the template: one, or a list; a mapping is that of AWS::Include and of macros with parameters."""
    names = []
    for item in raw if isinstance(raw, list) else [raw]:
        name = item.get("Name") if isinstance(item, dict) else item
        if isinstance(name, str):
            names.append(name)
        elif item is not None:
            names.append("of Transform")
    return tuple(names)
