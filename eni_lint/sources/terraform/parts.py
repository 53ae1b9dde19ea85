"""Resources of a plan, their nested blocks, and how a value is read: known, none, or not known and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Unknown, is_known
from eni_lint.sources.terraform.certainty import KNOWN, OPEN, UNKNOWN
from eni_lint.sources.terraform.exact import Open, Paired, Pieces, Ref, exact_of, source_of
from eni_lint.sources.terraform.shape import Misshapen, list_or_none, object_or_none

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.documents import Document
    from eni_lint.inventory.unknown import Maybe
    from eni_lint.sources.terraform.scopes import Frame

NOTHING: Mapping[str, Any] = {}


class _Everything(dict[str, Any]):
    """The marks of an object that is a secret as a whole: all in it is marked."""

    def get(self, name: str, default: Any = None, /) -> Any:  # noqa: ARG002 - as dict has it
        return True


EVERYTHING: Mapping[str, Any] = _Everything()


def marks(value: Any) -> Mapping[str, Any]:
    """Give the marks of what is in an object: all of it, where the object itself is marked."""
    return EVERYTHING if value is True else object_or_none(value)


if TYPE_CHECKING:
    Values = tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]
    """What is known, what is known only after apply, what is sensitive."""


class Part:
    """The arguments of a resource or of one of its nested blocks.

    ``after`` are the values, ``unknown`` says which are known only after apply, ``expressions`` is what the configuration writes,
    None where that cannot be told.
    """

    __slots__ = ("after", "expressions", "pointer", "resource", "sensitive", "unknown")

    def __init__(
        self,
        resource: Resource,
        pointer: str,
        values: Values,
        expressions: Mapping[str, Any] | None,
    ) -> None:
        self.resource = resource
        self.pointer = pointer
        self.after, self.unknown, self.sensitive = values
        self.expressions = expressions

    def writes(self, attribute: str) -> bool:
        """Tell whether the configuration gives the argument; it may, where that cannot be told."""
        return self.expressions is None or attribute in self.expressions

    def value(self, attribute: str) -> Any:
        """Give a value of any type: None where there is none, Unknown where it is not known.

        What Terraform computes and nobody wrote is None: the source's default stands, and the caller knows it.
        """
        value = self.after.get(attribute)
        if value is not None:
            return value if self.sensitive.get(attribute) is not True else _secret(attribute)
        written = self.expressions
        if written is not None and attribute not in written and not self.resource.is_data:
            return None
        if self.sensitive.get(attribute) is True:
            return _secret(attribute)
        if self.unknown.get(attribute):
            known = not self.resource.is_data and self.certainty(attribute) == KNOWN
            return None if known else self.pending(attribute)
        return None if self.pending_expression(attribute) is None else self.pending(attribute)

    def certainty(self, attribute: str) -> int:
        """Tell whether what is written is known while planning: if so, and the plan does not show it, it is null."""
        expression = self.expressions.get(attribute) if self.expressions else None
        frame = self.resource.frame
        return UNKNOWN if expression is None else frame.scope.certainty.of(expression, frame)

    def pending_expression(self, attribute: str) -> Any:
        """Give the expression of an argument that will be known after apply, None for any other."""
        if self.expressions is None or self.after.get(attribute) is not None:
            return None
        if self.unknown.get(attribute):
            return self.expressions.get(attribute)
        if attribute in self.after:
            return None
        # A plan that was cut down: the value is gone, and it was not a plain one.
        expression = self.expressions.get(attribute)
        return expression if isinstance(expression, dict) and "references" in expression else None

    def pending(self, attribute: str) -> Unknown:
        """Make the value of an argument that Terraform will know after apply."""
        expression = self.expressions.get(attribute) if self.expressions else None
        exact = exact_of(expression)
        if isinstance(exact, Open) or (isinstance(exact, Ref) and exact.address.startswith("var.")):
            return Unknown(Reason.AFTER_APPLY, f"cannot be told from the source alone: {source_of(exact)}")
        written = expression.get("references") if isinstance(expression, dict) else None
        source = written[0] if isinstance(written, list) and written else attribute
        return Unknown(Reason.AFTER_APPLY, f"known only after apply: {source}")

    def text(self, attribute: str) -> Maybe[str]:
        """Give a text; the empty one is the provider's way to say that there is none."""
        value = self.value(attribute)
        if value is None or isinstance(value, Unknown):
            return value
        if isinstance(value, str):
            return value or None
        raise Misshapen(f"{self.pointer}/{attribute}", "a text", value)

    def number(self, attribute: str, *, required: bool = False) -> Maybe[int]:
        """Give a whole number. Whoever may leave it out leaves it out: no count comes from what is known only after apply."""
        value = self.value(attribute)
        if (
            isinstance(value, Unknown)
            and value.reason is Reason.AFTER_APPLY
            and not required
            and self.certainty(attribute) == OPEN
        ):
            return None
        if value is None or isinstance(value, Unknown) or type(value) is int:
            return value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, str) and (value == "" or (value.isascii() and value.isdigit() and len(value) < 20)):
            return int(value) if value else None
        raise Misshapen(f"{self.pointer}/{attribute}", "a whole number", value)

    def amount(self, attribute: str) -> Maybe[int]:
        """Give a whole number that is more than none: 0 is how a refresh shows what is not set, and the provider sends no 0."""
        found = self.number(attribute)
        return None if is_known(found) and not found else found

    def flag(self, attribute: str) -> Maybe[bool]:
        """Give a truth value; launch templates write them as texts."""
        value = self.value(attribute)
        if value is None or isinstance(value, Unknown | bool):
            return value
        if value in ("true", "false", ""):
            return value == "true" if value else None
        raise Misshapen(f"{self.pointer}/{attribute}", "true or false", value)

    def texts(self, attribute: str) -> Maybe[list[str | Unknown]]:
        """Give a list of texts, some of which may not be known."""
        value = self.value(attribute)
        if value is None or isinstance(value, Unknown):
            return value
        if not isinstance(value, list):
            raise Misshapen(f"{self.pointer}/{attribute}", "a list", value)
        secret = self.sensitive.get(attribute)
        found: list[str | Unknown] = []
        for index, item in enumerate(value):
            if isinstance(secret, list) and secret[index : index + 1] == [True]:
                found.append(Unknown(Reason.SENSITIVE))
            elif item is None:
                found.append(self.pending(attribute))
            elif isinstance(item, str):
                found.append(item)
            else:
                raise Misshapen(f"{self.pointer}/{attribute}/{index}", "a text", item)
        return found

    def blocks(self, name: str, *, ordered: bool = False) -> list[Part]:
        """Give the nested blocks of a name, each with its piece of the configuration where it can be told which that is."""
        items = self.after.get(name)
        if not items:
            return []
        if not isinstance(items, list):
            raise Misshapen(f"{self.pointer}/{name}", "a list", items)
        unknown, sensitive = self.unknown.get(name), self.sensitive.get(name)
        written = match_blocks(items, None if self.expressions is None else self.expressions.get(name), ordered=ordered)
        found = []
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                raise Misshapen(f"{self.pointer}/{name}/{index}", "an object", item)
            pointer = f"{self.pointer}/{name}/{index}"
            found.append(
                Part(self.resource, pointer, (item, _member(unknown, index), _marks_of(sensitive, index)), written[index])
            )
        return found

    def block(self, name: str) -> Part | None:
        """Give the nested block of which there is one at most."""
        found = self.blocks(name)
        return found[0] if found else None


