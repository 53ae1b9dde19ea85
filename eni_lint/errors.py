"""The errors that eni-lint tells its user, each with the exit status it leads to.

EniLintError
+-- UsageError       2   the command line asks for something impossible
+-- ConfigError      2   a configuration file is wrong
+-- RuleFileError    2   a rule file is wrong
+-- SourceError      3   an input cannot be read; the other inputs are still checked
"""

from __future__ import annotations


class EniLintError(Exception):
    """Something the user can mend: what is wrong, where, and what to do about it."""

    exit_status = 2

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.do = do

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}\n  {self.do}" if self.do else text


class UsageError(EniLintError):
    """The command line asks for something impossible."""


class ConfigError(EniLintError):
    """A configuration file is wrong."""


class RuleFileError(EniLintError):
    """A rule file is wrong."""


class SourceError(EniLintError):
    """An input cannot be read."""

    exit_status = 3
