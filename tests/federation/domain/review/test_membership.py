"""Every state, every action: what is in the table leads where it says, everything else is refused."""

from datetime import date, timedelta

import pytest

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from federation.domain.review.membership import (
    ACTIONS,
    BELONGS,
    FOUR_EYES,
    HAPPENED,
    STATES,
    Action,
    State,
    Step,
    belongs,
    check_reason,
    check_red,
    check_second,
    is_published,
    may_take_part,
    next_state,
    possible,
    state_on,
)

LEADS = """
-           apply            applicant
-           found            admitted
applicant   withdraw         withdrawn
applicant   open_review      in_review
in_review   withdraw         withdrawn
in_review   admit            admitted
in_review   refuse           refused
withdrawn   apply            applicant
refused     apply            applicant
refused     appeal           refused
refused     uphold           refused
refused     overturn         in_review
admitted    observe          observation
admitted    leave            exited
observation end_observation  admitted
observation suspend          suspended
observation leave            exited
suspended   lift             observation
suspended   exclude          exited
suspended   leave            exited
suspended   appeal           suspended
suspended   uphold           suspended
suspended   overturn         observation
exited      apply            applicant
exited      appeal           exited
exited      uphold           exited
exited      overturn         suspended
"""
EXPECTED = {
    (None if state == "-" else State(state), Action(action)): State(after)
    for state, action, after in (line.split() for line in LEADS.strip().splitlines())
}
EVERY = [(state, action) for state in (None, *State) for action in Action]
FIRST = date(2026, 3, 2)


@pytest.mark.parametrize(("state", "action"), EVERY)
def test_every_state_with_every_action(state, action):
    if (state, action) in EXPECTED:
        assert next_state(state, action) is EXPECTED[state, action]
        assert action in possible(state)
        return
    with pytest.raises(NotAllowedNow) as refused:
        next_state(state, action)
    assert (refused.value.code, refused.value.status) == ("not_from_here", 409)
    assert action not in possible(state)


def test_every_state_and_action_has_its_words():
    assert set(STATES) == set(State)
    assert set(ACTIONS) == set(HAPPENED) == set(Action)


def test_refusing_suspending_and_leaving_take_four_eyes():
    assert {"refuse", "suspend", "exclude", "leave"} == FOUR_EYES
    for action in FOUR_EYES:
        check_second(action, first=1, second=2)
        with pytest.raises(NotAllowedNow, match="yourself"):
            check_second(action, first=1, second=1)
    check_second(Action.ADMIT, first=1, second=1)


def test_observation_and_suspension_belong_but_the_suspended_take_no_part():
    assert {state for state in State if belongs(state)} == BELONGS == {"admitted", "observation", "suspended"}
    assert {state for state in State if may_take_part(state)} == {"admitted", "observation"}
    assert not belongs(None)
    assert not may_take_part(None)


def test_a_reason_is_long_enough_to_be_one():
    reason = "The assembly was held sixteen months ago."
    assert check_reason(f"  {reason}\n ") == reason
    with pytest.raises(Invalid, match="has 7") as refused:
        check_reason("Because")
    assert refused.value.field == "reason"
    with pytest.raises(Invalid):
        check_reason("a" + " " * 60 + "b")


def test_each_red_criterion_has_a_reason_of_its_own():
    reason = "Half of the hours are invoiced by self-employed riders."
    assert check_red({"W1"}, {"W1": reason, "M1": ""}, Action.ADMIT) == {"W1": reason}
    with pytest.raises(Invalid, match="M1 is red") as refused:
        check_red({"W1", "M1"}, {"W1": reason}, Action.ADMIT)
    assert refused.value.field == "red_M1"
    assert check_red({"W1"}, {}, Action.OPEN_REVIEW) == {}


def test_the_state_of_a_day_is_that_of_the_last_step_in_force():
    steps = [
        Step(Action.APPLY, State.APPLICANT, FIRST),
        Step(Action.ADMIT, State.ADMITTED, FIRST + timedelta(days=20)),
        Step(Action.LEAVE, State.EXITED, FIRST + timedelta(days=100)),
    ]
    told = [state_on(steps, FIRST + timedelta(days=days)) for days in (-1, 0, 19, 20, 99, 100)]
    assert told == [None, "applicant", "applicant", "admitted", "admitted", "exited"]


def test_an_appeal_holds_an_exclusion_up_until_the_panel_has_decided():
    decided = [
        Step(Action.FOUND, State.ADMITTED, FIRST),
        Step(Action.OBSERVE, State.OBSERVATION, FIRST + timedelta(days=10)),
        Step(Action.SUSPEND, State.SUSPENDED, FIRST + timedelta(days=20)),
        Step(Action.EXCLUDE, State.EXITED, FIRST + timedelta(days=61)),
    ]
    later = FIRST + timedelta(days=90)
    assert state_on(decided, FIRST + timedelta(days=60)) is State.SUSPENDED
    assert state_on(decided, later) is State.EXITED
    appealed = [*decided, Step(Action.APPEAL, State.EXITED, FIRST + timedelta(days=40))]
    assert state_on(appealed, later) is State.SUSPENDED
    assert state_on([*appealed, Step(Action.UPHOLD, State.EXITED, later)], later) is State.EXITED
    assert state_on([*appealed, Step(Action.OVERTURN, State.SUSPENDED, later)], later) is State.SUSPENDED


def test_an_appeal_does_not_hold_a_suspension_up():
    steps = [
        Step(Action.FOUND, State.ADMITTED, FIRST),
        Step(Action.OBSERVE, State.OBSERVATION, FIRST),
        Step(Action.SUSPEND, State.SUSPENDED, FIRST),
        Step(Action.APPEAL, State.SUSPENDED, FIRST),
    ]
    assert state_on(steps, FIRST) is State.SUSPENDED


def test_an_exit_is_published_once_it_holds_and_a_refusal_never():
    steps = [
        Step(Action.APPLY, State.APPLICANT, FIRST),
        Step(Action.ADMIT, State.ADMITTED, FIRST + timedelta(days=20)),
        Step(Action.OBSERVE, State.OBSERVATION, FIRST + timedelta(days=30)),
        Step(Action.SUSPEND, State.SUSPENDED, FIRST + timedelta(days=40)),
        Step(Action.EXCLUDE, State.EXITED, FIRST + timedelta(days=81)),
    ]

    def published(rows, days):
        return [
            row.action for n, row in enumerate(rows) if is_published(rows, n, FIRST + timedelta(days=days))
        ]

    assert published(steps, 80) == ["admit", "observe", "suspend"]
    assert published(steps, 81) == ["admit", "observe", "suspend", "exclude"]
    appealed = [*steps, Step(Action.APPEAL, State.EXITED, FIRST + timedelta(days=60))]
    assert published(appealed, 200) == ["admit", "observe", "suspend"]
    upheld = [*appealed, Step(Action.UPHOLD, State.EXITED, FIRST + timedelta(days=90))]
    assert published(upheld, 200) == ["admit", "observe", "suspend", "uphold"]
    refused = [Step(Action.REFUSE, State.REFUSED, FIRST), Step(Action.UPHOLD, State.REFUSED, FIRST)]
    assert published(refused, 200) == []
