"""Mutates text: bytes, lines and tokens of YAML, HCL, CEL and TOML."""

import re

TOKEN = re.compile(rb"[A-Za-z_][\w-]*|\d+(?:\.\d+)?|\"[^\"\n]{0,80}\"|\s+|.", re.DOTALL)
ANY = (
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80", b"\r\n", b"\r", b"\n", b"\t", b"  ", b"\xc2\x85", b"\xe2\x80\xa8", b"\xf0\x9f\x90\x99",
    b"0", b"-1", b"999999999999999999999", b"1e999", b"1e9", b"null", b"true", b'"', b"'", b"\\", b"\\u0000", b"\\ud800", b"(" * 60, b"[" * 60, b"{" * 60,
    b"#", b"/*", b"*/", b"a" * 2000,
)  # fmt: skip
YAML = (
    b"&a ", b"*a", b"<<: *a", b"!!binary ", b"!!python/object:os.system ", b"!!timestamp ", b"!!set ", b"!unknown ", b"!Ref ", b"!Sub ", b"!GetAtt ", b"!If ", b"!x ",
    b"? ", b": ", b"- ", b"---\n", b"...\n", b"|\n", b">-\n", b"%YAML 9.9\n", b"%TAG ! tag:x,2000:\n", b"{", b"}", b"[", b"]", b", ", b"0o17", b"1:30:00", b"2026-01-01",
    b".nan", b".inf", b"~", b"yes", b"0x1F", b"=", b"<<", b'"\\x00"', b'"\\ud800"', b"# eni-lint: ignore[", b"# eni-lint: ignore x -- y until 2026-99-99\n",
)  # fmt: skip
HCL = (
    b"${", b"%{ if ", b"%{ for x in y }", b"%{ endfor }", b"<<EOT\n", b"<<-EOT\n", b"EOT\n", b"for ", b" in ", b" if ", b"=>", b"...", b"[*]", b".*", b"[0]", b"?", b":", b"==", b"&&",
    b"||", b"!", b'dynamic "x" {\n for_each = [1]\n content {}\n}\n', b"count = 1e9\n", b"count = -1\n", b'count = "x"\n', b"for_each = toset([])\n", b"for_each = var.x\n", b"each.key",
    b"each.value", b"count.index", b"self.id", b"local.a", b"var.a", b"module.a", b"data.a.b.c", b"path.module", b'cidrsubnet("10.0.0.0/8", 8, 1)', b'cidrhost("::/0", 1)', b"range(1e9)",
    b"range(100)", b"setproduct(range(50), range(50))", b'regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")', b'replace("a", "/(/", "")', b'format("%999999999d", 1)',
    b'formatlist("%s", [1])', b'jsondecode("[")', b'templatefile("x", {})', b'file("/dev/zero")', b'file("main.tf")', b'fileset(".", "**")', b"lookup({}, 1)", b"merge(", b"flatten(",
    b"try(", b"can(", b"pow(10, 100000)", b"log(0, 0)", b'parseint("z", 99)', b"strrev(", b'substr("a", -9, 9)', b"chunklist([1], 0)", b"timeadd(", b'source = "./x"\n', b'source = "./"\n',
    b'source = "../"\n', b"locals { a = local.a }\n", b"locals {\n a = local.b\n b = local.a\n}\n", b'variable "a" { default = var.a }\n', b"1 / 0", b"1 % 0", b"-", b"{", b"}", b"//",
)  # fmt: skip
CEL = (
    b"subject", b"inventory", b"params", b".exists(x, x == 1)", b".all(x, true)", b".map(x, x)", b".filter(x, x)", b"[0]", b"[-1]", b"1/0", b"size(", b'matches("(a+)+$")', b"has(subject.x)", b"&&", b"||", b"?",
    b" : ", b'int("x")', b"9223372036854775807 + 1", b'duration("1s")', b'timestamp("x")', b'{"a": 1}', b'[1, "a"]', b"null", b"!", b"in", b"type(1)", b"dyn(1)", b"1u", b'b"x"', b"network_interfaces",
    b"instances", b"over: ", b"at: ", b"data: ", b"expect: ", b"{address}", b"{nothing}", b"{0}", b"{a.b}", b"{a[", b"{address!r}", b"{address:>99999}", b"severity: fatal\n",
)  # fmt: skip
TOML = (
    b"[tool.eni-lint]\n",
    b"[tool]\n",
    b"[[tool.eni-lint.paths]]\n",
    b"=",
    b'"""',
    b"'''",
    b"2026-01-01",
    b"1979-05-27T07:32:00Z",
    b"inf",
    b"nan",
    b"{a = 1}",
    b"tool.eni-lint = 3\n",
)
WORDS = {
    "yaml": YAML,
    "hcl": HCL,
    "cel": (*CEL, *YAML),
    "toml": TOML,
    "json": (b"{", b"}", b"[", b"]", b",", b":", b"NaN", b"-Infinity", b'"\\ud800"'),
}


