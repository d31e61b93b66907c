"""Who belongs, from the transitions. The federation sees all of them, a co-op its own."""

from collections import defaultdict
from datetime import date

from federation.domain.review.chain import BEGINNING, first_broken
from federation.domain.review.membership import State, Step, belongs, state_on
from federation.domain.review.membership import may_take_part as takes_part
from federation.models import Transition


def histories() -> dict[str, list[Transition]]:
    """By slug, each co-op's transitions in their order. In the federation's scope all of them, in one query."""
    found: dict[str, list[Transition]] = defaultdict(list)
    rows = Transition.objects.select_related("member", "decided_by", "seconded_by").order_by(
        "member", "sequence"
    )
    for row in rows:
        found[row.member.slug].append(row)
    return dict(found)


def history_of(member_id: int) -> list[Transition]:
    rows = Transition.objects.filter(member_id=member_id).select_related(
        "member", "decided_by", "seconded_by"
    )
    return list(rows.order_by("sequence"))


def last_transition(member_id: int) -> Transition | None:
    return Transition.objects.filter(member_id=member_id).order_by("-sequence").first()


def decided_state(member_id: int) -> State | None:
    """The state the last decision leads to, in force or not yet: what may be decided next goes by it."""
    last = last_transition(member_id)
    return State(last.state) if last else None


def belonging(slug: str, on: date) -> State | None:
    """The state of a co-op in force on a day. In its own scope or the federation's."""
    return state_on(
        [row.step for row in Transition.objects.filter(member__slug=slug).order_by("sequence")], on
    )


def admitted_slugs(*, on: date) -> set[str]:
    """Who belonged on a day: members, in observation and suspended ones too, until their last day."""
    return {slug for slug, steps in _steps().items() if belongs(state_on(steps, on))}


def is_suspended(slug: str, on: date) -> bool:
    """Whether a co-op was suspended on a day. In its own scope or the federation's."""
    return belonging(slug, on) is State.SUSPENDED


def may_take_part(slug: str, on: date) -> bool:
    """Whether a co-op may vote in the federation, join a new bid, adopt a new policy: these three, nothing else.

    In its own scope or the federation's.
    """
    return takes_part(belonging(slug, on))


def taking_part(*, on: date) -> set[str]:
    """All co-ops that may on a day. In the federation's scope."""
    return {slug for slug, steps in _steps().items() if takes_part(state_on(steps, on))}


def member_since(steps: list[Step], on: date) -> date | None:
    """From which day on a co-op has belonged without a break, as of a day."""
    since: date | None = None
    for day in sorted({step.in_force_from for step in steps if step.in_force_from <= on}):
        since = (since or day) if belongs(state_on(steps, day)) else None
    return since


def broken_chains() -> dict[str, int]:
    """By slug, the number of the first transition whose hash does not follow from the one before; none if all do."""
    found = {}
    for slug, rows in histories().items():
        number = first_broken((row.prev_hash, row.sha256, row.body(slug)) for row in rows)
        if number is not None:
            found[slug] = rows[number].sequence
    return found


def head_of(member_id: int) -> tuple[int, str]:
    """The number and the hash of a co-op's last transition."""
    last = last_transition(member_id)
    return (last.sequence, last.sha256) if last else (0, BEGINNING)


def _steps() -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = defaultdict(list)
    for row in Transition.objects.select_related("member").order_by("member", "sequence"):
        found[row.member.slug].append(row.step)
    return dict(found)
