"""Reads a configuration file; what is wrong in it is told all at once, with line and column."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.config.faults import told
from eni_lint.config.find import TABLE
from eni_lint.config.shape import ConfigFile, rule_setting
from eni_lint.documents import SpanTable, join_pointer, parse_yaml, read_bytes, utf8_bytes
from eni_lint.errors import ConfigError, SourceError
from eni_lint.locate import schema_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MANY = 20  # more faults than that have one cause


class Loaded(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A configuration file as read. ``folder`` is what its paths and patterns are relative to."""

    path: Path
    config: ConfigFile
    data: dict[str, Any]
    spans: SpanTable | None = None  # of YAML; TOML tells no lines

    @property
    def folder(self) -> Path:
        """The folder that holds the file."""
        return self.path.parent

    @property
    def shown(self) -> str:
        """The file's name as seen from the working folder."""
        return shown_path(self.path)

    def where(self, *steps: str | int) -> str:
        """Name a place of the file for people: ``eni-lint.yaml:3:5``, ``pyproject.toml (tool.eni-lint.rules)``."""
        return _where(self.path, self.spans, steps)


def load_config(path: Path) -> Loaded:
    """Read a configuration file.

    Raises ConfigError that names everything that is wrong with its shape; whether the rules it names exist is told later.
    """
    data, spans = _toml(path) if path.suffix == ".toml" else _yaml(path)
    data = {} if data is None else data
    try:
        config = msgspec.convert(data, ConfigFile)
        settings = [*(config.rules or {}).values(), *(s for p in config.paths or () for s in p.rules.values())]
        for setting in settings:
            rule_setting(setting)
        sound = not config.waivers and not config.accounts and config.profile is None and config.fail_on is None
    except (msgspec.ValidationError, ValueError):
        sound = False
    if not sound:  # the schema says more than types do, and takes longer to ask
        faults = list(_faults(data, path, spans))
        if faults:
            more = f"\n... and {len(faults) - MANY} more" if len(faults) > MANY else ""
            raise ConfigError("\n".join(faults[:MANY]) + more, do="'eni-lint schema config' prints what a file may hold.")
    return Loaded(path=path, config=config, data=data, spans=spans)


def _yaml(path: Path) -> tuple[Any, SpanTable | None]:
    try:
        text = utf8_bytes(read_bytes(str(path)), str(path)).decode()
        if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
            return None, None
        return parse_yaml(text, str(path))
    except SourceError as fault:
        raise ConfigError(fault.what, where=fault.where, do=fault.do) from None


def _toml(path: Path) -> tuple[Any, None]:
    import tomllib  # noqa: PLC0415 - only for TOML

    try:
        tools = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ConfigError(f"cannot be read: {fault}", where=str(path), do="Mend the file.") from None
    table = tools.get(TABLE) if isinstance(tools, dict) else None
    # TOML has dates of its own.
    return json.loads(json.dumps(table, default=str)), None


def _faults(data: Any, path: Path, spans: SpanTable | None) -> Iterator[str]:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only for a file that may be wrong

    validator = Draft202012Validator(
        json.loads(schema_file("config").read_text(encoding="utf-8")), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    found = [(steps, what) for fault in validator.iter_errors(data) for what, steps in told(fault)]
    for steps, what in sorted(found, key=lambda pair: (place_of(spans, pair[0]), str(pair[0]))):
        yield f"{_where(path, spans, steps)}: {what}"


def place_of(spans: SpanTable | None, steps: Sequence[str | int]) -> tuple[int, int]:
    """Find line and column of a member, or of the nearest thing around it; (0, 0) where no lines are told."""
    for depth in range(len(steps), -1, -1) if spans else ():
        pointer = join_pointer(*map(str, steps[:depth]))
        span = spans and (spans.key_span(pointer) or spans.span(pointer))
        if span:
            return span.start_line, span.start_column
    return 0, 0


def shown_path(path: Path) -> str:
    """Name a file as seen from the working folder, when it is in there."""
    near = os.path.relpath(path)
    return str(path) if near.startswith("..") else near


def _where(path: Path, spans: SpanTable | None, steps: Sequence[str | int]) -> str:
    shown = shown_path(path)
    line, column = place_of(spans, steps)
    if line:
        return f"{shown}:{line}:{column}"
    dotted = ".".join(["tool", TABLE, *map(str, steps)]) if path.suffix == ".toml" else "/".join(map(str, steps))
    return f"{shown} ({dotted})" if dotted else shown
