"""SARIF as GitHub's code scanning takes it: only what failed, within its limits.

GitHub ignores kinds, suppressions and baselines, so that a pass or an undecided verdict would become an open alert. It refuses a
whole file for a single limit that is passed.
"""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import sarif_om as om

from eni_lint.reporters.sarif.evidence import Region
from eni_lint.reporters.sarif.locations import EVIDENCE, SOURCES, TERRAFORM, Artifacts, Located, described
from eni_lint.reporters.sarif.log import Log
from eni_lint.reporters.sarif.notifications import of_scope, results_cut
from eni_lint.reporters.sarif.results import results
from eni_lint.reporters.sarif.rules import descriptor
from eni_lint.reporters.sarif.serialise import HEAD, TAIL, Ready, RunParts, dumper, plain, run_pieces
from eni_lint.reporters.sarif.words import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.findings import Finding
    from eni_lint.inventory.origin import Place
    from eni_lint.reporters.options import Options
    from eni_lint.reporters.report import Report, ScopeReport
    from eni_lint.reporters.sarif.uris import Uris
    from eni_lint.rulebook.rule import Rule

# https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
RUNS = 20  # a file
RESULTS = 5000  # that are kept of a run
BYTES = 10_000_000  # of a file, compressed
RELATED = 100  # places that are kept of a result


def github_files(report: Report, options: Options, encoding: str = "utf-8") -> Iterator[str]:
    """Give the texts of the files that hold the report, each within the limits of one upload."""
    log = GithubLog(report, options, encoding)
    texts: list[str] = []
    taken = 0
    for text in log.texts():
        size = _compressed(text)
        if texts and (len(texts) == RUNS or taken + size > BYTES - len(HEAD + TAIL)):
            yield _file(texts)
            texts, taken = [], 0
        texts.append(text)
        taken += size
    yield _file(texts)


def _file(texts: list[str]) -> str:
    return "".join((HEAD, "\n", ",\n".join(texts), TAIL))


def _compressed(text: str) -> int:
    """Give the most that a run adds to a compressed file; small ones are not worth the measuring."""
    data = text.encode("utf-8", "surrogatepass")
    return len(data) if len(data) < BYTES // RUNS // 2 else len(gzip.compress(data, 6))


class GithubLog(Log):
    """A log for GitHub. What cannot be read has no run in it, so that its alerts stay as they are."""

    def __init__(self, report: Report, options: Options, encoding: str) -> None:
        super().__init__(report, options)
        self._dumps = dumper(encoding)
        self.speech = replace(self.speech, managed=False, notes=options.undetermined_notes)

    def describe(self, rule: Rule) -> Any:
        """Describe a rule with texts that are never too long, without the names it had, and with the severity it has here."""
        told = self.report.configured.get(rule.id)
        if told and told.severity:
            rule = msgspec.structs.replace(rule, severity=told.severity)
        made = descriptor(rule, self.taxonomies)
        made.deprecated_ids = None
        made.help.text = short(made.help.text)
        return made

    def texts(self) -> Iterator[str]:
        """Give the text of each run, one without findings too: that closes the alerts of its scope."""
        read = [scope for scope in self.report.scopes if scope.objects or not scope.faults]
        for scope in read:
            yield self._text(scope)
        if not read:
            yield self._json(self.nothing(successful=True))

    def _text(self, scope: ScopeReport) -> str:
        identity = self.scope_id(scope)
        # GitHub ignores suppressions: what is waived would be an open alert.
        scope = msgspec.structs.replace(scope, findings=[finding for finding in scope.findings if finding.suppression is None])
        kept = min(_wanted(scope, self.options), RESULTS)
        while True:
            text = self._json(self._parts(scope, identity, kept))
            size = _compressed(text)
            if size <= BYTES - len(HEAD + TAIL) or not kept:
                return text
            kept = min(kept - 1, int(kept * 0.9 * BYTES / size))

    def _json(self, parts: RunParts) -> str:
        return "".join(run_pieces(parts, self._dumps))

    def _parts(self, scope: ScopeReport, identity: str, kept: int) -> RunParts:
        files = Files(self.uris, scope, self.options.anchor)
        told = of_scope(scope, self.report.notes, self.uris, self.rule_index)
        if kept < _wanted(scope, self.options):
            told.insert(0, results_cut(kept, _wanted(scope, self.options)))
        gravest = [_lean(finding) for finding in sorted(scope.findings, key=_gravity)[:kept]]
        undecided = scope.undecided[: kept - len(gravest)] if self.options.undetermined_notes else []
        own = msgspec.structs.replace(scope, findings=gravest, undecided=undecided)
        # An unsuccessful run would lose its results. That a check crashed is told, and by the exit status too.
        run = self.run(identity, told, successful=True, scope=scope)
        return RunParts(run, results(own, files, self.speech), lambda: {"originalUriBaseIds": files.bases()})


def _wanted(scope: ScopeReport, options: Options) -> int:
    return len(scope.findings) + (len(scope.undecided) if options.undetermined_notes else 0)


def _gravity(finding: Finding) -> tuple[int, str, str, str]:
    return (-finding.severity.rank, finding.rule_id, finding.fingerprint, finding.message)


def _lean(finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, related=finding.related[:RELATED])


class Files(Artifacts):
    """The files that results point at, by their URIs alone: GitHub reads neither numbers nor contents."""

    captures = False

    def __init__(self, uris: Uris, scope: ScopeReport, anchor: str) -> None:
        super().__init__(uris, scope)
        self._anchor = anchor
        self._bases: set[str] = set()

    def locate(self, place: Place) -> Located:
        """Find a place; for a captured resource there is no text to show a line of."""
        located = super().locate(place)
        if self._anchor and not located.found and located.document.kind.startswith(TERRAFORM):
            # A file of the repository, which GitHub can show: what Terraform wrote is in none.
            return msgspec.structs.replace(located, uri=self._uris.of(self._anchor), region=Region(1), precision="file")
        region = Region(1, 1, 1, 2) if located.resource else msgspec.structs.replace(located.region, snippet=None)
        return msgspec.structs.replace(located, region=region)

    def file(self, located: Located) -> Ready:
        """Give the location of a file, without a number."""
        base = EVIDENCE if located.resource else SOURCES
        self._bases.add(base)
        return Ready(plain(om.ArtifactLocation(uri=located.uri, uri_base_id=base)))

    def bases(self) -> Any:
        """Give the bases of the URIs."""
        return described(self._bases or {SOURCES})
