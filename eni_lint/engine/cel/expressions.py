"""Expressions: refused, checked against the declared types, compiled, evaluated."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.engine.cel.functions import declarations
from eni_lint.engine.cel.types import PACKAGE, pool
from eni_lint.errors import UsageError
from eni_lint.inventory.unknown import Undecided, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_LENGTH = 4000  # characters of one expression
MAX_DEPTH = 60  # brackets and operators within one another
SUBJECT, PARAMETERS = "subject", "params"

_TOKEN = re.compile(
    r"""//[^\n]*|(?P<text>[rRbB]{0,2}(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))"""
    r"""|(?P<name>[A-Za-z_]\w*)(?P<call>\s*\()?|(?P<open>[(\[{!?-])|(?P<close>[)\]}])"""
)
REFUSED = {
    "has": "what is not known would look as if it were not there; subject.field != null stays undecided then",
    "dyn": "it would hide misspelled fields",
}


class Wrong(Exception):  # noqa: N818 - what is wrong with one expression
    """What is wrong with an expression, at a line and a column of it (from 1)."""

    def __init__(self, what: str, line: int = 1, column: int = 1) -> None:
        super().__init__(what)
        self.what = what
        self.line = line
        self.column = column


class Valueless(Exception):  # noqa: N818 - a fault of the rule, told by the engine
    """An expression has no value for a subject, and not because something is not known."""


class Expression(msgspec.Struct, frozen=True, eq=False):
    """An expression that is ready to run. ``mentioned`` are the names in it: all that a value of it can depend on."""

    text: str
    mentioned: frozenset[str]
    program: Any

    def value(self, subject: Mapping[str, Any], params: Mapping[str, Any], unknown: Mapping[str, Unknown]) -> Any:
        """Evaluate it. Raises Undecided where it depends on what is not known, Valueless where it has no value."""
        try:
            result = self.program.eval(data={SUBJECT: subject, PARAMETERS: params})
        except RuntimeError as fault:  # the budget of iterations
            raise Valueless(_plain(str(fault))) from None
        if result.type().name() != "ERROR":
            return result.plain_value()
        said = str(result.plain_value())
        missing = re.search(r'Key not found in map : "([^"]*)"', said)
        if missing and missing[1] in unknown:
            raise Undecided(unknown[missing[1]])
        raise Valueless(_plain(said))


def compile_expression(text: str, shape: str, parameters: Mapping[str, str], wanted: str) -> Expression:
    """Check and compile an expression about a subject of that shape. ``wanted`` is the type it must have, "" for any.

    Raises Wrong, or UsageError when the extra is not installed.
    """
    mentioned = _names(text)
    typed, plain = _environments(shape, tuple(sorted(parameters.items())))
    try:
        checked = typed.compile(text)
        program = plain.compile(text)
    except RuntimeError as fault:
        raise _wrong(str(fault)) from None
    found = checked.return_type().name().lower()
    if wanted and found not in {wanted, "dyn", f"google.protobuf.{wanted}value"}:
        raise Wrong(f"expected a value of type {wanted}, not {found.removeprefix('google.protobuf.')}")
    return Expression(text, mentioned, program)


def _names(text: str) -> frozenset[str]:
    """Collect the names of an expression, and refuse what must not be in one."""
    if not text.strip():
        raise Wrong("the expression is empty")
    if len(text) > MAX_LENGTH:
        raise Wrong(f"the expression has {len(text):,} characters; {MAX_LENGTH:,} are allowed: make two rules of it")
    depth = operators = 0
    names = set()
    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth += token["open"] in "([{"
            operators = operators + 1 if token["open"] in "!-?" else operators
        elif token["close"]:
            depth -= 1
        elif token["name"]:
            if token["call"]:
                depth += 1
                if token["name"] in REFUSED:
                    raise Wrong(
                        f"{token['name']}() is not to be used here: {REFUSED[token['name']]}", *_place(text, token.start())
                    )
            names.add(token["name"])
        if depth > MAX_DEPTH or operators > 4 * MAX_DEPTH:
            raise Wrong("the expression is nested too deeply", *_place(text, token.start()))
    return frozenset(names) | _keys(text)


