"""How a co-op comes to belong, and stops: every state, every action, and what each leads to.

A transition is a person's, with a written reason. The machine shows colours; it decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import Sentence, _
from federation.domain.review.terms import LEAST_REASON


class State(StrEnum):
    APPLICANT = "applicant"
    IN_REVIEW = "in_review"
    ADMITTED = "admitted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OBSERVATION = "observation"
    SUSPENDED = "suspended"
    EXITED = "exited"


class Action(StrEnum):
    APPLY = "apply"
    WITHDRAW = "withdraw"
    OPEN_REVIEW = "open_review"
    FOUND = "found"
    ADMIT = "admit"
    REFUSE = "refuse"
    OBSERVE = "observe"
    END_OBSERVATION = "end_observation"
    SUSPEND = "suspend"
    LIFT = "lift"
    LEAVE = "leave"
    EXCLUDE = "exclude"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    OVERTURN = "overturn"


S, A = State, Action
TABLE: Mapping[tuple[State | None, Action], State] = {
    (None, A.APPLY): S.APPLICANT,
    (None, A.FOUND): S.ADMITTED,
    (S.WITHDRAWN, A.APPLY): S.APPLICANT,
    (S.REFUSED, A.APPLY): S.APPLICANT,
    (S.EXITED, A.APPLY): S.APPLICANT,
    (S.APPLICANT, A.WITHDRAW): S.WITHDRAWN,
    (S.IN_REVIEW, A.WITHDRAW): S.WITHDRAWN,
    (S.APPLICANT, A.OPEN_REVIEW): S.IN_REVIEW,
    (S.IN_REVIEW, A.ADMIT): S.ADMITTED,
    (S.IN_REVIEW, A.REFUSE): S.REFUSED,
    (S.ADMITTED, A.OBSERVE): S.OBSERVATION,
    (S.OBSERVATION, A.END_OBSERVATION): S.ADMITTED,
    (S.OBSERVATION, A.SUSPEND): S.SUSPENDED,
    (S.SUSPENDED, A.LIFT): S.OBSERVATION,
    (S.SUSPENDED, A.EXCLUDE): S.EXITED,
    (S.ADMITTED, A.LEAVE): S.EXITED,
    (S.OBSERVATION, A.LEAVE): S.EXITED,
    (S.SUSPENDED, A.LEAVE): S.EXITED,
    **{(state, action): state for state in (S.REFUSED, S.SUSPENDED, S.EXITED) for action in (A.APPEAL, A.UPHOLD)},
    (S.REFUSED, A.OVERTURN): S.IN_REVIEW,
    (S.SUSPENDED, A.OVERTURN): S.OBSERVATION,
    (S.EXITED, A.OVERTURN): S.SUSPENDED,
}  # fmt: skip
"""What is not in it cannot be done."""

BELONGS = frozenset({S.ADMITTED, S.OBSERVATION, S.SUSPENDED})
BY_COOPERATIVE = frozenset({A.APPLY, A.WITHDRAW, A.APPEAL})
FOUR_EYES = frozenset({A.REFUSE, A.SUSPEND, A.EXCLUDE, A.LEAVE})
"""Proposed by one person, confirmed by a second one."""
BY_PANEL = frozenset({A.UPHOLD, A.OVERTURN})
ON_CRITERIA = frozenset({A.ADMIT, A.REFUSE, A.OBSERVE, A.END_OBSERVATION, A.SUSPEND, A.LIFT, A.EXCLUDE})
"""Decided from a dossier: each criterion that is red in it needs a reason of its own."""
MAY_BE_APPEALED = frozenset({A.REFUSE, A.SUSPEND, A.EXCLUDE})
PUBLIC = frozenset(
    {A.FOUND, A.ADMIT, A.OBSERVE, A.END_OBSERVATION, A.SUSPEND, A.LIFT, A.LEAVE, A.EXCLUDE, A.OVERTURN}
)
"""Everybody may read that it happened and its summary; a refusal is between the two."""
IS_PUBLIC_FROM = frozenset({S.ADMITTED, S.OBSERVATION, S.SUSPENDED, S.EXITED})


@dataclass(frozen=True, slots=True)
class Step:
    """A transition as far as its place in time matters: it holds from the day `in_force_from`, which it includes."""

    action: Action
    state: State
    in_force_from: date


def next_state(state: State | None, action: Action) -> State:
    """Where an action leads. Raises NotAllowedNow when it cannot be done in this state."""
    if (found := TABLE.get((state, action))) is None:
        raise NotAllowedNow(
            "not_from_here",
            _("%(action)s: not possible while the cooperative is %(state)s."),
            action=Sentence(ACTIONS[action]),
            state=Sentence(STATES[state] if state else NOT_KNOWN),
        )
    return found


def possible(state: State | None) -> list[Action]:
    """What can be done in a state, in the order of the story."""
    return [action for action in Action if (state, action) in TABLE]


def state_on(steps: Sequence[Step], day: date) -> State | None:
    """The state in force on a day, None before the first step. `steps` are in the order they were decided.

    An exclusion that was appealed against does not hold until the panel has upheld it.
    """
    standing: State | None = None
    for number, step in enumerate(steps):
        if _holds(steps, number, day):
            standing = step.state
    return standing


def is_published(steps: Sequence[Step], number: int, day: date) -> bool:
    """Whether everybody may read of a step on a day: it is a public one, and it holds."""
    step = steps[number]
    is_exit_upheld = step.action is A.UPHOLD and step.state is S.EXITED
    is_public = step.action in PUBLIC or is_exit_upheld
    return is_public and step.state in IS_PUBLIC_FROM and _holds(steps, number, day)


def _holds(steps: Sequence[Step], number: int, day: date) -> bool:
    """An appeal changes nothing by itself; an exclusion that was appealed against never holds by itself."""
    step = steps[number]
    if step.in_force_from > day or step.action is A.APPEAL:
        return False
    return step.action is not A.EXCLUDE or all(later.action is not A.APPEAL for later in steps[number + 1 :])


def belongs(state: State | None) -> bool:
    """Observation and suspension still belong."""
    return state in BELONGS


def may_take_part(state: State | None) -> bool:
    """Vote in the federation, join new bids, adopt new policies. A suspension stops these three and nothing else."""
    return state in BELONGS - {S.SUSPENDED}


def check_reason(text: str, *, field: str = "reason") -> str:
    """The reason without surrounding blanks. Raises Invalid, at its field, when it is too short to be one."""
    reason = " ".join(text.split())
    if len(reason) < LEAST_REASON.number:
        raise Invalid(
            "reason_too_short",
            _("A reason has at least %(least)s characters; this one has %(length)s."),
            field=field,
            least=LEAST_REASON.number,
            length=len(reason),
        )
    return reason


def check_red(reds: Iterable[str], reasons: Mapping[str, str], action: Action) -> dict[str, str]:
    """One reason for each criterion that is red, where the action is decided on criteria.

    Raises Invalid, at the field `red_<criterion>`, for the first that has none or a short one.
    """
    if action not in ON_CRITERIA:
        return {}
    return {code: _red_reason(code, reasons.get(code, "")) for code in sorted(reds)}


def check_second(action: Action, *, first: int, second: int) -> None:
    """Raises NotAllowedNow when the person who confirms is the one who proposed."""
    if action in FOUR_EYES and first == second:
        raise NotAllowedNow(
            "four_eyes", _("You proposed this yourself: a second person reads it and confirms it.")
        )


def _red_reason(code: str, text: str) -> str:
    try:
        return check_reason(text, field=f"red_{code}")
    except Invalid:
        raise Invalid(
            "red_without_reason",
            _("%(criterion)s is red: write a reason of its own, at least %(least)s characters."),
            field=f"red_{code}",
            criterion=code,
            least=LEAST_REASON.number,
        ) from None


STATES = {
    S.APPLICANT: _("an applicant"),
    S.IN_REVIEW: _("in review"),
    S.ADMITTED: _("a member"),
    S.REFUSED: _("refused"),
    S.WITHDRAWN: _("withdrawn"),
    S.OBSERVATION: _("in observation"),
    S.SUSPENDED: _("suspended"),
    S.EXITED: _("no member any more"),
}
NOT_KNOWN = _("not known to the federation")
ACTIONS = {
    A.APPLY: _("Apply"),
    A.WITHDRAW: _("Withdraw the application"),
    A.OPEN_REVIEW: _("Open the review"),
    A.FOUND: _("Enter as a founding member"),
    A.ADMIT: _("Admit"),
    A.REFUSE: _("Refuse"),
    A.OBSERVE: _("Put in observation"),
    A.END_OBSERVATION: _("End the observation"),
    A.SUSPEND: _("Suspend"),
    A.LIFT: _("Lift the suspension"),
    A.LEAVE: _("Record that it leaves"),
    A.EXCLUDE: _("Exclude"),
    A.APPEAL: _("Appeal"),
    A.UPHOLD: _("Uphold the decision"),
    A.OVERTURN: _("Overturn the decision"),
}
HAPPENED = {
    A.APPLY: _("applied"),
    A.WITHDRAW: _("withdrew its application"),
    A.OPEN_REVIEW: _("review opened"),
    A.FOUND: _("founding member"),
    A.ADMIT: _("admitted"),
    A.REFUSE: _("refused"),
    A.OBSERVE: _("in observation"),
    A.END_OBSERVATION: _("observation ended"),
    A.SUSPEND: _("suspended"),
    A.LIFT: _("suspension lifted"),
    A.LEAVE: _("left"),
    A.EXCLUDE: _("excluded"),
    A.APPEAL: _("appealed"),
    A.UPHOLD: _("upheld by the panel"),
    A.OVERTURN: _("overturned by the panel"),
}
"""The same as facts, for a history."""
