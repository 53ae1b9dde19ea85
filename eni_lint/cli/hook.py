"""``eni-lint hook``: what pre-commit runs, on the files that are about to be committed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eni_lint.sources.roots import is_terraform, repository_of, root_modules

if TYPE_CHECKING:
    import argparse

CLEAN = 0


def hook(args: argparse.Namespace) -> int:
    """Check the root modules that staged Terraform files belong to, and of the other files those that are ours.

    A file of a Terraform module is never checked alone: what is wrong with it may only show where it is called.
    """
    configured = [name for name in args.paths if is_terraform(name)]
    others = [name for name in args.paths if not is_terraform(name) and Path(name).is_file()]
    modules = root_modules(configured, repository_of(Path())) if configured and args.kind in {"", "terraform"} else []
    args.paths = [*modules, *others]
    if not args.paths:
        return CLEAN
    from eni_lint.cli.check import check  # noqa: PLC0415 - most commits touch nothing of ours

    args.allow_empty = args.force_exclude = args.only_ours = True
    args.profile_unless_set = args.profile_unless_set or "gate"
    return check(args)
