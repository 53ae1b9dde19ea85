"""What is wrong with a JSON text, and where: a slow, exact reading of texts that the fast reader refused."""

from __future__ import annotations

import re

from eni_lint.documents.spans import Lines
from eni_lint.errors import SourceError

# Past this many tokens (some 10 MB, a second or two), the fast reader's own words must do.
_TOKEN_LIMIT = 2_000_000
_DIGIT_LIMIT = 4300  # sys.int_info.default_max_str_digits: longer integers are a denial of service
_STRING = rb'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*'
_TOKEN = re.compile(
    rb"[ \t\n\r]*(?:(?P<mark>[\[\]{}:,])"
    rb"|(?P<string>" + _STRING + rb'")'
    rb"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z_.+-]))"
    rb"|(?P<word>(?:true|false|null)(?![0-9A-Za-z_]))"
    rb"|(?P<end>\Z)|)"
)
_OPEN_STRING = re.compile(_STRING)
_SURROGATES = re.compile(rb"\\\\|(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|(\\u[dD][89a-fA-F])")
_WORD = re.compile(rb"[-+]?[A-Za-z_][A-Za-z_0-9]*|[-+.0-9][-+.0-9A-Za-z_]*")
_CORRECT = "correct the JSON there"
_CUT_ESCAPE = re.compile(rb"\\(?:u[0-9a-fA-F]{0,3})?\Z")
# What other notations allow: its look, what to say of it, what to do about it.
_FOREIGN = (
    (re.compile(rb"[-+]?(?:NaN|nan|[Ii]nf(?:inity)?)\b"), "{} is no value of JSON", "write a number, or null"),
    (re.compile(rb"None\b|True\b|False\b|'"), "{} is Python's spelling, not JSON's", "write it with json.dumps, not with print"),
    (re.compile(rb"#|//|/\*"), "JSON has no comments", "remove it, or give the file as YAML"),
    (re.compile(rb"[-+.0-9]"), "{} is no number of JSON", _CORRECT),
)
_REASON = re.compile(r" \(byte (\d+)\)$")  # the end of msgspec's messages
_REWRITE = "write the file again, completely: the command that made it may have been interrupted"


class _Flaw(Exception):  # noqa: N818 -- it is raised to leave the walk, and never leaves this module
    """A flaw at an offset: what it is and what to do about it."""

    def __init__(self, offset: int, what: str, do: str = _CORRECT) -> None:
        super().__init__(what)
        self.offset = offset
        self.what = what
        self.do = do


def explain(content: bytes, path: str, max_depth: int, reason: str) -> SourceError:
    """Find the first flaw of a JSON text that was refused for this reason."""
    lines = Lines(content)
    what, do, offset = f"this is not sound JSON: {reason}", _CORRECT, None
    try:
        _Walk(content, lines, max_depth).run()
    except _Flaw as flaw:
        what, do, offset = flaw.what, flaw.do, flaw.offset
    else:
        if reason == "Input data was truncated":
            what, do, offset = "the file ends inside the JSON document", _REWRITE, len(content)
        elif found := _REASON.search(reason):
            what, offset = reason[: found.start()], min(int(found[1]), len(content))
    if offset is None:
        return SourceError(what, where=path, do=do)
    line, column = lines.position(offset)
    return SourceError(what, where=f"{path}:{line}:{column}", do=do)


class _Container:
    """An object or array that is open: where it began, and where each key of an object stands."""

    __slots__ = ("is_object", "keys", "start")

    def __init__(self, start: int, *, is_object: bool) -> None:
        self.start = start
        self.is_object = is_object
        self.keys: dict[bytes, int] = {}


