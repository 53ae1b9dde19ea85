"""What the user may tell about how inputs are to be read."""

from __future__ import annotations

import msgspec


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How to read: each source takes from it what concerns it.

    ``kind`` forces the kind of every file. ``source_root`` is the folder of the Terraform sources of plans; found by itself when
    empty, and not at all without ``use_sources``. ``var_files`` and ``variables`` are values for Terraform's input variables,
    ``template_parameters`` for those of CloudFormation templates, each a file or ``KEY=VALUE``.
    """

    kind: str = ""
    source_root: str = ""
    use_sources: bool = True
    var_files: list[str] = []
    variables: dict[str, str] = {}
    template_parameters: list[str] = []
