"""Which combinations of conditions a template can have: worlds, that of the defaults first, never more than can be checked.

A comparison that values do not settle (``!Equals [!Ref Stage, prod]``) splits the world in two: one where the parameter is that
value, wherever it is used, and one where it is none of the values it is compared with. What was given on the command line
is settled; a default is only where to begin.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, islice, product
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.cloudformation.conditions import Comparison
from eni_lint.sources.cloudformation.values import is_whole, symbol_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from eni_lint.sources.cloudformation.conditions import Conditions
    from eni_lint.sources.cloudformation.outline import Outline
    from eni_lint.sources.cloudformation.parameters import Parameter
    from eni_lint.sources.cloudformation.values import Value

MAX_WORLDS = 64
_MAX_TRIED = 1024


class World(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What is taken as given, beyond what the template says.

    ``values`` are parameters (and pseudo parameters) that have a value here, ``unset`` those whose default does not hold here;
    ``excluded`` are values that a parameter does not have here, and ``facts`` answer comparisons. In the open world nothing is
    settled but what was given. ``label`` says in words how the world differs from the first one.
    """

    values: Mapping[str, str] = {}
    unset: frozenset[str] = frozenset()
    excluded: Mapping[str, frozenset[str]] = {}
    facts: Mapping[Comparison, bool] = {}
    is_open: bool = False
    label: str = ""

    def fact(self, comparison: Comparison) -> bool | None:
        """Tell how a comparison comes out here, None where nothing says."""
        return self.facts.get(comparison)

    def merged(self, other: World) -> World:
        """Take over all that another world says."""
        return World(
            values={**self.values, **other.values},
            unset=self.unset | other.unset,
            excluded={**self.excluded, **other.excluded},
            facts={**self.facts, **other.facts},
        )


class _Question(msgspec.Struct, frozen=True, eq=False):
    """Something that conditions ask: the worlds that tell its answers apart, the one of the defaults first."""

    answers: list[World]


def find_worlds(
    outline: Outline, relevant: Sequence[str], judge: Callable[[World], Conditions], limit: int = MAX_WORLDS
) -> tuple[list[World], bool]:
    """Give the worlds in which the relevant conditions come out differently, and whether there may be more of them.

    ``judge`` gives the conditions of a world.
    """
    if not relevant:
        return [World()], False
    opened = judge(World(is_open=True))
    for name in relevant:
        opened.quietly(name)
    questions = _questions(outline, opened.asked, judge)
    found: dict[tuple[Any, ...], World] = {}
    base: tuple[Any, ...] = ()
    tried = 0
    for world in islice(_combined(questions), _MAX_TRIED):
        tried += 1
        conditions = judge(world)
        answers = tuple(_answer(conditions.quietly(name)) for name in relevant)
        # The defaults are checked even where they alone are not enough.
        if found and conditions.is_refused():
            continue
        base = base or answers
        if answers not in found:
            if len(found) == limit:
                return list(found.values()), True
            found[answers] = msgspec.structs.replace(world, label=_label(relevant, base, answers))
    total = 1
    for question in questions:
        total *= len(question.answers)
    return list(found.values()), total > tried


def base_world(worlds: Sequence[World]) -> World:
    """Give the world of the defaults."""
    return worlds[0]


def _combined(questions: Sequence[_Question]) -> Iterator[World]:
    """Combine answers: the first of all, then those that differ from it in one question, then in two, and so on."""
    first = World()
    for question in questions:
        first = first.merged(question.answers[0])
    others = [question for question in questions if len(question.answers) > 1]
    for count in range(len(others) + 1):
        for chosen in combinations(range(len(others)), count):
            for answers in product(*(others[number].answers[1:] for number in chosen)):
                world = World()
                for number, question in enumerate(others):
                    world = world.merged(answers[chosen.index(number)] if number in chosen else question.answers[0])
                yield world if others else first


