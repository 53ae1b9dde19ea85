"""What a run has to say about itself: inputs that cannot be read, checks that crashed, counts of what is undecided."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import sarif_om as om

from eni_lint.reporters.sarif.locations import SOURCES
from eni_lint.reporters.sarif.rules import NOTICE_INDEX
from eni_lint.reporters.sarif.words import message, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eni_lint.errors import EniLintError
    from eni_lint.findings import Remark
    from eni_lint.reporters.report import ScopeReport
    from eni_lint.reporters.sarif.uris import Uris

_WHERE = re.compile(r"(?P<path>.*?)(?::(?P<line>\d+))?(?::(?P<column>\d+))?", re.DOTALL)


def of_scope(scope: ScopeReport, notes: Iterable[str], uris: Uris, rule_index: Mapping[str, int]) -> list[Any]:
    """Make the notifications of a scope's run."""
    undecided = Counter(outcome.rule_id for outcome in scope.undecided)
    return [
        *(of_fault(fault, "input-incomplete", "warning", uris) for fault in scope.faults),
        *(
            _notice(
                "check-crashed",
                "error",
                f"The check crashed on '{crash.subject}': {crash.error}",
                _rule(crash.rule_id, rule_index),
            )
            for crash in scope.errored
        ),
        *(of_remark(remark, uris, rule_index) for remark in scope.remarks),
        *(_notice("run-note", "note", note) for note in dict.fromkeys([*notes, *scope.notes])),
        *(
            _notice("verdicts-undecided", "note", f"Can't be told for {_count(count)}.", _rule(name, rule_index))
            for name, count in sorted(undecided.items())
        ),
    ]


def of_fault(fault: EniLintError, name: str, level: str, uris: Uris) -> Any:
    """Tell of an input that cannot be read, in whole or in part, with its place where that is known."""
    notice = _notice(name, level, f"{sentence(fault.what)} {sentence(fault.do)}")
    match = _WHERE.fullmatch(fault.where)
    if match and match["path"]:
        line, column = match["line"], match["column"]
        region = om.Region(start_line=int(line), start_column=int(column) if column else None) if line and int(line) else None
        file = om.ArtifactLocation(uri=uris.of(match["path"]), uri_base_id=SOURCES)
        notice.locations = [om.Location(physical_location=om.PhysicalLocation(artifact_location=file, region=region))]
    return notice


def of_remark(remark: Remark, uris: Uris, rule_index: Mapping[str, int]) -> Any:
    """Tell what is to say of a suppression: that it serves nothing, has expired or is not understood."""
    rule = _rule(remark.rule_id, rule_index) if remark.rule_id in rule_index else None
    notice = _notice("suppression-idle", "warning", f"{sentence(remark.what)} {sentence(remark.do)}", rule)
    match = _WHERE.fullmatch(remark.where)
    if match and match["line"]:
        region = om.Region(start_line=int(match["line"]), start_column=int(match["column"]) if match["column"] else None)
        file = om.ArtifactLocation(uri=uris.of(match["path"]), uri_base_id=SOURCES)
        notice.locations = [om.Location(physical_location=om.PhysicalLocation(artifact_location=file, region=region))]
    return notice


def results_cut(kept: int, found: int) -> Any:
    """Tell that the mildest results are left out."""
    return _notice("run-note", "warning", f"Only the gravest {kept:,} of {found:,} findings are here: GitHub keeps no more.")


def nothing_checked() -> Any:
    """Tell that there was nothing to check: a log without a run would read as a clean one."""
    return _notice("run-note", "warning", "Nothing was checked.")


def _notice(name: str, level: str, text: str, rule: Any = None) -> Any:
    return om.Notification(
        message=om.Message(text=message(text)),
        level=level,
        descriptor=om.ReportingDescriptorReference(id=name, index=NOTICE_INDEX[name]),
        associated_rule=rule,
    )


def _rule(name: str, rule_index: Mapping[str, int]) -> Any:
    return om.ReportingDescriptorReference(id=name, index=rule_index[name])


def _count(number: int) -> str:
    return f"{number} subject{'' if number == 1 else 's'}"
