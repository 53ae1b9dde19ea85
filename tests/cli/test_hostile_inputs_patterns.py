"""Regular expressions: none takes longer and longer for a text that almost matches."""

import subprocess
import sys

# In a process of its own, for nothing interrupts an expression that is at work.
PROGRAM = """\
import importlib, pkgutil, re, time
import eni_lint

UNITS = ("a", "A", "0", " ", "\\t", "\\n", ".", "/", "-", "_", "{", "}", '"', "'", "\\\\", "(", "[", "]", "$", "%", "#", "@", ":", "a:", "0:", "a.", "1.",
         "a-", "-a", "a=", "a,", "${", "[0]", "a[0]", "\\xe9", "<", "<<", "*", "=", "a b ", "\\r\\n", "//", "/*", "eni-", "0x", "1e", '\\\\"', "arn:", "i-", "ab/")
found = {}
for module in pkgutil.walk_packages(eni_lint.__path__, "eni_lint."):
    if module.name.endswith("__main__"):
        continue
    for name, value in vars(importlib.import_module(module.name)).items():
        many = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else [value]
        for each in many:
            if isinstance(each, re.Pattern):
                found[each] = f"{module.name}.{name}"
assert len(found) > 100, len(found)
for pattern, name in found.items():
    for unit in UNITS:
        for before in ("", "a"):
            for count in (30, 400):
                text = before + unit * count + "\\0"
                text = text.encode() if isinstance(pattern.pattern, bytes) else text
                started = time.process_time()
                pattern.match(text), pattern.fullmatch(text)
                if count == 30:
                    pattern.search(text)
                assert time.process_time() - started < 0.25, (name, pattern.pattern, text[:50])
print(len(found), "patterns")
"""


def test_no_pattern_goes_back_and_forth():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=False)

    assert (0, "") == (done.returncode, done.stderr)
    assert "patterns" in done.stdout