class Resource(Part):
    """One instance of a resource block, or one data source. ``exists``: it is there before the plan is applied."""

    __slots__ = ("address", "document", "exists", "frame", "is_data", "node", "type")

    def __init__(
        self,
        document: Document,
        node: str,
        address: str,
        resource_type: str,
        *,
        frame: Frame,
        below: str,
        values: Values,
        exists: bool,
        is_data: bool,
    ) -> None:
        written: Mapping[str, Any] | None = None
        if frame.config is not None:
            written = object_or_none(frame.config.get("expressions"))
        if frame.scope.source is not None:
            written = frame.scope.source.expressions(address, written)
        super().__init__(self, node + below, values, written)
        self.document = document
        self.node = node
        self.address = address
        self.type = resource_type
        self.frame = frame
        self.exists = exists
        self.is_data = is_data

    @property
    def source(self) -> str:
        """Say in words what it was read from."""
        return "the state" if self.document.kind == "terraform-state" else "the plan"

    @property
    def is_bare(self) -> bool:
        """Tell whether it exists and nothing tells what the configuration writes of what is there."""
        return self.exists and self.expressions is None

    def origin(self) -> Origin:
        """Name the place that the resource was read from."""
        return Origin(self.document, self.node, self.address)

    def below(self, part: Part, name: str, identity: str = "") -> Origin:
        """Name the place of a nested block."""
        return Origin(self.document, part.pointer, name, identity or name)


def _secret(attribute: str) -> Unknown:
    return Unknown(Reason.SENSITIVE, f"{attribute} is marked sensitive")


def _member(value: Any, index: int) -> Mapping[str, Any]:
    if isinstance(value, list) and index < len(value):
        return object_or_none(value[index])
    return NOTHING


def _marks_of(value: Any, index: int) -> Mapping[str, Any]:
    if isinstance(value, list):
        return marks(value[index]) if index < len(value) else NOTHING
    return marks(value)


def match_blocks(items: list[Any], written: Any, *, ordered: bool) -> list[Mapping[str, Any] | None]:
    """Find for each nested block the piece of the configuration that it comes from; None where several or none would do.

    A set of blocks is not in the order in which it is written, and what ``dynamic`` makes is not in the configuration at all.
    """
    if isinstance(written, Paired):
        return list(written)
    pieces = [p for p in (written if isinstance(written, Pieces) else list_or_none(written)) if isinstance(p, dict)]
    if len(items) == len(pieces) and (ordered or len(items) == 1):
        return list(pieces)
    fits = [[i for i, item in enumerate(items) if _fits(item, piece)] for piece in pieces]
    found: list[Mapping[str, Any] | None] = [None] * len(items)
    for piece, places in zip(pieces, fits, strict=True):
        if len(places) == 1 and sum(places[0] in other for other in fits) == 1:
            found[places[0]] = piece
    return found


def _fits(item: Any, piece: Mapping[str, Any]) -> bool:
    """Tell whether a nested block can be what this piece of the configuration gives."""
    return isinstance(item, dict) and all(_agrees(item.get(name), expression) for name, expression in piece.items())


def _agrees(value: Any, expression: Any) -> bool:
    if not isinstance(expression, dict) or not isinstance(expression.get("constant_value"), str | int | float):
        return True
    # A number may be written as a text, and the other way round.
    return str(value).lower() == str(expression["constant_value"]).lower()