def _keys(text: str) -> frozenset[str]:
    """Collect texts that may be used as keys of a structure: ``subject["subnet_id"]`` is refused by types, but costs nothing."""
    return frozenset(re.findall(r"""["'](\w+)["']""", text))


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def _wrong(said: str) -> Wrong:
    """Read a message of the compiler: ``ERROR: <input>:1:8: undefined field 'subnt' not found in struct 'eni.Subnet'``."""
    found = re.search(r"ERROR: <input>:(\d+):(\d+): ([^\n]*)", said)
    if not found:
        return Wrong(_plain(said))
    return Wrong(_plain(found[3]), int(found[1]), int(found[2]))


def _plain(said: str) -> str:
    text = re.sub(r"^[A-Z_]+: |\s*\[[A-Z_]+\]\s*$", "", said.strip())
    text = text.partition("\n")[0].replace(f"{PACKAGE}.", "")
    null = re.search(r"_(\S+)_\(.*null_type", text)
    if null:
        return f"null cannot be compared with {null[1]}: guard it with != null"
    if "Applying SELECT to non-message" in text:
        return "a field of null was asked for: guard it with != null"
    if "Iteration budget" in text:
        return "it takes too many steps: too many lists within one another"
    missing = re.search(r'Key not found in map : "([^"]*)"', text)
    return f"there is no key {missing[1]!r}: guard it with {missing[1]!r} in ..." if missing else text


@cache
def _environments(shape: str, parameters: tuple[tuple[str, str], ...]) -> tuple[Any, Any]:
    """Make the environment that knows the types, and the one that evaluates mappings."""
    try:
        from cel_expr_python import cel  # noqa: PLC0415 - the extra, only for rules with CEL
        from cel_expr_python.ext import ext_strings  # noqa: PLC0415 - likewise

        types = pool()
    except ImportError:
        raise UsageError(
            "rules with expect: need the Common Expression Language", do="Install it: pip install 'eni-lint[cel]'"
        ) from None
    functions, strings = declarations(cel), [ext_strings.ExtStrings()]
    typed = cel.NewEnv(
        _with_parameters(types, parameters),
        variables={SUBJECT: cel.Type(f"{PACKAGE}.{shape}"), PARAMETERS: cel.Type(f"{PACKAGE}.Parameters")},
        functions=functions,
        extensions=strings,
    )
    plain = cel.NewEnv(variables={SUBJECT: cel.Type.DYN, PARAMETERS: cel.Type.DYN}, functions=functions, extensions=strings)
    return typed, plain


def _with_parameters(types: Any, parameters: tuple[tuple[str, str], ...]) -> Any:
    """Add the message whose fields are the parameters of a rule."""
    from google.protobuf import descriptor_pb2, descriptor_pool, struct_pb2  # noqa: PLC0415 - likewise

    made = descriptor_pool.DescriptorPool()
    for name in ("google/protobuf/wrappers.proto", "eni.proto"):
        file = descriptor_pb2.FileDescriptorProto()
        types.FindFileByName(name).CopyToProto(file)
        made.Add(file)
    values = descriptor_pb2.FileDescriptorProto()
    struct_pb2.DESCRIPTOR.CopyToProto(values)
    made.Add(values)
    own = descriptor_pb2.FileDescriptorProto(
        name="parameters.proto", package=PACKAGE, syntax="proto3", dependency=["google/protobuf/struct.proto"]
    )
    message = own.message_type.add(name="Parameters")
    plain = {"string": 9, "int": 3, "double": 1, "bool": 8}
    for number, (name, kind) in enumerate(parameters, 1):
        many = kind.startswith("list<")
        simple = kind.removeprefix("list<").removesuffix(">")
        if simple in plain:
            message.field.add(name=name, number=number, type=plain[simple], label=3 if many else 1)
        else:
            message.field.add(name=name, number=number, type=11, type_name=".google.protobuf.Value", label=1)
    made.Add(own)
    return made
