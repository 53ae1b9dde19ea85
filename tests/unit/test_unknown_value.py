"""The value that is not known is poison: nothing reads it by accident."""

import copy
import operator

import pytest

from eni_lint.inventory.unknown import Reason, Undecided, Unknown, is_known, known, same

SIZE = Unknown(Reason.AFTER_APPLY, "known only after apply: var.size")


@pytest.mark.parametrize(
    "look",
    [
        bool,
        lambda u: u == "available",
        lambda u: "available" == u,
        lambda u: u != "available",
        lambda u: u < 3,
        lambda u: 3 >= u,
        lambda u: u + 1,
        lambda u: 1 + u,
        list,
        len,
        lambda u: "a" in u,
        lambda u: u in {"a", "b"},
        lambda u: u in ["a", "b"],
        lambda u: {u: 1},
        lambda u: u[0],
        lambda u: u.status,
        str,
        lambda u: f"{u}",
        operator.index,
        lambda u: not u,
        lambda u: u or "default",
    ],
)
def test_looking_at_an_unknown_raises_undecided(look):
    with pytest.raises(Undecided) as raised:
        look(SIZE)

    assert raised.value.unknown is SIZE


def test_undecided_says_what_is_missing():
    with pytest.raises(Undecided, match=r"known only after apply: var\.size"):
        known(SIZE)


def test_a_reason_alone_has_a_phrase():
    assert Unknown(Reason.SENSITIVE).detail == "marked sensitive"


def test_known_gives_back_what_is_known():
    assert known(None) is None
    assert known("t3.small") == "t3.small"


def test_asking_whether_it_is_known_is_allowed():
    assert is_known(0)
    assert not is_known(SIZE)


def test_debugging_shows_it_and_copying_does_not_hang():
    assert repr(SIZE) == "Unknown(after-apply: known only after apply: var.size)"
    assert copy.copy(SIZE).detail == SIZE.detail


def test_known_values_are_compared():
    assert same("a", "a")
    assert not same("a", "b")
    assert same(None, None)


def test_one_symbol_is_one_value():
    one = Unknown(Reason.INTRINSIC, symbol=("Ref", "ZoneA"))
    other = Unknown(Reason.INTRINSIC, symbol=("Ref", "ZoneA"))

    assert same(one, other)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Unknown(Reason.INTRINSIC, symbol="x"), Unknown(Reason.INTRINSIC, symbol="y")),
        (Unknown(Reason.AFTER_APPLY), Unknown(Reason.AFTER_APPLY)),
        (SIZE, SIZE),
        (Unknown(Reason.AFTER_APPLY), "a"),
        ("a", Unknown(Reason.AFTER_APPLY)),
        (None, Unknown(Reason.AFTER_APPLY)),
        (Unknown(Reason.AMBIGUOUS, candidates=("a", "b")), "a"),
        (Unknown(Reason.AMBIGUOUS, candidates=("a", "b")), Unknown(Reason.AMBIGUOUS, candidates=("b",))),
    ],
)
def test_what_may_be_equal_is_undecided(a, b):
    with pytest.raises(Undecided):
        same(a, b)


def test_what_is_not_among_the_candidates_differs():
    one_of = Unknown(Reason.AMBIGUOUS, candidates=("a", "b"))

    assert not same(one_of, "c")
    assert not same("c", one_of)
    assert not same(one_of, Unknown(Reason.AMBIGUOUS, candidates=("c",)))
