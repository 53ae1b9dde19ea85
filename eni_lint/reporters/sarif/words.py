"""Texts as SARIF's consumers want them."""

from __future__ import annotations

from eni_lint.reporters.harmless import capitalised

LIMIT = 1024  # GitHub's for the short and the full description; GitLab drops a result with a longer text
_ENDS = (".", "!", "?", "…")


def sentence(text: str) -> str:
    """Make a sentence of a phrase: in one line, with a capital letter (unless it begins with a key) and a period."""
    line = capitalised(" ".join(text.split()))
    return line if not line or line.endswith(_ENDS) else f"{line}."


def message(text: str) -> str:
    """Make the text of a result: ``[a](b)`` would be a link, also in the middle of a Terraform address."""
    return sentence(text).replace("](", "] (")


def short(text: str) -> str:
    """Cut a text to the limit of descriptions, between words."""
    if len(text) <= LIMIT:
        return text
    return f"{text[: LIMIT - 4].rsplit(' ', 1)[0]} ..."[: LIMIT - 1] + "."
