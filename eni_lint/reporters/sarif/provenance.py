"""The revision of the repository that files were read from, told by the files of git: no program is run for it."""

from __future__ import annotations

import re
from configparser import Error, RawConfigParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import sarif_om as om

from eni_lint.reporters.sarif.locations import SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable

_REVISION = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SCP = re.compile(r"(?:[^@/:]+@)?(?P<host>[\w.-]+):(?!//)(?P<path>[^\s]+)")
_SCHEMES = frozenset({"https", "http", "ssh", "git"})
DEPTH = 10  # references to references


def provenance(root: Path, hide: Callable[[str], str]) -> list[Any] | None:
    """Tell repository, branch and revision; None where there is no repository with a remote to name."""
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if top is None:
        return None
    try:
        own, shared = _folders(top / ".git")
        repository = _remote(shared)
        if not repository:
            return None
        branch, revision = _head(own, shared)
    except (OSError, ValueError, Error):
        return None
    return [
        om.VersionControlDetails(
            repository_uri=hide(repository),
            branch=hide(branch) if branch else None,
            revision_id=revision or None,
            # Only where the root of the paths is the root of the repository.
            mapped_to=om.ArtifactLocation(uri_base_id=SOURCES) if top == root else None,
        )
    ]


def _folders(git: Path) -> tuple[Path, Path]:
    """Find the folder of a checkout and the one that all checkouts of a repository share."""
    own = git
    if git.is_file():  # a worktree, a submodule
        own = (git.parent / _text(git).removeprefix("gitdir:").strip()).resolve()
    common = own / "commondir"
    return own, (own / _text(common).strip()).resolve() if common.is_file() else own


def _head(own: Path, shared: Path) -> tuple[str, str]:
    """Give branch and revision, as far as they are told; a detached head has no branch."""
    told = _text(own / "HEAD").strip()
    branch = told.removeprefix("ref: refs/heads/") if told.startswith("ref: refs/heads/") else ""
    for _ in range(DEPTH):
        if not told.startswith("ref: "):
            break
        told = _reference(told.removeprefix("ref: ").strip(), own, shared)
    return branch, told if _REVISION.fullmatch(told) else ""


def _reference(name: str, own: Path, shared: Path) -> str:
    for folder in (own, shared):
        path = (folder / name).resolve()
        if path.is_relative_to(folder) and path.is_file():
            return _text(path).strip()
    packed = shared / "packed-refs"
    lines = _text(packed).splitlines() if packed.is_file() else []
    return next((line.split(" ")[0] for line in lines if line.endswith(f" {name}")), "")


def _remote(shared: Path) -> str:
    """Give the URI of the remote, without the credentials in it; empty for a folder of this machine."""
    config = RawConfigParser(strict=False, allow_no_value=True, delimiters=("=",), comment_prefixes=("#", ";"))
    # What is indented is a setting of its own to git, and goes on with the one before to others.
    config.read_string("\n".join(line.strip() for line in _text(shared / "config").splitlines()))
    remotes = {name: config.get(name, "url", fallback=None) for name in config.sections() if name.startswith("remote ")}
    url = remotes.get('remote "origin"') or next((url for _, url in sorted(remotes.items()) if url), "")
    return without_credentials(url or "")


def without_credentials(url: str) -> str:
    """Make an absolute URI of a remote, without user, password, query and fragment; empty where it is none."""
    match = _SCP.fullmatch(url)
    if match and not Path(url).drive:
        url = f"ssh://{match['host']}/{match['path'].lstrip('/')}"
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname or re.search(r"[\s\"<>\\^`{|}]", parts.path):
        return ""
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, f"{parts.hostname}{port}", parts.path.removesuffix(".git"), "", ""))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
