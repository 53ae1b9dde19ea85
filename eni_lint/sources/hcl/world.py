"""The modules of a configuration as they are instantiated, and what every name in them stands for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl.constraints import converted, read_type
from eni_lint.sources.hcl.evaluate import Evaluator
from eni_lint.sources.hcl.provider import shape_of
from eni_lint.sources.hcl.repetition import by_count, by_for_each
from eni_lint.sources.hcl.values import Fault
from eni_lint.sources.hcl.variables import Given, read_literal
from eni_lint.sources.terraform.exact import Open, Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from eni_lint.sources.hcl import syntax
    from eni_lint.sources.hcl.repetition import Keys
    from eni_lint.sources.hcl.sources import Declared, ModuleSource
    from eni_lint.sources.terraform.references import Key

    Known = Callable[[str], "Instance | None"]

NO_NAMES: Mapping[str, Any] = {}
MAX_MODULES = 60  # calls in one another
MAX_FILE = 1 << 20  # of what file() reads
MAX_ALL = 20_000  # instances of blocks and modules in one configuration
MAX_BLOCKS = 20_000  # that dynamic blocks make in all of it: in one another, and in what count repeats, they multiply


class World:
    """A configuration while it is worked out. ``plan``: what a plan knows of it, None where there is none."""

    def __init__(self, root: ModuleSource, variables: Mapping[str, Any], plan: PlanFacts | None = None) -> None:
        self.evaluator = Evaluator()
        self.variables = variables
        self.plan = plan
        self.left = MAX_ALL
        self.blocks_left = MAX_BLOCKS
        self.regions: dict[str, Any] = {}
        self.root = ModuleInstance(self, root)

    def work_out(self, node: syntax.Expression, place: Place) -> tuple[Any, bool]:
        """Work out an expression, and tell whether something sensitive is in it."""
        evaluator = self.evaluator
        outer, evaluator.secret = evaluator.secret, False
        try:
            return evaluator.known(node, place), evaluator.secret
        finally:
            evaluator.secret = outer

    def read_text(self, path: str, source: ModuleSource) -> str | None:
        """Read a small file within the root module or the module that names it; None for any other."""
        full = path if Path(path).is_absolute() else str(Path(self.root.source.folder) / path)
        try:
            real = Path(full).resolve(strict=True)
            inside = any(real.is_relative_to(Path(s.folder).resolve()) for s in (self.root.source, source))
            if not inside or not real.is_file() or real.stat().st_size > MAX_FILE:
                return None
            return real.read_bytes().decode()
        except (OSError, ValueError):
            return None

    def take(self, number: int) -> bool:
        """Tell whether so many more instances may be made."""
        self.left -= number
        return self.left >= 0

    def take_blocks(self, number: int) -> bool:
        """Tell whether so many more blocks may be made by dynamic ones."""
        if number > self.blocks_left:
            return False
        self.blocks_left -= number
        return True


class PlanFacts:
    """What a plan tells about the instances of a configuration: which there are, and what is known of each."""

    def __init__(self, instances: Mapping[str, Any], keys: Mapping[tuple[str, str], Iterable[Key]]) -> None:
        self.instances = instances
        self.keys = keys


class Place:
    """Where an expression stands: in a module instance, in an instance of a block, within ``for`` and ``dynamic``."""

    __slots__ = ("key", "module", "names", "value")

    def __init__(self, module: ModuleInstance, names: Mapping[str, Any] = NO_NAMES, key: Key = None, value: Any = None) -> None:
        self.module = module
        self.names = names
        self.key = key
        self.value = value

    def binding(self, names: Mapping[str, Any]) -> Place:
        """Give the same place with more names bound."""
        return Place(self.module, {**self.names, **names} if self.names else names, self.key, self.value)

    def root(self, name: str, attribute: str) -> Any:  # noqa: PLR0911 - one a root
        """Give ``name.attribute``."""
        module = self.module
        match name:
            case "var":
                return module.variable(attribute)
            case "local":
                return module.local(attribute)
            case "each":
                if self.key is None:
                    raise Fault("each stands outside of for_each")
                return self.key if attribute == "key" else self.value
            case "count":
                if self.key is None:
                    raise Fault("count stands outside of count")
                return self.key
            case "module":
                return module.called(attribute)
            case "path":
                return module.path(attribute)
            case "terraform" | "self":
                return Open(f"{name}.{attribute}")
        return module.block(f"{name}.{attribute}")

    def read_text(self, path: str) -> str | None:
        """Read a file of the configuration; None for one that is not there to be read."""
        return self.module.world.read_text(path, self.module.source)

    def data(self, kind: str, name: str) -> Any:
        """Give a data source."""
        return self.module.block(f"data.{kind}.{name}")


class ModuleInstance:
    """One instance of a module: its inputs, locals, blocks, calls and outputs, each worked out once."""

    def __init__(self, world: World, source: ModuleSource, parent: ModuleInstance | None = None, step: str = "") -> None:
        self.world = world
        self.source = source
        self.parent = parent
        self.address: str = f"{parent.address}.{step}" if parent and parent.address else step
        self.place = Place(self)
        self.depth: int = parent.depth + 1 if parent else 0
        self.inputs: Mapping[str, syntax.Expression] = {}
        self.call: Declared | None = None
        self.foreign: set[str] = set()  # blocks and calls of which the plan has instances that the source does not make
        self.caller = self.place
        self._memo: dict[str, tuple[Any, bool]] = {}
        self._blocks: dict[str, Any] = {}
        self._calls: dict[str, Any] = {}

    def __str__(self) -> str:
        return self.address

    # -- values that are worked out once -----------------------------------------------------------------------------------

    def _once(self, name: str, work_out: Callable[[], tuple[Any, bool]]) -> Any:
        found = self._memo.get(name)
        if found is None:
            self._memo[name] = (Open(f"{name} refers to itself"), False)
            found = self._memo[name] = work_out()
        if found[1]:
            self.world.evaluator.secret = True
        return found[0]

    def local(self, name: str) -> Any:
        """Give a local value."""
        node = self.source.locals.get(name)
        if node is None:
            raise Fault(f"local.{name} is not declared")
        return self._once(f"local.{name}", lambda: self.world.work_out(node, self.place))

    def attribute(self, name: str) -> Any:
        """Give an output."""
        output = self.source.outputs.get(name)
        if output is None:
            raise Fault(f"{self.address} has no output {name}")
        return self._once(f"output.{name}", lambda: self._output(output))

    def _output(self, output: Declared) -> tuple[Any, bool]:
        node = output.argument("value")
        if node is None:
            return Open("an output without value"), False
        value, secret = self.world.work_out(node, self.place)
        return value, secret or self._flag(output, "sensitive")

    def variable(self, name: str) -> Any:
        """Give an input variable."""
        return self._once(f"var.{name}", lambda: self._variable(name))

    def _variable(self, name: str) -> tuple[Any, bool]:
        declared = self.source.variables.get(name)
        if declared is None:
            return Open(f"var.{name} is not declared"), False
        secret = self._flag(declared, "sensitive")
        node = declared.argument("type")
        wanted = read_type(node, lambda default: self.world.work_out(default, self.place)[0]) if node is not None else "any"
        value: Any = None
        given = True
        if self.parent is not None:
            written = self.inputs.get(name)
            given = written is not None
            if written is not None:
                value, touched = self.world.work_out(written, self.caller)
                secret = secret or touched
        elif name in self.world.variables:
            value = self.world.variables[name]
            if isinstance(value, Given):
                value = str(value) if isinstance(wanted, str) else read_literal(value)
        else:
            given = False
        if not given and self.parent is None and self.world.plan is not None:
            return Ref(f"var.{name}"), secret  # the plan does not tell what it was made with
        default = declared.argument("default")
        if default is not None and (not given or (value is None and self._never_null(declared))):
            value = self.world.work_out(default, self.place)[0]
        elif not given:
            return Ref(f"var.{name}") if self.parent is None else Open(f"var.{name} is not given"), secret
        return converted(value, wanted), secret

    def _flag(self, declared: Declared, name: str) -> bool:
        node = declared.argument(name)
        return node is not None and self.world.work_out(node, self.place)[0] is True

    def _never_null(self, declared: Declared) -> bool:
        node = declared.argument("nullable")
        return node is not None and self.world.work_out(node, self.place)[0] is False

    def path(self, name: str) -> Any:
        """Give ``path.module`` or ``path.root``."""
        if name == "module":
            return self.source.path
        return "." if name == "root" else Open(f"path.{name}")

    # -- blocks ------------------------------------------------------------------------------------------------------------

    def block(self, address: str) -> Any:
        """Give what a block stands for: one instance, a list of them, or a map."""
        found = self._blocks.get(address)
        if found is None:
            declared = self.source.blocks.get(address)
            if declared is None:
                raise Fault(f"{address} is not declared")
            self._blocks[address] = Open(f"{address} refers to itself")
            found = self._blocks[address] = self._make(address, declared)
        return found

    def _make(self, address: str, declared: Declared) -> Any:
        keys = self.keys(address, declared)
        if isinstance(keys, Open):
            return keys
        full = f"{self.address}.{address}" if self.address else address
        made = {key: Instance(self, declared, full, key, value) for key, value in keys.items()}
        return _collected(declared, made)

    def keys(self, address: str, declared: Declared) -> Keys | Open:
        """Give the instances of a block or of a module call."""
        found = self._keys(declared)
        plan = self.world.plan
        if plan is not None:
            planned = plan.keys.get((self.address, address))
            if planned is not None:
                if isinstance(found, Open):
                    return {key: Open(f"{address}: each.value") for key in planned}
                # With -target, the plan holds some of them; one that is not in the source is of another source.
                if not found.keys() >= set(planned):
                    self.foreign.add(address)
                return {key: found.get(key, Open(f"{address}: each.value")) for key in planned}
        if isinstance(found, dict) and not self.world.take(len(found)):
            return Open("the configuration makes more instances than can be looked at")
        return found

    def _keys(self, declared: Declared) -> Keys | Open:
        for name, read in (("count", by_count), ("for_each", by_for_each)):
            node = declared.argument(name)
            if node is not None:
                value, secret = self.world.work_out(node, self.place)
                return Open(f"{name} is sensitive") if secret else read(value)
        return {None: None}

    # -- calls of modules --------------------------------------------------------------------------------------------------

    def called(self, name: str) -> Any:
        """Give what a module call stands for: one module instance, a list of them, or a map."""
        found = self._calls.get(name)
        if found is None:
            declared = self.source.calls.get(name)
            if declared is None:
                raise Fault(f"module.{name} is not declared")
            self._calls[name] = Open(f"module.{name} refers to itself")
            found = self._calls[name] = self._call(name, declared)
        return found

    def _call(self, name: str, declared: Declared) -> Any:
        source = self.source.called(name)
        if source is None or self.depth >= MAX_MODULES:
            return Open(f"module.{name} is not there to be read")
        keys = self.keys(f"module.{name}", declared)
        if isinstance(keys, Open):
            return keys
        made = {}
        for key, value in keys.items():
            child = ModuleInstance(self.world, source, self, f"module.{name}{index_text(key)}")
            child.inputs = declared.arguments()
            child.call = declared
            child.caller = Place(self, NO_NAMES, key, value)
            made[key] = child
        return _collected(declared, made)

    def each_call(self, name: str) -> list[ModuleInstance] | Open:
        """Give the instances of a module call."""
        found: list[ModuleInstance] | Open = _each(self.called(name))
        return found

    def each_of(self, address: str) -> list[Instance] | Open:
        """Give the instances of a block."""
        found: list[Instance] | Open = _each(self.block(address))
        return found


def _each(value: Any) -> Any:
    if isinstance(value, Open | list):
        return value
    return list(value.values()) if isinstance(value, dict) else [value]


def _collected(declared: Declared, made: dict[Key, Any]) -> Any:
    if declared.argument("count") is not None:
        return [made[key] for key in sorted(k for k in made if isinstance(k, int))]
    if declared.argument("for_each") is not None:
        return {str(key): found for key, found in made.items()}
    return next(iter(made.values()), None) or Open("it is not in the plan")


def index_text(key: Key) -> str:
    """Write the index of an instance as an address has it."""
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) else f"[{json.dumps(key, ensure_ascii=False)}]"


class Instance:
    """One instance of a resource or data source: an object whose attributes are worked out when they are asked for."""

    __slots__ = ("_memo", "address", "declared", "key", "module", "place", "shape")

    def __init__(self, module: ModuleInstance, declared: Declared, block: str, key: Key, value: Any) -> None:
        self.module = module
        self.declared = declared
        self.key = key
        self.address = block + index_text(key)
        self.place = Place(module, NO_NAMES, key, value)
        self.shape = shape_of(declared.type, is_data=declared.is_data)
        self._memo: dict[str, tuple[Any, bool]] = {}

    def __str__(self) -> str:
        return self.address

    def attribute(self, name: str) -> Any:
        """Give an attribute: what is written, the provider's default, or what stands for a value that it computes."""
        found = self._memo.get(name)
        if found is None:
            self._memo[name] = (Ref(self.address, (name,)), False)
            found = self._memo[name] = self._attribute(name)
        if found[1]:
            self.module.world.evaluator.secret = True
        return found[0]

    def _attribute(self, name: str) -> tuple[Any, bool]:  # noqa: PLR0911 - the plan, the text, the provider
        plan = self.module.world.plan
        planned = plan.instances.get(self.address) if plan else None
        if planned is not None:
            if planned.sensitive.get(name):
                return Open(f"{self.address}.{name} is sensitive"), True
            if planned.after.get(name) is not None:
                return self._typed(name, _with_unknown(planned, self.address, name)), False
            if name in planned.after and not planned.unknown.get(name):
                return None, False
        value, secret = self.written(name)
        if value is None and planned is None and not self.declared.is_data and self.shape is not None:
            if name in self.shape.defaults:
                return self.shape.defaults[name], secret
            if name in self.shape.attributes and not self.shape.is_computed(name):
                return None, secret
        if value is None or isinstance(value, Open):
            return self._looked_up(name), secret
        return value, secret

    def _looked_up(self, name: str) -> Any:
        """Give an attribute that only the provider knows; it tells the region that it was told itself."""
        if self.declared.type == "aws_region" and name in ("name", "id", "region"):
            return self.module.world.regions.get("aws", Ref(self.address, (name,)))
        return Ref(self.address, (name,))

    def attribute_written(self, name: str) -> tuple[Any, bool]:
        """Give the value of an argument as it is written, and whether it is sensitive; worked out once."""
        if self.module.world.plan is not None:
            return self.written(name)
        found = self._memo.get(name)
        if found is None:
            self.attribute(name)
            found = self._memo[name]
        value = found[0]
        if isinstance(value, Ref) and value.address == self.address and value.path == (name,):
            return self.written(name)  # another reader asks for the value; here it is why that is not known
        return found

    def written(self, name: str) -> tuple[Any, bool]:
        """Give the value of an argument as it is written, of the type that the provider gives it; None without one."""
        node = self.declared.argument(name)
        if node is None:
            return None, False
        value, secret = self.module.world.work_out(node, self.place)
        return self._typed(name, value), secret

    def _typed(self, name: str, value: Any) -> Any:
        wanted = self.shape.attributes.get(name) if self.shape else None
        return converted(value, wanted[0]) if wanted else value


def _with_unknown(planned: Any, address: str, name: str) -> Any:
    """Give a known value of a plan with symbols for its members that are not known."""
    value, unknown = planned.after[name], planned.unknown.get(name)
    if isinstance(value, list) and isinstance(unknown, list) and any(u is True for u in unknown):
        return [
            Ref(address, (name, n)) if v is None and n < len(unknown) and unknown[n] is True else v for n, v in enumerate(value)
        ]
    if isinstance(value, list | dict) and unknown:
        return Ref(address, (name,))
    return value
