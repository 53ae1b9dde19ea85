"""``eni-lint snapshot`` and ``eni-lint iam-policy``: collect what AWS holds, and what a role needs for it."""

from __future__ import annotations

import json
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from eni_lint.cli.progress import progress_on
from eni_lint.cli.settings import settle_config
from eni_lint.cli.stdout import put
from eni_lint.errors import SourceError, UsageError
from eni_lint.sources.live.collect import Collected, Collection, Target
from eni_lint.sources.live.policy import iam_policy
from eni_lint.sources.live.sessions import Where, targets

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping

    from eni_lint.config.settings import Settings

CLEAN, INCOMPLETE = 0, 3
COUNTED = {"DescribeNetworkInterfaces": "interfaces", "DescribeInstances": "reservations", "DescribeSubnets": "subnets"}
AT_ONCE = 8  # accounts and regions; each has buckets of its own


def where_of(args: argparse.Namespace, settings: Settings) -> Where:
    """Take from the command line, and else from the configuration, which accounts and regions are meant."""
    return Where(
        profile=args.aws_profile,
        regions=args.region or settings.regions,
        all_regions=args.all_regions,
        roles=args.role_arn,
        accounts=args.accounts,
        organization=args.organization,
        role_name=args.role_name,
        external_id=args.external_id,
        session_name=args.session_name,
    )


def snapshot(args: argparse.Namespace) -> int:
    """Collect, and say what was not answered; exit status 3 when that is anything."""
    root = Path(args.out)
    settings = settle_config(args)
    if root.exists() and not root.is_dir():
        raise UsageError(f"{args.out} is no folder", do="Name a folder to write the snapshot into.")
    status, done = CLEAN, 0
    with progress_on(sys.stderr) as tell:
        for found in collected(where_of(args, settings), root, compress=args.gzip, tell=tell):
            if isinstance(found, SourceError):
                print(f"eni-lint: {found}", file=sys.stderr)
                status = INCOMPLETE
                continue
            done += 1
            status = max(status, INCOMPLETE if found.manifest.unanswered else CLEAN)
            put(summary_of(found, settings.accounts))
    if not done:
        return INCOMPLETE
    put(f"'eni-lint check {args.out}' checks it.\n")
    return status


def collected(
    where: Where, root: Path, *, compress: bool = False, tell: Callable[[Target, str], None]
) -> Iterator[Collected | SourceError]:
    """Collect every account and region into the folder, several at once; give each when it is there, in the order of targets."""
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise UsageError(f"the folder cannot be made: {fault.strerror}", where=str(root), do="Name another one.") from None
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting: list[SourceError | Future[Collected]] = []
        for target in targets(where):
            if isinstance(target, SourceError):
                waiting.append(target)
            else:
                waiting.append(pool.submit(Collection(target, root, compress=compress, tell=tell).collect))
        for each in waiting:
            yield each if isinstance(each, SourceError) else each.result()


def summary_of(found: Collected, names: Mapping[str, str]) -> str:
    """Say what was collected, and what was not."""
    manifest = found.manifest
    records = {call.operation: call.records for call in manifest.calls}
    name = f" ({names[manifest.account]})" if manifest.account in names else ""
    counts = ", ".join(f"{records.get(operation, 0):,} {noun}" for operation, noun in COUNTED.items())
    lines = [f"{manifest.account}{name} {manifest.region}: {counts}; {found.requests:,} requests; {found.folder}"]
    for call in manifest.unanswered:
        why = f"{call.error.code}: {call.error.message}" if call.error else ""
        lines.append(f"  {call.operation} {call.status}: {why}")
    return "\n".join(lines) + "\n"


def policy(args: argparse.Namespace) -> int:
    """Print the IAM policy."""
    document = iam_policy(all_regions=args.all_regions, organization=args.organization)
    put(json.dumps(document, indent=2) + "\n")
    return CLEAN
