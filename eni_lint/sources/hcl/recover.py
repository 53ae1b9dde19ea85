"""Takes a faulty file apart line by line, so that one fault does not cost more than the argument that it is in.

Every error says what is expected, and where. Blocks and arguments are told by their first words and by the brackets; the values
of arguments go through the parser one at a time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from eni_lint.sources.hcl.expressions import MAX_DEPTH, Converter, plain
from eni_lint.sources.hcl.parse import NAME, add, masked, parser
from eni_lint.sources.hcl.strings import unescape
from eni_lint.sources.hcl.syntax import Attr, Block, Body, Expression, Opaque

if TYPE_CHECKING:
    from tree_sitter import Node

    from eni_lint.errors import SourceError
    from eni_lint.sources.hcl.parse import Native

MAX_FAULTS = 20  # of one file; what follows is mostly their echo
_SPACE = re.compile(rb"(?:[ \t\r\f;]++|/\*.*?\*/)*", re.DOTALL)
_BLANK = re.compile(rb"(?:[ \t\r\n\f]++|#[^\n]*|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NAME = re.compile(NAME.decode())
_WORD = re.compile(rb"[\w\x80-\xff-]+")
_STOP = re.compile(rb"[\"\[\](){}\n#]|//|/\*|<<-?[^\W\d][\w-]*[ \t]*\r?\n")
_TEMPLATE_STOP = re.compile(rb'\\.|\$\$\{|%%\{|\$\{|%\{|"|\n', re.DOTALL)
_HEREDOC = re.compile(rb"<<-?([^\W\d][\w-]*)")
_TOP = re.compile(
    rb"(?:resource|data|module|variable|output|provider|locals|terraform|moved|import|removed|check|ephemeral)"
    rb'(?:[ \t]+"[^"\n]*")*[ \t]*\{'
)
_CLOSING = {ord("["): b"]", ord("{"): b"}", ord("("): b")"}
_TOO_DEEP = f"brackets are nested more than {MAX_DEPTH} deep"


class _Flaw(Exception):  # noqa: N818 -- never leaves this module
    """What is wrong at an offset, and where to go on."""

    def __init__(self, what: str, offset: int, do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.offset = offset
        self.do = do


class _Open(msgspec.Struct, gc=False):
    """A block that is not closed yet."""

    block: Block
    body: Body


def recover(native: Native) -> tuple[Body, list[SourceError]]:
    """Take a faulty file apart."""
    return _Recovery(native).run(), native.errors


class _Recovery:
    def __init__(self, native: Native) -> None:
        self.native = native
        self.content = native.content
        self.stack: list[_Open] = []
        self.root = Body({}, [])
        self.line_ended = True
        self.echo = False  # until something is sound again, faults are the echo of the one told last

    def run(self) -> Body:
        position = 0
        size = len(self.content)
        while len(self.native.errors) < MAX_FAULTS:
            position = self._skip(position)
            if position >= size:
                break
            try:
                position = self._item(position)
            except _Flaw as flaw:
                if not self.echo:
                    self.native.fault(flaw.what, flaw.offset, flaw.do)
                self.echo = True
                position = self._next_line(flaw.offset if self._same_line(position, flaw.offset) else position)
        else:
            self.native.fault("there are more faults than are told", position, "Mend the first ones and look again.")
        for left in reversed(self.stack[-3:] if position >= size else ()):
            self._unclosed(left.block, size)
        return self.root

    def _same_line(self, start: int, end: int) -> bool:
        return b"\n" not in self.content[start:end]

    def _next_line(self, offset: int) -> int:
        end = self.content.find(b"\n", offset)
        self.line_ended = True
        return len(self.content) if end < 0 else end + 1

    def _skip(self, position: int) -> int:
        match = _BLANK.match(self.content, position)
        after = match.end() if match else position
        if b"\n" in self.content[position:after] or not position:
            self.line_ended = True
        if self.content.startswith(b"/*", after):
            self.native.fault("'*/' is expected: the comment that begins here is not closed", after)
            return len(self.content)
        return after

    @property
    def body(self) -> Body:
        return self.stack[-1].body if self.stack else self.root

    def _item(self, position: int) -> int:
        """Take one argument or the head of one block, or the end of one."""
        content = self.content
        if content.startswith(b"}", position):
            if not self.stack:
                raise _Flaw("this '}' closes nothing", position, "Remove it, or write the head of the block that it closes.")
            self.stack.pop().block.end = position + 1
            self.line_ended = False
            return position + 1
        if self.stack and content[position - 1 : position] in (b"\n", b"") and _TOP.match(content, position):
            self._unclosed(self.stack[0].block, position)
            self.stack.clear()
        name_end = self._name(position)
        if name_end == position:
            raise _Flaw(f"a name of an argument or block is expected, not {self._excerpt(position)}", position)
        if not self.line_ended:
            do = "Give each argument and each block a line of its own."
            self.native.fault("a new line is expected before this", position, do)
        after = self._space(name_end)
        if content.startswith(b"=", after) and not content.startswith(b"==", after):
            return self._argument(position, name_end, self._space(after + 1))
        return self._head(position, name_end)

    def _name(self, position: int) -> int:
        """Give the end of the name that begins here."""
        end = position
        if word := _WORD.match(self.content, position):
            end = word.end()
        match = _NAME.match(self.content[position:end].decode(errors="replace"))
        return position + len(match[0].encode()) if match else position

    def _space(self, position: int) -> int:
        match = _SPACE.match(self.content, position)
        return match.end() if match else position

    def _argument(self, start: int, name_end: int, value_start: int) -> int:
        content = self.content
        name = content[start:name_end].decode(errors="replace")
        if value_start >= len(content) or content[value_start] in b"\n#}" or content.startswith(b"//", value_start):
            self._keep(name, start, name_end, value_start, value_start, Opaque("it has no value", start=start, end=value_start))
            self.line_ended = value_start >= len(content) or content[value_start] != ord("}")
            self.native.fault(f"a value is expected after '{name} ='", value_start, "Write a value, or null to leave it out.")
            return value_start
        try:
            end = self._value_end(value_start)
        except _Flaw as flaw:
            bad = Opaque("it has a syntax error", start=start, end=flaw.offset)
            self._keep(name, start, name_end, value_start, flaw.offset, bad)
            self.native.fault(flaw.what, flaw.offset, flaw.do)
            self.echo = True
            return self._next_line(value_start)
        self.echo = False
        while content[end - 1] in b" \t\r":
            end -= 1
        self._keep(name, start, name_end, value_start, end, self._parse(start, value_start, end))
        self.line_ended = False
        return end

    def _keep(  # noqa: PLR0917 - offsets in the order of the text
        self, name: str, start: int, name_end: int, value_start: int, end: int, value: Expression
    ) -> None:
        attr = Attr(name, value, text=self.native.text, name_start=start, name_end=name_end, value_start=value_start, end=end)
        add(self.body, attr, self.native.errors)

    def _parse(self, start: int, value_start: int, end: int) -> Expression:
        """Parse one value, and tell what is wrong with it."""
        simple = plain(self.content, value_start, end)
        if simple is not None:
            return simple
        # The name before the value is part of what is parsed: the grammar knows no expression alone.
        source = self.content[start:end] + b"\n"
        for attempt in (source, masked(source)):
            root = parser().parse(attempt).root_node
            if not root.has_error:
                break
        body = root.children[0] if root.children else root
        attribute = body.children[0] if body.children else body
        if not root.has_error and body.child_count == 1 and attribute.type == "attribute":
            found = Converter(self.content, start).convert(attribute.children[-1])
            if isinstance(found, Opaque):
                self.native.fault(found.reason, found.start, "Write it in a simpler way.")
            return found
        what, offset = _wrong(root, attempt, value_start - start)
        self.native.fault(what.replace("{}", self._excerpt(start + offset)), start + offset)
        return Opaque("it has a syntax error", start=value_start, end=end)

    def _head(self, start: int, name_end: int) -> int:
        content = self.content
        kind = content[start:name_end].decode(errors="replace")
        labels: list[str] = []
        header_end = position = name_end
        while True:
            position = self._space(position)
            if content.startswith(b'"', position):
                end = content.find(b'"', position + 1)
                if end < 0 or not self._same_line(position, end):
                    raise _Flaw("'\"' is expected: the label that begins here is not closed", position)
                labels.append(unescape(content[position + 1 : end].decode(errors="replace")))
                header_end = position = end + 1
            elif (end := self._name(position)) > position:
                labels.append(content[position:end].decode(errors="replace"))
                header_end = position = end
            else:
                break
        if not content.startswith(b"{", position):
            expected = "'{'" if labels else "'=' or '{'"
            raise _Flaw(f"{expected} is expected after '{kind}', not {self._excerpt(position)}", position)
        if len(self.stack) == MAX_DEPTH:
            raise _Flaw(f"blocks are nested more than {MAX_DEPTH} deep", start)
        self.echo = False
        body = Body({}, [])
        block = Block(kind, tuple(labels), body, text=self.native.text, start=start, end=len(content), header_end=header_end)
        self.body.blocks.append(block)
        self.stack.append(_Open(block, body))
        self.line_ended = True
        return position + 1

    def _unclosed(self, block: Block, offset: int) -> None:
        name = " ".join([block.type, *(f'"{label}"' for label in block.labels)])
        line = self.native.text.lines.position(min(offset, len(self.content)))[0]
        before = "the end of the file" if offset >= len(self.content) else f"line {line}"
        block.end = min(block.end, offset)
        self.native.fault(f"'}}' is expected before {before}: the block '{name[:80]}' is not closed", block.start)

    def _value_end(self, start: int) -> int:  # noqa: C901, PLR0912 - one branch for each token
        """Find the end of a value: the line end, comment or brace that stands in no bracket and no string."""
        content = self.content
        brackets: list[int] = []
        position = start
        while True:
            match = _STOP.search(content, position)
            if match is None:
                if brackets:
                    raise self._open(brackets)
                return len(content)
            token, at = match[0], match.start()
            position = match.end()
            if token in (b"[", b"{", b"("):
                brackets.append(at)
                if len(brackets) > MAX_DEPTH:
                    raise _Flaw(_TOO_DEEP, at, "Write it in a simpler way.")
            elif token in (b"]", b"}", b")"):
                if not brackets:
                    if token == b"}":
                        return at
                    raise _Flaw(f"this '{token.decode()}' closes nothing", at)
                if _CLOSING[content[brackets[-1]]] != token:
                    raise self._open(brackets)
                brackets.pop()
            elif token in (b"#", b"//"):
                if not brackets:
                    return at
                position = self._line_end(at)
            elif token == b"\n":
                if not brackets:
                    return at
                if _TOP.match(content, position):
                    raise self._open(brackets)
            elif token == b'"':
                position = self._string_end(at)
            elif token == b"/*":
                end = content.find(b"*/", position)
                if end < 0:
                    raise _Flaw("'*/' is expected: the comment that begins here is not closed", at)
                position = end + 2
            else:
                position = self._heredoc_end(at)

    def _line_end(self, position: int) -> int:
        end = self.content.find(b"\n", position)
        return len(self.content) if end < 0 else end

    def _open(self, brackets: list[int]) -> _Flaw:
        at = brackets[-1]
        closing = _CLOSING[self.content[at]].decode()
        return _Flaw(f"'{closing}' is expected: the '{chr(self.content[at])}' here is not closed", at)

    def _string_end(self, start: int) -> int:
        """Find the end of a string, through its interpolations."""
        content = self.content
        position = start + 1
        # Each entry is a string that is open, with the number of braces open in its interpolation.
        depths = [(start, 0)]
        while depths:
            begin, braces = depths[-1]
            if len(depths) > MAX_DEPTH:
                raise _Flaw(_TOO_DEEP, begin, "Write it in a simpler way.")
            if braces:
                match = _INSIDE.search(content, position)
                if match is None:
                    raise _Flaw("'}' is expected: an interpolation of this string is not closed", begin)
                position = match.end()
                if match[0] == b'"':
                    depths.append((match.start(), 0))
                else:
                    depths[-1] = (begin, braces + (1 if match[0] == b"{" else -1))
                continue
            match = _TEMPLATE_STOP.search(content, position)
            if match is None or match[0] == b"\n":
                raise _Flaw("'\"' is expected: the string that begins here is not closed on its line", begin)
            position = match.end()
            if match[0] == b'"':
                depths.pop()
            elif match[0] in (b"${", b"%{"):
                depths[-1] = (begin, 1)
        return position

    def _heredoc_end(self, start: int) -> int:
        match = _HEREDOC.match(self.content, start)
        mark = match[1] if match else b""
        last = re.compile(rb"^[ \t]*" + re.escape(mark) + rb"[ \t]*\r?$", re.MULTILINE)
        end = last.search(self.content, self._line_end(start) + 1)
        if end is None:
            name = mark.decode(errors="replace")
            raise _Flaw(f"'{name}' on a line of its own is expected: the heredoc that begins here is not closed", start)
        return end.end()

    def _excerpt(self, offset: int) -> str:
        if offset >= len(self.content):
            return "the end of the file"
        end = self._name(offset)
        text = self.content[offset : max(end, offset + 1)] if end > offset else self.content[offset : offset + 4]
        word = text[:40].decode(errors="ignore")
        word = word if end > offset else word[:1]
        return "the end of the line" if word in ("\n", "\r") else f"'{word}'"


_MARKS = {
    "identifier": "a name or value",
    "tuple_end": "']'",
    "object_end": "'}'",
    "block_end": "'}'",
    "quoted_template_end": "'\"'",
    "template_interpolation_end": "'}'",
    "template_directive_end": "'}'",
}
_INSIDE = re.compile(rb'["{}]')


def _wrong(root: Node, source: bytes, value_start: int) -> tuple[str, int]:
    """Say what the parser could not take: the first such node, the innermost one."""
    node = root
    while True:
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None or node.type == "ERROR":
            break
        node = inner
    offset = max(node.start_byte, value_start)
    if node.is_missing:
        wanted = _MARKS.get(node.type, "a value" if node.is_named else f"'{node.type}'")
        offset = min(offset, len(source) - 1)
        return f"{wanted} is expected before {{}}", offset + len(source[offset:]) - len(source[offset:].lstrip(b" \t"))
    if node.type == "ERROR" and node.children:
        leaf = node.children[-1]
        offset = max(offset, leaf.start_byte)
    return "an operator, a comma or the end of the value is expected, not {}", min(offset, len(source) - 1)
