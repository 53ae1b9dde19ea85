"""``make mutants``: change ``eni_lint/checks`` in many small ways and see whether the tests notice.

The changes are those of mutmut's operators. Its own runner leaves decorated functions alone, and every check carries ``@over``,
so this runner takes its place: pytest collects the tests once, and each mutant gets a forked process in which the modules it
concerns are made anew, in memory, and the tests that pass through the changed function run until one fails. No file is changed.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import gc
import importlib
import os
import random
import resource
import signal
import sys
import time
import warnings
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path
from types import SimpleNamespace

import libcst as cst
import libcst.matchers as m
import pytest
from coverage import Coverage
from hypothesis import Phase, settings
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "eni_lint" / "checks"
RULES = ("examples", "findings", "names", "not_collected", "unknown")
TESTS = [*(f"tests/rules/test_{name}.py" for name in RULES), *map(str, sorted(ROOT.glob("tests/unit/test_checks_*.py")))]
QUIET = ["-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "--assert=plain"]
SURVIVED, KILLED = 0, 1
MEMORY = 2 << 30


class Visitor(MutationVisitor):
    """Also changes what is decorated, and the decorators; leaves alone what only type checkers and careless writers meet."""

    def _skip_node_and_children(self, node):
        if isinstance(node, cst.FunctionDef | cst.Decorator):
            return False
        if m.matches(node, m.Arg(keyword=m.Name("frozen") | m.Name("eq")) | m.Assign(value=m.Call(func=m.Name("TypeVar")))):
            return True
        return super()._skip_node_and_children(node)


class Module:
    """A module under test: its code, and the mutants of it."""

    def __init__(self, path):
        self.path = path
        self.name = "eni_lint.checks" if path.stem == "__init__" else f"eni_lint.checks.{path.stem}"
        self.text = path.read_text(encoding="utf-8")
        self.code = compile(self.text, path, "exec")
        top = ast.parse(self.text).body
        self.imports = {node.module for node in top if isinstance(node, ast.ImportFrom)} - {self.name}

    def mutants(self):
        wrapper = MetadataWrapper(cst.parse_module(self.text))
        visitor = Visitor(mutation_operators, IgnoredCode(set(), set(), set()))
        self.tree = wrapper.visit(visitor)
        self.parts = [self.tree.code_for_node(part) for part in self.tree.body]
        places = wrapper.resolve(PositionProvider)
        owner = {}
        for index, part in enumerate(self.tree.body):
            stack = [part]
            while stack:
                node = stack.pop()
                owner[node] = index
                stack += node.children
        for mutation in visitor.mutations:
            old, new = mutation.original_node, mutation.mutated_node
            function = mutation.contained_by_top_level_function
            in_body = isinstance(function, cst.FunctionDef) and places[old].start.line > places[function.body].start.line - 1
            yield SimpleNamespace(
                module=self,
                part=owner[old],
                old=old,
                new=new,
                lines=range(places[old].start.line, places[old].end.line + 1),
                scope=range(places[function].start.line, places[function].end.line + 1) if in_body else None,
            )

    def text_of(self, mutant):
        changed = self.tree.body[mutant.part].deep_replace(mutant.old, mutant.new)
        parts = [*self.parts[: mutant.part], self.tree.code_for_node(changed), *self.parts[mutant.part + 1 :]]
        return "".join([*map(self.tree.code_for_node, self.tree.header), *parts])

    def difference(self, mutant):
        before, after = self.text.splitlines(), self.text_of(mutant).splitlines()
        found = list(difflib.unified_diff(before, after, n=0, lineterm=""))[3:]
        return f"{self.path.relative_to(ROOT)}:{mutant.lines[0]}\n" + "\n".join(f"    {line}" for line in found)


class Package:
    """The modules of the package, and which have to be made anew when one changes."""

    def __init__(self):
        self.modules = {module.name: module for module in map(Module, sorted(PACKAGE.glob("*.py")))}
        graph = {name: module.imports & self.modules.keys() for name, module in self.modules.items()}
        self.order = list(TopologicalSorter(graph).static_order())
        self.above = {name: self._above(name, graph) for name in graph}

    def _above(self, name, graph):
        found = {name}
        for other in self.order:
            if graph[other] & found:
                found.add(other)
        return found

    def replace(self, mutant):
        """Make the mutated module, and those that import it, anew; everyone who holds something of the old gets the new."""
        module = mutant.module
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            changed = compile(module.text_of(mutant), module.path, "exec")
        replaced = {}
        for name in self.order:
            if name in self.above[module.name]:
                space = vars(sys.modules[name])
                before = dict(space)
                exec(changed if name == module.name else self.modules[name].code, space)
                replaced |= {id(old): (old, space[key]) for key, old in before.items() if space[key] is not old}
        for name, other in list(sys.modules.items()):
            if other is not None and name not in self.above[module.name]:
                space = vars(other)
                for key, value in list(space.items()):
                    if id(value) in replaced and not key.startswith("__"):
                        space[key] = replaced[id(value)][1]


class Runner:
    """A pytest plugin: takes the place of pytest's loop over the tests."""

    def __init__(self, options):
        self.options = options
        self.package = Package()
        self.failed = False
        self.outcomes = []  # (mutant, whether it survived)

    def pytest_runtest_logreport(self, report):
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session):
        for name in self.package.modules:
            importlib.import_module(name)
        self.items = {item.nodeid: item for item in session.items}
        self.learn()
        self.judge(self.chosen())
        return True

    def run(self, nodes):
        """Run tests; give the one that failed."""
        items = [self.items[node] for node in nodes]
        for item, following in zip(items, [*items[1:], None], strict=True):
            self.failed = False
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return item.nodeid
        return None

    def learn(self):
        """See which tests pass without any change, in both directions, how long they take, and which lines they pass through."""
        reading, writing = os.pipe()
        pid = os.fork()
        if not pid:
            with os.fdopen(writing, "w") as answer:
                seconds = {}
                for node in reversed(self.items):
                    started = time.perf_counter()
                    if self.run([node]) is None:
                        seconds[node] = time.perf_counter() - started
                coverage = Coverage(data_file=None, config_file=False, include=[f"{PACKAGE}/*"])
                coverage.start()
                good = {}
                for node, taken in seconds.items():
                    coverage.switch_context(node)
                    if self.run([node]) is None:
                        good[node] = taken
                coverage.stop()
                data = coverage.get_data()
                lines = {path: data.contexts_by_lineno(path) for path in data.measured_files()}
                answer.write(repr((good, lines)))
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as answer:
            self.seconds, covered = ast.literal_eval(answer.read())
        os.waitpid(pid, 0)
        self.tests_of = {
            name: {line: {t for t in tests if t in self.seconds} for line, tests in covered.get(str(module.path), {}).items()}
            for name, module in self.package.modules.items()
        }
        left_out = len(self.items) - len(self.seconds)
        print(f"{len(self.seconds)} tests; {left_out} that fail without any change are left out", flush=True)

    def chosen(self):
        wanted = set(self.options.modules) or {module.path.stem for module in self.package.modules.values()}
        chosen = [module for module in self.package.modules.values() if module.path.stem in wanted]
        made = [mutant for module in chosen for mutant in module.mutants()]
        if self.options.sample and self.options.sample < len(made):
            made = random.Random(self.options.seed).sample(made, self.options.sample)
        return made

    def tests_for(self, mutant):
        """Give the tests that pass through the function; for what runs at import, those through any module that it may reach."""
        lines = self.tests_of[mutant.module.name]
        near = set().union(*(lines.get(line, ()) for line in mutant.lines))
        far = set().union(*(lines.get(line, ()) for line in mutant.scope or ()))
        if not far:
            far = set().union(
                *(tests for name in self.package.above[mutant.module.name] for tests in self.tests_of[name].values())
            )
        own = set().union(*lines.values())
        return sorted(near | far, key=lambda test: (test not in near, test not in own, self.seconds[test]))

    def judge(self, mutants):
        waiting, running = mutants[::-1], {}
        gc.freeze()  # so that collecting in a child does not copy the parent's memory
        started = shown = time.monotonic()
        while waiting or running:
            while waiting and len(running) < self.options.workers:
                mutant = waiting.pop()
                pid = os.fork()
                if not pid:
                    os._exit(self.try_out(mutant))
                running[pid] = mutant
            pid, status = os.wait()
            mutant = running.pop(pid)
            survived = os.waitstatus_to_exitcode(status) == SURVIVED
            self.outcomes.append((mutant, survived))
            if survived:
                print(mutant.module.difference(mutant), flush=True)
            if time.monotonic() - shown > 30:
                shown = time.monotonic()
                print(f"  {len(self.outcomes)} of {len(mutants)} after {shown - started:.0f} s", file=sys.stderr, flush=True)

    def try_out(self, mutant):
        tests = self.tests_for(mutant)
        seconds = int(5 + 5 * sum(self.seconds[test] for test in tests))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        try:
            self.package.replace(mutant)
            return SURVIVED if self.run(tests) is None else KILLED
        except BaseException:  # noqa: BLE001 - it does not even import, or pytest itself gave up
            return KILLED

    def report(self):
        made = Counter(mutant.module.path.name for mutant, _ in self.outcomes)
        left = Counter(mutant.module.path.name for mutant, survived in self.outcomes if survived)
        print(f"{'module':<28}{'mutants':>8}{'killed':>8}{'survived':>10}{'%':>7}")
        for name, count in [*sorted(made.items()), ("all", made.total())]:
            alive = left.total() if name == "all" else left[name]
            print(f"{name:<28}{count:>8}{count - alive:>8}{alive:>10}{100 * (count - alive) / max(count, 1):>7.1f}")
        return 100 * (made.total() - left.total()) / max(made.total(), 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("modules", nargs="*", help="only these modules, such as limits _wording")
    parser.add_argument("--sample", type=int, metavar="N", help="only N mutants, chosen at random")
    parser.add_argument("--seed", type=int, default=1, help="of --sample")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), metavar="N")
    parser.add_argument("--fail-under", type=float, default=0, metavar="PERCENT")
    options = parser.parse_args()
    os.chdir(ROOT)
    settings.register_profile("mutants", derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate))
    settings.load_profile("mutants")
    runner = Runner(options)
    status = pytest.main([*QUIET, *TESTS], plugins=[runner])
    if status:
        sys.exit(f"pytest ended with {status}")
    percent = runner.report()
    if percent < options.fail_under:
        sys.exit(f"{percent:.1f} % of the mutants were killed, and {options.fail_under:g} % should be")


if __name__ == "__main__":
    main()
