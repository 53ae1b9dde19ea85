"""The logic of the shipped rules: one module a category, one function a rule, found by its name.

A check looks at one subject and yields what is wrong with it; ``@over`` says which subjects concern it. It raises ``Undecided``
(by looking at a value that is not known) when it cannot tell; a check whose subject is a whole group yields ``Open`` for the
members it cannot tell about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from eni_lint.findings import Open, Problem
from eni_lint.inventory.inventory import Inventory  # noqa: TC001 - part of the public alias of a check

Params = Mapping[str, Any]
Verdicts = Iterator[Problem | Open]
S = TypeVar("S")


class Check:
    """A check function together with the subjects that it looks at."""

    def __init__(
        self,
        judge: Callable[[Any, Inventory, Params], Verdicts],
        subjects: Callable[[Inventory], Iterable[Any]],
        members: Callable[[Any], Iterable[Any]] | None,
    ) -> None:
        self.judge = judge
        self.subjects = subjects
        self.members = members
        self.__name__ = judge.__name__
        self.__doc__ = judge.__doc__


def over(
    subjects: Callable[[Inventory], Iterable[S]], *, members: Callable[[S], Iterable[Any]] | None = None
) -> Callable[[Callable[[S, Inventory, Params], Verdicts]], Check]:
    """Make a check of a function of (subject, inventory, parameters).

    ``subjects`` walks the index that fits, so that a rule which concerns few objects costs nothing on the others. ``members``
    gives the objects of a subject that is a group (the interfaces of a subnet): they are what passes, fails or stays open.
    """

    def make(judge: Callable[[S, Inventory, Params], Verdicts]) -> Check:
        return Check(judge, subjects, members)

    return make
