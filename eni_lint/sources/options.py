"""What the user may tell about how inputs are to be read."""

from __future__ import annotations

from typing import Any

import msgspec


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How to read: each source takes from it what concerns it.

    ``kind`` forces the kind of every file. ``source_root`` is the folder of the Terraform sources of plans; found by itself when
    empty, and not at all without ``use_sources``. ``var_files`` and ``variables`` are values for Terraform's input variables,
    ``template_parameters`` for those of CloudFormation templates, each a file or ``KEY=VALUE``. ``wanted`` is a function that
    tells of a path whether it is to be looked at; a file that the user named is, but for ``force_exclude``. With ``only_ours`` a
    named file that is none of ours is passed over, as in a folder.
    """

    kind: str = ""
    source_root: str = ""
    use_sources: bool = True
    var_files: list[str] = []
    variables: dict[str, str] = {}
    template_parameters: list[str] = []
    wanted: Any = None
    force_exclude: bool = False
    only_ours: bool = False
