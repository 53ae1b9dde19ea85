"""The values that input variables are given: by files beside the configuration and by the user, not by the environment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from eni_lint.documents import parse_json, read_bytes, utf8_bytes
from eni_lint.errors import SourceError
from eni_lint.sources.hcl.evaluate import Evaluator
from eni_lint.sources.hcl.parse import parse_hcl
from eni_lint.sources.hcl.values import Fault, plain_number
from eni_lint.sources.terraform.exact import Open

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eni_lint.sources.options import ReadOptions

_USUAL = ("terraform.tfvars", "terraform.tfvars.json")
_AUTOMATIC = (".auto.tfvars", ".auto.tfvars.json")


class Given(str):
    """The value of a variable as it stands on the command line: the variable's type tells how to read it."""

    __slots__ = ()


class _Nowhere:
    """The place of an expression that may name nothing."""

    names: Mapping[str, Any] = {}

    def root(self, name: str, attribute: str) -> Any:
        """Refuse every name."""
        raise Fault(f"{name}.{attribute} may not stand here")

    def data(self, kind: str, name: str) -> Any:
        """Refuse every name."""
        raise Fault(f"data.{kind}.{name} may not stand here")

    def binding(self, names: Mapping[str, Any]) -> _Nowhere:
        """Give a place with names bound."""
        place = _Nowhere()
        place.names = {**self.names, **names}
        return place

    def read_text(self, path: str) -> str | None:
        """Read no file."""
        del path
        return None


def values_given(folder: str, options: ReadOptions) -> tuple[dict[str, Any], list[SourceError]]:
    """Give the values for the variables of a root module, the later ones over the earlier; and the files that cannot be read."""
    found: dict[str, Any] = {}
    faults: list[SourceError] = []
    for path in (*_beside(folder), *options.var_files):
        try:
            values, wrong = _file(path)
        except SourceError as fault:
            faults.append(fault)
            continue
        found.update(values)
        faults += wrong
    found.update((name, Given(value)) for name, value in options.variables.items())
    return found, faults


def _beside(folder: str) -> Iterator[str]:
    """Give the files that Terraform reads by itself, in its order."""
    try:
        names = sorted(path.name for path in Path(folder).iterdir() if path.name.endswith((".tfvars", ".tfvars.json")))
    except OSError:
        return
    for name in (*(n for n in _USUAL if n in names), *(n for n in names if n.endswith(_AUTOMATIC))):
        yield str(Path(folder) / name)


def _file(path: str) -> tuple[dict[str, Any], list[SourceError]]:
    content = utf8_bytes(read_bytes(path), path)
    if path.endswith(".json"):
        data = parse_json(content, path)
        if not isinstance(data, dict):
            raise SourceError("this should be an object with the values of variables", where=f"{path}:1:1")
        return {name: _plain(value) for name, value in data.items()}, []
    body, faults = parse_hcl(content, path)
    evaluator = Evaluator()
    return {name: evaluator.known(attribute.value, _Nowhere()) for name, attribute in body.attributes.items()}, list(faults)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    return plain_number(value) if isinstance(value, float) else value


def read_literal(text: str) -> Any:
    """Read a list or an object as it stands on the command line."""
    body, faults = parse_hcl(f"value = {text}\n".encode(), "--var")
    written = body.attributes.get("value")
    if faults or written is None:
        return Open("a value of --var that cannot be read")
    return Evaluator().known(written.value, _Nowhere())
