"""What becomes of a submitted version, as a table; and its state, read from what has been written about it."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _

REVIEWS_NEEDED = 2
Key = TypeVar("Key", bound=Hashable)


class State(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    DEPRECATED = "deprecated"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    SUBMIT = "submit"
    """The gate has let it in."""
    AGREE = "agree"
    """A review that brings agreement to the number needed."""
    OBJECT = "object"
    """A review that takes agreement below it, or finds it there no more."""
    PUBLISH = "publish"
    ADOPT = "adopt"
    DEPRECATE = "deprecate"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.DRAFT, Step.SUBMIT): State.IN_REVIEW,
    (State.IN_REVIEW, Step.AGREE): State.REVIEWED,
    (State.IN_REVIEW, Step.OBJECT): State.IN_REVIEW,
    (State.REVIEWED, Step.AGREE): State.REVIEWED,
    (State.REVIEWED, Step.OBJECT): State.IN_REVIEW,
    (State.REVIEWED, Step.PUBLISH): State.PUBLISHED,
    (State.PUBLISHED, Step.ADOPT): State.PUBLISHED,
    (State.PUBLISHED, Step.DEPRECATE): State.DEPRECATED,
    (State.IN_REVIEW, Step.WITHDRAW): State.WITHDRAWN,
    (State.REVIEWED, Step.WITHDRAW): State.WITHDRAWN,
}
REFUSED = {
    State.DRAFT: _("This is a draft still: submit it first."),
    State.IN_REVIEW: _("Two other co-ops must agree to it first."),
    State.REVIEWED: _("Its author has not published it yet."),
    State.PUBLISHED: _("This version is published: it stays as it is. Submit a new one."),
    State.DEPRECATED: _("Its author has retired this version: choose a newer one, or fork it."),
    State.WITHDRAWN: _("Its author has withdrawn this version."),
}


def next_state(state: State, step: Step) -> State:
    """Raises NotAllowedNow, with the reason of the state."""
    if (state, step) not in TRANSITIONS:
        raise NotAllowedNow("policy_step_not_allowed", REFUSED[state])
    return TRANSITIONS[state, step]


@dataclass(frozen=True, slots=True)
class Said:
    """A review: by a co-op, agreeing or not. The newest of a co-op counts."""

    cooperative: int | str | None
    agrees: bool


def state_of(reviews: Iterable[Said], marks: Iterable[str]) -> State:
    """A submitted version's state, from its reviews (the oldest first) and its author's marks (`published`, …)."""
    state, agreeing = State.IN_REVIEW, set[int | str | None]()
    for review in reviews:
        (agreeing.add if review.agrees else agreeing.discard)(review.cooperative)
        step = Step.AGREE if len(agreeing) >= REVIEWS_NEEDED else Step.OBJECT
        state = next_state(state, step)
    for mark in marks:
        state = next_state(state, STEPS[mark])
    return state


STEPS = {"published": Step.PUBLISH, "deprecated": Step.DEPRECATE, "withdrawn": Step.WITHDRAW}


def standing(decisions: Iterable[tuple[Key, Key | None]]) -> Key | None:
    """Which of a kind's decisions holds: the last that no other takes back. Each with what it takes back, if anything.

    They come in the order they took effect. None where none holds: the house's own does.
    """
    held: list[Key] = []
    for key, undoes in decisions:
        held = [one for one in held if one != undoes]
        if undoes is None:
            held.append(key)
    return held[-1] if held else None