def mutated(text, random, language, donors):
    """Give the text with one change. ``donors`` are other texts that parts may be taken from."""
    change = random.random()
    if change < 0.5:
        return _tokens(text, random, language, donors)
    if change < 0.8:
        return _lines(text, random, donors)
    return _bytes(text, random)


def _tokens(text, random, language, donors):
    tokens = TOKEN.findall(text)
    if not tokens:
        return random.choice(WORDS[language])
    at = random.randrange(len(tokens))
    act = random.random()
    if act < 0.3:
        tokens.insert(at, random.choice(WORDS[language]))
    elif act < 0.55:
        tokens[at] = random.choice(WORDS[language] + ANY)
    elif act < 0.65:
        del tokens[at : at + random.choice((1, 1, 2, 5))]
    elif act < 0.8:
        tokens[at] = random.choice(tokens)
    elif act < 0.9:
        tokens[at] = random.choice(TOKEN.findall(random.choice(donors)) or [b""])
    else:
        other = random.randrange(len(tokens))
        tokens[at], tokens[other] = tokens[other], tokens[at]
    return b"".join(tokens)


def _lines(text, random, donors):
    lines = text.splitlines(keepends=True) or [b""]
    at = random.randrange(len(lines))
    act = random.random()
    if act < 0.3:
        del lines[at : at + random.choice((1, 1, 2, 6))]
    elif act < 0.5:
        lines[at:at] = lines[at : at + random.choice((1, 3, 9))] * random.choice((1, 1, 30))
    elif act < 0.7:
        lines[at] = random.choice((b" ", b"  ", b"\t")) + lines[at]
    elif act < 0.8:
        lines[at] = lines[at].lstrip()
    elif act < 0.9:
        lines[at:at] = random.choice(donors).splitlines(keepends=True)[: random.choice((1, 5, 20))]
    else:
        lines[at] = lines[at].replace(b"\n", b"\r\n")
    return b"".join(lines)


def _bytes(text, random):  # noqa: PLR0911 - one for each change
    at, until = random.randrange(len(text) + 1), random.randrange(len(text) + 1)
    act = random.random()
    if act < 0.3:
        return text[:at] + random.choice(ANY) + text[at:]
    if act < 0.5:
        return text[:at] + bytes([random.randrange(256)]) + text[at + 1 :]
    if act < 0.6:
        return text[:at]
    if act < 0.7:
        return text[:at] + text[max(at, until) :]
    if act < 0.8:
        return text[:at] + text[min(at, until) : at] + text[at:]
    if act < 0.83:
        return text.replace(b"\n", b"\r\n")
    if act < 0.86:
        return text.decode("utf-8", "replace").encode(
            random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1")), "replace"
        )
    if act < 0.88:
        return b"\xef\xbb\xbf" + text
    return text[:at] + bytes(random.randrange(256) for _ in range(random.choice((1, 4, 16)))) + text[at:]
