"""The report for people: what is wrong, where it stands with its other end, what to do; then what could not be told."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TextIO

from eni_lint.findings import Severity
from eni_lint.reporters.alike import by_fact, in_order, together
from eni_lint.reporters.counting import counting, hidden, open_questions, remarks
from eni_lint.reporters.excerpt import Mark, write_excerpt
from eni_lint.reporters.harmless import capitalised
from eni_lint.reporters.headroom import lines_of
from eni_lint.reporters.places import attribute, is_secret, is_written, owner_line, shown_path, sight
from eni_lint.reporters.screen import Screen, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eni_lint.documents import Document, Span
    from eni_lint.errors import EniLintError
    from eni_lint.findings import Absent, Errored, Finding, Related, Remark, UndecidedOutcome
    from eni_lint.inventory.headroom import Headroom
    from eni_lint.inventory.origin import Place
    from eni_lint.reporters.options import Options
    from eni_lint.reporters.report import Report

INDENT = "  "
FRAME = "    "
RELATED = 6  # places
NAMED = 5  # of those that are alike
FACTS = 8  # that are missing
ALIGNED = 48  # columns


def write_text(report: Report, stream: TextIO, options: Options) -> None:
    """Write the report to a stream, as plain or as coloured as the stream and the options ask for."""
    screen = Screen(stream, options)
    shown = [finding for scope in report.scopes for finding in (scope.findings if options.verbose else counting(scope))]
    findings = in_order(shown)
    for group in together(findings, apart=options.verbose):
        _write_finding(screen, group[0], group[1:], verbose=options.verbose)
    # Quiet, yet never silent about the reason of the exit status.
    if not options.quiet or (report.exit_status and not findings):
        _write_undecided(screen, [o for scope in report.scopes for o in open_questions(scope)], verbose=options.verbose)
    if not options.quiet:
        _write_headroom(screen, [scope.headroom for scope in report.scopes if scope.headroom], verbose=options.verbose)
        _write_absent(screen, [gone for scope in report.scopes for gone in scope.absent], verbose=options.verbose)
        _write_remarks(screen, list(remarks(report)))
        _write_notes(screen, [*report.notes, *(note for scope in report.scopes for note in scope.notes)])
    for fault in (fault for scope in report.scopes for fault in scope.faults):
        _write_fault(screen, "incomplete", fault)
    for fault in report.unreadable:
        _write_fault(screen, "unreadable", fault)
    for crash in (crash for scope in report.scopes for crash in scope.errored):
        _write_crash(screen, crash, verbose=options.verbose)
    if not options.quiet:
        _write_summary(screen, report, [finding for scope in report.scopes for finding in counting(scope)])


# -- findings ----------------------------------------------------------------------------------------------------------


def _write_finding(screen: Screen, finding: Finding, others: Sequence[Finding], *, verbose: bool) -> None:
    severity = screen.paint(finding.severity.value, finding.severity.value)
    where = screen.paint(screen.clean(_position(finding.at)), "place")
    screen.line(f"{severity} {screen.paint(screen.clean(finding.rule_id), 'strong')}  {where}")
    screen.paragraph(_one_line(finding.message), INDENT)
    for told in _standing(finding):
        screen.paragraph(told, INDENT, style="faint")
    shown = finding.related if verbose or len(finding.related) <= RELATED + 1 else finding.related[:RELATED]
    _write_places(screen, finding, shown)
    if len(shown) < len(finding.related):
        screen.line(f"{FRAME}... and {len(finding.related) - len(shown):,} other places (-v shows each)")
    if finding.remedy:
        screen.paragraph(finding.remedy, INDENT, label="fix: ", style="fine")
    if others:
        _write_others(screen, others)
    screen.line()


def _standing(finding: Finding) -> Iterator[str]:
    """Say why a finding does not count, or why a waiver does not hold for it."""
    waiver = finding.suppression
    if waiver is not None:
        until = f" until {waiver.until}" if waiver.until else ""
        owner = f" by {waiver.owner}" if waiver.owner else ""
        reason = f": {waiver.reason}" if waiver.reason else ""
        yield f"suppressed{until}{owner} at {waiver.where}{reason}"
    elif finding.baseline == "unchanged":
        yield "known from the baseline"
    elif finding.baseline == "updated":
        yield "in the baseline, but what decided it has changed since"
    if finding.waiver:
        yield f"counts although it was waived: {finding.waiver}"


def _position(place: Place) -> str:
    seen = sight(place)
    path, span = shown_path(seen.document), seen.span
    return f"{path}:{span.start_line}:{span.start_column}" if span else path


def _write_places(screen: Screen, finding: Finding, others: Sequence[Related]) -> None:
    """Show the place that is to blame and its other ends, document by document."""
    places = [(finding.at, "", finding.severity.value), *((r.place, r.caption, "related") for r in others)]
    documents: dict[int, tuple[Document, list[tuple[Place, str, str]]]] = {}
    first = sight(finding.at).document
    for place in places:
        document = sight(place[0]).document
        documents.setdefault(id(document) if is_written(document) else 0, (document, []))[1].append(place)
    for document, own in documents.values():
        if not is_written(document):
            _write_attributes(screen, own)
        else:
            _write_lines(screen, document, own, headed=document is not first)


def _write_lines(screen: Screen, document: Document, places: Sequence[tuple[Place, str, str]], *, headed: bool) -> None:
    marks = []
    unseen = []
    for place, caption, style in places:
        seen = sight(place)
        if seen.span is None or is_secret(place.origin.document, seen.pointer):
            unseen.append((place, caption, style))
        else:
            # In one block of several instances, only the address tells which one is meant.
            told = f"{caption.rstrip('.')} ({place.origin.address})" if seen.found and style == "related" else caption.rstrip(".")
            marks.append(Mark(seen.span, style, told, owner_line(place)))
    if headed:
        screen.line(f"{INDENT}{screen.paint('-->', 'faint')} {screen.paint(screen.clean(_position(places[0][0])), 'place')}")
    if marks:
        write_excerpt(screen, document, marks, FRAME)
    _write_attributes(screen, unseen)
    _write_way(screen, [way for place, *_ in places for way in sight(place).through])


def _write_way(screen: Screen, ways: Sequence[tuple[Document, Span, str]]) -> None:
    """Name the places on the way to a place: the file of a module that is not in the repository."""
    for where, caption in dict.fromkeys(
        (f"{shown_path(document)}:{span.start_line}:{span.start_column}", caption) for document, span, caption in ways
    ):
        told = screen.paint(screen.clean(f"({caption.rstrip('.')})"), "related")
        screen.line(f"{FRAME}{screen.paint('-->', 'faint')} {screen.clean(where)}  {told}")


def _write_attributes(screen: Screen, places: Sequence[tuple[Place, str, str]]) -> None:
    """Show places by address and attribute, in columns: the lines that a program wrote say nothing."""
    rows = [(screen.clean(p.origin.address), screen.clean(attribute(p)), caption, style) for p, caption, style in places]
    widest = max((width(row[0]) for row in rows if width(row[0]) <= ALIGNED), default=0)
    for address, value, caption, style in rows:
        gap = " " * max(2, widest - width(address) + 2)
        arrow = screen.paint("-->", style if style != "related" else "faint")
        parts = f"{address}{gap}{screen.paint(value, style)}" if value else address
        told = screen.paint(screen.clean(caption.rstrip(".")), "related")
        screen.line(f"{FRAME}{arrow} {parts}{f'  ({told})' if told else ''}")


def _write_others(screen: Screen, others: Sequence[Finding]) -> None:
    names = list(dict.fromkeys(_short_name(other) for other in others))
    shown = ", ".join(names[:NAMED]) + (", ..." if len(names) > NAMED else "")
    screen.paragraph(f"... and {len(others):,} more like this (-v shows each): {shown}", INDENT)


def _short_name(finding: Finding) -> str:
    seen = sight(finding.at)
    told = seen.span and is_written(seen.document) and not seen.found
    return f"{finding.subject.address} (line {seen.span.start_line})" if told and seen.span else finding.subject.address


# -- what could not be told --------------------------------------------------------------------------------------------


def _write_undecided(screen: Screen, outcomes: Sequence[UndecidedOutcome], *, verbose: bool) -> None:
    facts = by_fact(outcomes)
    shown = facts if verbose or len(facts) <= FACTS + 1 else facts[:FACTS]
    for group in shown:
        _write_fact(screen, group, verbose=verbose)
    rest = facts[len(shown) :]
    if rest:
        count = _count(sum(map(len, rest)), "verdict")
        _write_labelled(screen, f"{count} undecided", "undecided", f"for {len(rest):,} other reasons (-v shows each)")
    if facts:
        screen.line()


def _write_fact(screen: Screen, group: Sequence[UndecidedOutcome], *, verbose: bool) -> None:
    details = dict.fromkeys(outcome.detail for outcome in group)
    similar = f", and {_count(len(details) - 1, 'fact')} like that" if len(details) > 1 else ""
    subjects = list(dict.fromkeys(outcome.subject.address for outcome in group))
    whose = "" if verbose else f" ({subjects[0]}{f' and {len(subjects) - 1:,} more' if len(subjects) > 1 else ''})"
    label = f"{_count(len(group), 'verdict')} undecided"
    _write_labelled(screen, label, "undecided", f"{group[0].detail.rstrip('.')}{similar}{whose}")
    if not verbose:
        return
    widest = max(width(outcome.rule_id) for outcome in group)
    for outcome in group:
        own = f": {outcome.detail}" if len(details) > 1 else ""
        screen.line(f"{INDENT}{outcome.rule_id:<{widest}}  {screen.clean(outcome.subject.address + own)}")


def _write_headroom(screen: Screen, told: Sequence[Headroom], *, verbose: bool) -> None:
    """Say what plans leave of interfaces and addresses: where they make it scarce, and everywhere with ``verbose``."""
    lines = list(dict.fromkeys(line for each in told for line in lines_of(each, verbose=verbose)))
    shown = lines if verbose or len(lines) <= FACTS + 1 else lines[:FACTS]
    for name, now, before in shown:
        _write_labelled(screen, "headroom", "strong", f"{name}: {now} after this plan{f' ({before})' if before else ''}")
    if len(shown) < len(lines):
        _write_labelled(screen, "headroom", "strong", f"{len(lines) - len(shown):,} others are scarce (-v shows each)")
    if lines:
        screen.line()


def _write_absent(screen: Screen, gone: Sequence[Absent], *, verbose: bool) -> None:
    """Say what of the baseline is there no more."""
    if not gone:
        return
    count = "1 finding" if len(gone) == 1 else f"{len(gone):,} findings"
    told = f"{count} of the baseline {'is' if len(gone) == 1 else 'are'} gone: 'eni-lint baseline update' drops what is gone."
    _write_labelled(screen, "baseline", "fine", told)
    for each in gone if verbose else ():
        screen.line(f"{INDENT}{screen.clean(each.rule_id)}  {screen.clean(each.subject)}")
    screen.line()


def _write_remarks(screen: Screen, told: Sequence[Remark]) -> None:
    for remark in told:
        _write_labelled(screen, f"suppression {remark.kind}", "warning", f"{remark.where}: {remark.what} {remark.do}".rstrip())
    if told:
        screen.line()


def _write_notes(screen: Screen, notes: Iterable[str]) -> None:
    told = list(dict.fromkeys(notes))
    for note in told:
        _write_labelled(screen, "note", "strong", note)
    if told:
        screen.line()


def _write_fault(screen: Screen, label: str, fault: EniLintError) -> None:
    screen.line(f"{screen.paint(label, 'error')} {screen.paint(screen.clean(fault.where), 'place')}".rstrip())
    screen.paragraph(capitalised(fault.what), INDENT)
    if fault.do:
        screen.paragraph(fault.do, INDENT, label="fix: ", style="fine")
    screen.line()


def _write_crash(screen: Screen, crash: Errored, *, verbose: bool) -> None:
    label, rule = screen.paint("crashed", "error"), screen.paint(screen.clean(crash.rule_id), "strong")
    screen.line(f"{label} {rule}  {screen.paint(screen.clean(crash.subject), 'place')}")
    screen.paragraph(crash.error, INDENT)
    hint = "" if verbose else " -v shows the trace."
    screen.paragraph(f"This is a fault of eni-lint and not of the input; the other rules went on.{hint}", INDENT)
    if verbose and crash.trace:
        screen.paragraph(crash.trace, FRAME)
    screen.line()


def _write_labelled(screen: Screen, label: str, style: str, text: str) -> None:
    screen.paragraph(_one_line(text), "", label=f"{label}: ", style=style, hanging=len(INDENT))


# -- the last line -----------------------------------------------------------------------------------------------------


def _write_summary(screen: Screen, report: Report, findings: Sequence[Finding]) -> None:
    counts = Counter(finding.severity for finding in findings)
    gravest = next((s for s in (Severity.ERROR, Severity.WARNING, Severity.NOTE) if counts[s]), None)
    found = [_count(counts[s], s.value) for s in (Severity.ERROR, Severity.WARNING, Severity.NOTE) if counts[s]]
    undecided = sum(len(open_questions(scope)) for scope in report.scopes)
    rest = [_count(undecided, "verdict") + " undecided"] if undecided else []
    rest += [*hidden(report), *_missing(report)]
    objects = sum(scope.objects for scope in report.scopes)
    checked = f"{_count(len(report.rules), 'rule')} on {_count(objects, 'object')} of {_count(len(report.scopes), 'input')}"
    if not report.scopes:
        head, style = "Nothing was checked", "error"
    elif found:
        head, style = f"Found {_joined(found)}", gravest.value if gravest else "note"
    else:
        head, style = "No problems found", "warning" if _missing(report) else "fine"
    tail = f"; {', '.join(rest)}" if rest else ""
    ran = f" {checked}." if report.scopes else ""
    for line, part in enumerate(screen.wrap(f"{head}{tail}.{ran}", 0)):
        screen.line(part.replace(head, screen.paint(head, style), 1) if not line else part)
    if findings:
        for part in screen.wrap("'eni-lint explain RULE' tells why a rule exists and how to mend what it finds.", 0):
            screen.line(screen.paint(part, "faint"))


def _missing(report: Report) -> list[str]:
    faults = sum(bool(scope.faults) for scope in report.scopes)
    crashes = sum(len(scope.errored) for scope in report.scopes)
    told = []
    if report.unreadable:
        told.append(f"{_count(len(report.unreadable), 'input')} unreadable")
    if faults:
        told.append(f"{_count(faults, 'input')} incomplete")
    if crashes:
        told.append(f"{_count(crashes, 'check')} crashed")
    return told


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _joined(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _one_line(text: str) -> str:
    """Take the line ends out of a sentence, so that no name in it can begin a line of its own."""
    return " ".join(text.split("\n"))