class _Walk:
    """A way through the tokens, with a stack of its own so that no depth can exhaust Python's; it raises the first flaw.

    ``wanted`` is what must come next: ``value``, ``first`` (a first value or key, or the end of an empty container), ``key``,
    ``colon``, ``comma`` (or the container's end), or ``end`` of the text.
    """

    def __init__(self, content: bytes, lines: Lines, max_depth: int) -> None:
        self.content = content
        self.lines = lines
        self.max_depth = max_depth
        self.stack: list[_Container] = []
        self.wanted = "value"

    def run(self) -> None:
        position = 0
        for _ in range(_TOKEN_LIMIT):
            match = _TOKEN.match(self.content, position)
            if match is None or match.lastgroup is None:
                raise self._no_token(match.end() if match else position)
            kind = match.lastgroup
            start, position = match.span(kind)
            if kind == "end":
                if self.wanted != "end":
                    raise self._cut_off()
                return
            if self.wanted == "end":
                raise self._second_document(start)
            self._take(kind, self.content[start:position], start)

    def _take(self, kind: str, token: bytes, start: int) -> None:
        """Accept a token where it stands, or raise what is wrong with it."""
        stack, wanted = self.stack, self.wanted
        if token in (b"]", b"}") and stack:
            self._close(token, start)
        elif wanted == "value" or (wanted == "first" and not stack[-1].is_object):
            self._value(kind, token, start)
        elif wanted in ("first", "key"):
            if kind != "string":
                raise _Flaw(start, "a key in double quotes is expected here")
            self._key(token, start)
        elif (wanted, token) == ("colon", b":"):
            self.wanted = "value"
        elif (wanted, token) == ("comma", b","):
            self.wanted = "key" if stack[-1].is_object else "value"
        else:
            expected = "':'" if wanted == "colon" else "',' or '}'" if stack[-1].is_object else "',' or ']'"
            raise _Flaw(start, f"{expected} is expected here, before {self._excerpt(start)}")

    def _value(self, kind: str, token: bytes, start: int) -> None:
        if kind != "mark":
            _check_scalar(kind, token, start)
            self.wanted = "comma" if self.stack else "end"
            return
        if token not in (b"[", b"{"):
            raise _Flaw(start, f"a value is missing before '{token.decode()}'")
        if len(self.stack) == self.max_depth:
            do = "flatten it, or check what wrote it: no AWS or Terraform document is nested like this"
            raise _Flaw(start, f"objects and arrays are nested more than {self.max_depth} deep", do)
        self.stack.append(_Container(start, is_object=token == b"{"))
        self.wanted = "first"

    def _key(self, token: bytes, start: int) -> None:
        _check_scalar("string", token, start)
        keys = self.stack[-1].keys
        key = _unescape(token) if b"\\" in token else token
        if key in keys:
            name = token.decode(errors="replace")
            what = f"the key {name} stands twice in one object: first at {self._spell(keys[key])}"
            raise _Flaw(start, what, "keep one of them: readers of JSON silently drop the other")
        keys[key] = start
        self.wanted = "colon"

    def _close(self, token: bytes, start: int) -> None:
        container = self.stack.pop()
        right = b"}" if container.is_object else b"]"
        if token != right:
            raise _Flaw(start, f"'{right.decode()}' is expected here: it closes what begins at {self._spell(container.start)}")
        if self.wanted == "key" or (self.wanted == "value" and not container.is_object):
            raise _Flaw(start, "a comma with nothing after it", "remove the comma before this bracket")
        if self.wanted not in ("first", "comma"):
            raise _Flaw(start, f"{'a value' if self.wanted == 'value' else 'a colon and a value'} is missing here")
        self.wanted = "comma" if self.stack else "end"

    def _cut_off(self, inside: str = "") -> _Flaw:
        end = len(self.content)
        if not inside and not self.stack:
            return _Flaw(end, "the file ends before any JSON", _REWRITE)
        if not inside:
            container = self.stack[-1]
            inside = f"the {'object' if container.is_object else 'array'} that begins at {self._spell(container.start)}"
        return _Flaw(end, f"the file ends inside {inside}", _REWRITE)

    def _second_document(self, start: int) -> _Flaw:
        if self.content[start : start + 1] not in (b"{", b"["):
            return _Flaw(start, f"there is text after the end of the JSON document: {self._excerpt(start)}", "remove it")
        if b'"@level"' in self.content[:4096]:
            do = "this is the log of terraform plan -json; the plan itself is written by: terraform show -json FILE"
        else:
            do = "give each document a file of its own, or make one array of them: jq -s . FILE"
        return _Flaw(start, "a second JSON document begins here (JSON Lines?); one document is expected", do)

    def _no_token(self, offset: int) -> _Flaw:
        """Say what stands where no token of JSON does."""
        if string := _OPEN_STRING.match(self.content, offset):
            return self._bad_string(offset, string.end())
        if self.wanted == "end":
            return self._second_document(offset)
        word = found[0] if (found := _WORD.match(self.content, offset)) else self.content[offset : offset + 1]
        if offset + len(word) == len(self.content) and any(full.startswith(word) for full in (b"true", b"false", b"null", b"-")):
            return self._cut_off("a value")
        name = self._excerpt(offset)
        for pattern, what, do in _FOREIGN:
            if pattern.match(self.content, offset):
                return _Flaw(offset, what.format(name), do)
        return _Flaw(offset, f"{name} is not JSON", "write strings and keys in double quotes, or give the file as YAML")

    def _bad_string(self, start: int, end: int) -> _Flaw:
        """Say what ends a string that begins at ``start`` and is sound up to ``end``."""
        content = self.content
        inside = f"the string that begins at {self._spell(start)}"
        if end >= len(content) or (content[end] == ord("\\") and _CUT_ESCAPE.match(content, end)):
            return self._cut_off(inside)
        if content[end] == ord("\\"):
            return _Flaw(end, f"{self._excerpt(end, 2)} is no escape sequence of JSON", r"write a backslash as \\")
        name = {ord("\n"): "a line break", ord("\r"): "a line break", ord("\t"): "a tab"}.get(content[end], "a control character")
        return _Flaw(end, f"{name} inside {inside}", r"close the string, or write \n, \t or \u00XX")

    def _spell(self, offset: int) -> str:
        line, column = self.lines.position(offset)
        return f"line {line}, column {column}"

    def _excerpt(self, offset: int, length: int = 0) -> str:
        """Quote what stands at an offset: a word, or so many characters."""
        text = self.content[offset : offset + 80].decode(errors="replace")
        word = text[:length] if length else (found[0] if (found := re.match(r"[-+.\w]{1,20}", text)) else text[:1])
        return repr(word)


def _unescape(token: bytes) -> bytes:
    import json  # noqa: PLC0415 -- only for faulty texts with escaped keys

    return json.dumps(json.loads(token), ensure_ascii=False).encode()


def _check_scalar(kind: str, token: bytes, start: int) -> None:
    if kind == "string" and b"\\u" in token:
        for match in _SURROGATES.finditer(token):
            if match[2]:
                raise _Flaw(start + match.start(), f"{match[2].decode()}.. is half a surrogate pair, which is no Unicode text")
    elif kind == "number" and token.lstrip(b"-").isdigit():
        if len(token) > _DIGIT_LIMIT:
            raise _Flaw(start, f"this number has more than {_DIGIT_LIMIT:,} digits")
    elif kind == "number" and float(token) in (float("inf"), float("-inf")):
        raise _Flaw(start, "this number is out of range")
