"""What else of a template refers to a resource, so that it is not taken for idle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eni_lint.inventory.unknown import Reason, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eni_lint.sources.cloudformation.template import Template

_IN_TEXT = re.compile(r"\$\{([A-Za-z0-9]+)[.}]")  # of Fn::Sub; ${!Literal} is none

# Resources that are read in full, and mean what they mean; of instances that is the list of their interfaces.
_READ = {
    "AWS::EC2::EIPAssociation": (),
    "AWS::EC2::Instance": ("NetworkInterfaces",),
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData", "NetworkInterfaces"),
    "AWS::EC2::NatGateway": (),
    "AWS::EC2::NetworkInterfaceAttachment": (),
}  # fmt: skip


class Mentions:
    """Finds who refers to which resource. A macro may refer to any under a name that is not in the template."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._found: dict[str, str] | None = None
        self._doubt = Unknown(Reason.INTRINSIC, f"the macro {template.macros[0]} may refer to it") if template.macros else None

    def who(self, logical_id: str) -> str | Unknown | None:
        """Give the name of something that refers to the resource, None where nothing does."""
        if self._found is None:
            self._found = dict(self._collect(self._template.document.data))
        return self._found.get(logical_id, self._doubt)

    def of(self, logical_id: str) -> bool | Unknown:
        """Tell whether something other than an attachment or an association of an address refers to the resource."""
        who = self.who(logical_id)
        return who if isinstance(who, Unknown) else who is not None

    def _collect(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for section in ("Outputs", "Resources"):
            members = data.get(section)
            for name, body in members.items() if isinstance(members, dict) else ():
                if not isinstance(body, dict):
                    continue
                who = f"Outputs.{name}" if section == "Outputs" else name
                path = _READ.get(str(body.get("Type"))) if section == "Resources" else None
                if path == ():
                    continue
                for target in _names(_without(body, ("Properties", *path)) if path else body):
                    if section == "Outputs" or target != name:
                        yield target, who


def _without(body: Any, path: tuple[str, ...]) -> Any:
    """Leave one property out."""
    if not isinstance(body, dict) or path[0] not in body:
        return body
    rest = {key: value for key, value in body.items() if key != path[0]}
    return rest if len(path) == 1 else rest | {path[0]: _without(body[path[0]], path[1:])}


def _names(value: Any) -> Iterator[str]:
    """Walk the names that an expression refers to."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, dict):
            stack.extend(inner for inner in item.values() if isinstance(inner, dict | list))
            for key in ("Ref", "Fn::GetAtt", "Fn::Sub"):
                inner = item.get(key)
                first = inner[0] if isinstance(inner, list) and inner else inner
                if isinstance(first, str):
                    yield from _IN_TEXT.findall(first) if key == "Fn::Sub" else (first.partition(".")[0],)
