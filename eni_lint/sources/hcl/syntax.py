"""The syntax tree of a Terraform configuration: what was written, not what it means.

Every node knows where it stands: ``start`` and ``end`` are offsets in the bytes of its file (without a byte order mark), the end
exclusive; Attr and Block know the file (``text``). Native syntax and ``.tf.json`` give the same tree. Bodies of blocks and values
of arguments are taken apart when they are first looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.sources.hcl.spans import SourceText


class Node(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A stretch of a file."""

    start: int = 0
    end: int = 0


class Literal(Node, frozen=True, gc=False):
    """A string without interpolation (escapes undone), a number, a boolean, or null."""

    value: str | float | bool | None


class Template(Node, frozen=True, gc=False):
    """A string or heredoc of several parts, which become one text; string parts are Literals.

    ``"${x}"`` alone is no template but ``x`` itself, as in Terraform. ``%{if}`` is a Conditional of templates, ``%{for}`` a
    call of ``join`` with a For of templates. The indentation of ``<<-`` and the spaces that ``~`` strips are gone.
    """

    parts: tuple[Expression, ...]


class Name(Node, frozen=True, gc=False):
    """The root of a traversal: ``var``, ``aws_subnet``, ``each``, or a variable of a ``for``."""

    name: str


class Attribute(Node, frozen=True, gc=False):
    """``of.name``."""

    of: Expression
    name: str


class Index(Node, frozen=True, gc=False):
    """``of[key]``, and the old ``of.0``."""

    of: Expression
    key: Expression


class Splat(Node, frozen=True, gc=False):
    """``of[*]`` (kind "full") or ``of.*`` (kind "attribute") with the steps that apply to each member: a name, or an index.

    ``a[*].b[0]`` has the steps ``("b", Literal(0))``; ``a.*.b[0]`` is the index 0 of a splat with the step ``("b",)``.
    """

    of: Expression
    kind: str
    steps: tuple[str | Expression, ...] = ()


class Call(Node, frozen=True, gc=False):
    """``name(arguments)``; with ``expand`` the last argument is followed by ``...``. A name may have ``::`` in it."""

    name: str
    arguments: tuple[Expression, ...]
    expand: bool = False


class Conditional(Node, frozen=True, gc=False):
    """``test ? yes : no``."""

    test: Expression
    yes: Expression
    no: Expression


class Unary(Node, frozen=True, gc=False):
    """``-x`` or ``!x``."""

    op: str
    operand: Expression


class Binary(Node, frozen=True, gc=False):
    """``left op right`` with one of ``|| && == != < <= > >= + - * / %``."""

    op: str
    left: Expression
    right: Expression


class Object(Node, frozen=True, gc=False):
    """``{ key = value }``. A bare name as key is a Literal; ``(x)`` and ``"${x}"`` as keys are the expressions."""

    items: tuple[tuple[Expression, Expression], ...]


class Tuple(Node, frozen=True, gc=False):
    """``[a, b]``."""

    items: tuple[Expression, ...]


class For(Node, frozen=True, gc=False):
    """``[for k, v in over : value if condition]``, or with a key ``{for k, v in over : key => value... if condition}``.

    ``key_name`` is empty where only the value has a name. ``grouped``: the ``...`` of an object whose keys repeat.
    """

    key_name: str
    value_name: str
    over: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None = None
    grouped: bool = False


class Opaque(Node, frozen=True, gc=False):
    """What cannot be taken apart, and why: its value is not known."""

    reason: str


Expression: TypeAlias = (
    Literal | Template | Name | Attribute | Index | Splat | Call | Conditional | Unary | Binary | Object | Tuple | For | Opaque
)


class Attr:
    """An argument, ``name = value``, from ``start`` to ``end``; its value is taken apart when it is first looked at."""

    __slots__ = ("_node", "_read", "_value", "end", "name", "name_end", "name_start", "text", "value_start")

    def __init__(
        self,
        name: str,
        value: Expression | None = None,
        *,
        text: SourceText,
        name_start: int,
        name_end: int,
        value_start: int,
        end: int,
        read: Callable[[Attr, Any], Expression] | None = None,
        node: Any = None,
    ) -> None:
        self.name = name
        self.text = text
        self.name_start = name_start
        self.name_end = name_end
        self.value_start = value_start
        self.end = end
        self._value = value
        self._read = read
        self._node = node

    def __repr__(self) -> str:
        return f"Attr({self.name!r}, {self.name_start}..{self.end})"

    @property
    def start(self) -> int:
        """The offset of the argument's name."""
        return self.name_start

    @property
    def value(self) -> Expression:
        """The expression; Opaque where it has a syntax error."""
        if self._value is None:
            self._value = self._read(self, self._node) if self._read else Opaque("it has no value")
            self._node = None
        return self._value


class Body:
    """The arguments and blocks of a block or of a file, each in the order in which they were written."""

    __slots__ = ("attributes", "blocks")

    def __init__(self, attributes: dict[str, Attr], blocks: list[Block]) -> None:
        self.attributes = attributes
        self.blocks = blocks

    def __repr__(self) -> str:
        return f"Body({[*self.attributes]}, {[block.type for block in self.blocks]})"

    def of_type(self, *types: str) -> list[Block]:
        """Give the blocks of these types."""
        return [block for block in self.blocks if block.type in types]


class Block:
    """A block; ``header_end`` is the offset after its type and labels. Its body is taken apart when it is first looked at."""

    __slots__ = ("_body", "_node", "_read", "end", "header_end", "labels", "start", "text", "type")

    def __init__(
        self,
        kind: str,
        labels: tuple[str, ...],
        body: Body | None = None,
        *,
        text: SourceText,
        start: int,
        end: int,
        header_end: int,
        read: Callable[[Block, Any], Body] | None = None,
        node: Any = None,
    ) -> None:
        self.type = kind
        self.labels = labels
        self.text = text
        self.start = start
        self.end = end
        self.header_end = header_end
        self._body = body
        self._read = read
        self._node = node

    def __repr__(self) -> str:
        return f"Block({self.type!r}, {self.labels!r}, {self.start}..{self.end})"

    @property
    def body(self) -> Body:
        """The arguments and blocks inside."""
        if self._body is None:
            self._body = self._read(self, self._node) if self._read else Body({}, [])
            self._node = None
        return self._body