def _questions(
    outline: Outline, asked: Mapping[Comparison, tuple[Value, Value]], judge: Callable[[World], Conditions]
) -> list[_Question]:
    """Sort comparisons by what they ask about: one parameter, one expression, or whether two are equal."""
    about: dict[Hashable, dict[str, list[Comparison]]] = {}
    pairs: dict[Hashable, list[Comparison]] = {}
    for comparison, (one, other) in asked.items():
        if is_whole(one) or is_whole(other):
            subject, constant = (other, one) if is_whole(one) else (one, other)
            # An expression without a symbol is only equal to itself.
            key = symbol_of(subject) or ("comparison", comparison)
            text = repr(symbol_of(constant)) if isinstance(constant, list | dict) else text_of(constant)  # type: ignore[arg-type]
            about.setdefault(key, {}).setdefault(text, []).append(comparison)
        else:
            symbols = symbol_of(one), symbol_of(other)
            pair: Hashable = ("comparison", comparison) if None in symbols else frozenset(symbols)
            pairs.setdefault(pair, []).append(comparison)
    settled = _settled(asked, judge)
    questions = [_about(outline, key, constants, settled) for key, constants in about.items()]
    for pair, comparisons in pairs.items():
        names = _names_in(tuple(pair) if isinstance(pair, frozenset) else (), outline)
        no, yes = (World(unset=names, facts=dict.fromkeys(comparisons, answer)) for answer in (False, True))
        first = [World()] if settled.issuperset(comparisons) else []
        questions.append(_Question([*first, no, yes]))
    return questions


def _settled(asked: Mapping[Comparison, Any], judge: Callable[[World], Conditions]) -> frozenset[Comparison]:
    """Give the comparisons that the defaults answer."""
    conditions = judge(World())
    for name, _ in asked:
        conditions.quietly(name)
    return frozenset(comparison for comparison in asked if comparison not in conditions.asked)


def _about(
    outline: Outline, key: Hashable, constants: Mapping[str, list[Comparison]], settled: frozenset[Comparison]
) -> _Question:
    comparisons = [comparison for each in constants.values() for comparison in each]
    none = dict.fromkeys(comparisons, False)
    name = key[1] if isinstance(key, tuple) and len(key) == 2 and key[0] == "Ref" else None
    if isinstance(name, str):
        parameter = outline.parameters.get(name)
        if parameter is not None and parameter.is_plain:
            return _Question(_values_of(parameter, constants, none))
        if name.startswith("AWS::"):
            return _Question([World(facts=none), *(World(values={name: text}) for text in constants)])
    names = _names_in(key, outline)
    first = [World()] if settled.issuperset(comparisons) else []
    answers = [World(unset=names, facts={**none, **dict.fromkeys(each, True)}) for each in constants.values()]
    return _Question([*first, World(unset=names, facts=none), *answers])


def _values_of(parameter: Parameter, constants: Mapping[str, list[Comparison]], none: dict[Comparison, bool]) -> list[World]:
    """Give the worlds of a parameter: its default, each value it is compared with, and none of them."""
    name, default = parameter.name, parameter.text
    possible = [text for text in constants if not parameter.allowed or text in parameter.allowed]
    worlds = [World(values={name: text}) for text in possible if text != default]
    rest = [text for text in parameter.allowed if text not in constants]
    if parameter.allowed and len(rest) <= 1:
        neither = [World(values={name: text}) for text in rest]
    else:
        neither = [World(unset=frozenset((name,)), excluded={name: frozenset(constants)}, facts=none)]
    if default is None:
        return [*neither, *worlds] or [World()]
    return [World(), *worlds, *neither] if default in constants else [World(), *worlds]


def _names_in(symbol: Any, outline: Outline) -> frozenset[str]:
    """Give the parameters that an expression is made of."""
    if not isinstance(symbol, tuple | frozenset):
        return frozenset()
    if isinstance(symbol, tuple) and len(symbol) == 2 and symbol[0] == "Ref":
        return frozenset((symbol[1],)) if symbol[1] in outline.parameters else frozenset()
    found: frozenset[str] = frozenset()
    for part in symbol:
        found |= _names_in(part, outline)
    return found


def _answer(answer: bool | Unknown) -> bool | None:
    return None if isinstance(answer, Unknown) else answer


def _label(relevant: Sequence[str], base: tuple[Any, ...], answers: tuple[Any, ...]) -> str:
    """Say which conditions come out differently, those that hold first."""
    different = [(name, answer) for name, was, answer in zip(relevant, base, answers, strict=True) if was is not answer]
    said = [f"condition '{name}' holds" for name, answer in different if answer is True]
    said += [f"condition '{name}' does not hold" for name, answer in different if answer is False]
    if len(said) > 3:
        said[3:] = [f"{len(said) - 3} more conditions differ from the defaults"]
    return " and ".join(said) if len(said) < 3 else ", ".join(said[:-1]) + f" and {said[-1]}"
