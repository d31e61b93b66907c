"""What a member owes: a table of cases, each reckoned by hand."""

from dataclasses import replace
from datetime import date

import pytest

from coopplatform.kernel.errors import Invalid
from federation.domain.means.dues import Belonged, reckon, stage_on
from federation.domain.means.dues_belonging import belonged_in
from federation.domain.means.dues_kinds import FORMS, Group, group_of
from federation.domain.means.dues_periods import Every, Period
from federation.domain.means.dues_terms import Base, Stage, Terms, check_terms
from federation.domain.means.dues_uses import Use, added, check_uses, split
from federation.domain.review.forms import FORMS as LEGAL_FORMS
from federation.domain.review.membership import Action, State, Step

CO_OP, ASSO, INSTITUTION = Group.COOPERATIVE, Group.ASSOCIATION, Group.INSTITUTION
USES = (Use("guarantee", 4_000), Use("software", 6_000))
TERMS = Terms(
    Base.VALUE_ADDED,
    Every.QUARTER,
    (
        Stage("start", 0, {CO_OP: 0, ASSO: 0, INSTITUTION: 0}, {"EUR": 0, "CHF": 0}),
        Stage("growing", 12, {CO_OP: 100, ASSO: 50, INSTITUTION: 0}, {"EUR": 50_00, "CHF": 55_00}),
        Stage("full", 36, {CO_OP: 200, ASSO: 100, INSTITUTION: 0}, {"EUR": 100_00, "CHF": 110_00}),
    ),
    30,
    USES,
    {"EUR": 2_000_00},
)
Q3 = Period(2026, 3)
LONG_AGO = date(2020, 1, 1)


def owed(base, *, group=CO_OP, since=LONG_AGO, first=Q3.first, last=Q3.last, currency="EUR", terms=TERMS):
    told = Belonged(since, max(since, first), last)
    made = reckon(
        terms, group=group, period=Q3, belonged=[told], base_cents=base, base_currency=currency, currency=currency
    )  # fmt: skip
    assert sum(step.cents for step in made.steps) == made.cents
    return made


@pytest.mark.parametrize(
    ("case", "base", "asked", "cents"),
    [
        ("2 % of 40,000", 40_000_00, {}, 800_00),
        ("an association pays its own rate", 40_000_00, {"group": ASSO}, 400_00),
        ("an institution pays the floor", 40_000_00, {"group": INSTITUTION}, 100_00),
        ("the floor below it", 1_000_00, {}, 100_00),
        ("value added below zero is the floor", -40_000_00, {}, 100_00),
        ("nothing at all is the floor", 0, {}, 100_00),
        ("no base is the floor", None, {}, 100_00),
        ("the cap above it", 500_000_00, {}, 2_000_00),
        ("no cap in this currency", 500_000_00, {"currency": "CHF"}, 10_000_00),
        ("half a cent goes up", 20_000_25, {}, 400_01),
        ("less than half a cent goes down", 20_000_24, {}, 400_00),
        ("start-up: rate 0 and floor 0", 40_000_00, {"since": date(2026, 3, 1)}, 0),
        ("start-up with a loss owes nothing", -40_000_00, {"since": date(2026, 3, 1)}, 0),
        ("growing", 40_000_00, {"since": date(2025, 1, 1)}, 400_00),
        ("left on 31 August: 62 of 92 days", 40_000_00, {"last": date(2026, 8, 31)}, 539_13),
        ("one day", 40_000_00, {"first": Q3.last}, 8_70),
    ],
)
def test_what_a_member_owes(case, base, asked, cents):
    assert owed(base, **asked).cents == cents


def test_a_stage_that_changes_within_the_period_parts_it_by_days():
    """Admitted on 16 August 2025: 46 days of start-up, 46 days of growing."""
    made = owed(40_000_00, since=date(2025, 8, 16))
    told = [(step.stage, step.first, step.days, step.cents) for step in made.steps]
    assert told == [("start", "2026-07-01", 46, 0), ("growing", "2026-08-16", 46, 200_00)]


def test_a_line_says_how_it_was_reckoned():
    (step,) = owed(500_000_00).steps
    assert (step.rate, step.floor_cents, step.cap_cents) == (200, 100_00, 2_000_00)
    assert (step.by_rate_cents, step.by) == (10_000_00, "cap")


def test_who_left_and_came_back_pays_its_days():
    twice = [
        Belonged(LONG_AGO, Q3.first, date(2026, 7, 10)),
        Belonged(date(2026, 9, 1), date(2026, 9, 1), Q3.last),
    ]
    told = reckon(
        TERMS, group=CO_OP, period=Q3, belonged=twice, base_cents=92_000_00, base_currency="EUR", currency="EUR"
    )  # fmt: skip
    assert [(step.stage, step.cents) for step in told.steps] == [("full", 200_00), ("start", 0)]


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("currencies_mixed", {"base_currency": "CHF"}),
        ("no_floor_in_currency", {"base_currency": "SEK", "currency": "SEK"}),
        ("no_admission", {"belonged": []}),
        ("other_period", {"period": Period(2026)}),
    ],
)
def test_what_cannot_be_reckoned(code, changes):
    asked = {
        "group": CO_OP, "period": Q3, "belonged": [Belonged(LONG_AGO, Q3.first, Q3.last)], "base_cents": 1,
        "base_currency": "EUR", "currency": "EUR",
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        reckon(TERMS, **(asked | changes))
    assert refused.value.code == code


def test_a_stage_begins_on_its_day_of_the_month():
    since = date(2025, 1, 31)
    days = [date(2026, 1, 30), date(2026, 1, 31), date(2028, 1, 30), date(2028, 1, 31)]
    assert [stage_on(TERMS.stages, since, day).code for day in days] == [
        "start",
        "growing",
        "growing",
        "full",
    ]


NOTHING = TERMS.stages[0].rates


def stages(growing=12, **changes):
    first, second, third = TERMS.stages
    return (replace(first, **changes), replace(second, from_month=growing), third)


@pytest.mark.parametrize(
    ("code", "field", "terms"),
    [
        ("rate_out_of_range", "rate_start_cooperative", {"stages": stages(rates={**NOTHING, CO_OP: 10_001})}),
        ("rate_out_of_range", "rate_start_association", {"stages": stages(rates={CO_OP: 0})}),
        ("floor_out_of_range", "floor_start_EUR", {"stages": stages(floors={"EUR": -1})}),
        ("first_stage", None, {"stages": stages(from_month=1)}),
        ("stages_out_of_order", "from_growing", {"stages": stages(growing=0)}),
        ("cap_below_floor", "cap_EUR", {"caps": {"EUR": 99_99}}),
        ("due_days", "due_days", {"due_days": 0}),
        ("uses_not_whole", "uses", {"uses": (Use("software", 9_999),)}),
        ("use_out_of_range", "use_yachts", {"uses": (Use("yachts", 10_000),)}),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_voted(code, field, terms):
    with pytest.raises(Invalid) as refused:
        check_terms(replace(TERMS, **terms))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_terms_are_stored_and_read_as_they_were():
    assert Terms.read(check_terms(TERMS).as_json()) == TERMS


@pytest.mark.parametrize("cents", [0, 1, 99, 100_01, -100_01])
def test_what_dues_paid_for_adds_up_to_the_cent(cents):
    uses = check_uses([Use("guarantee", 3_333), Use("software", 3_333), Use("legal", 3_334)])
    assert sum(split(cents, uses).values()) == cents
    assert sum(added([split(cents, uses), split(7, uses)]).values()) == cents + 7


def test_every_legal_form_has_its_group():
    assert {form.code for form in LEGAL_FORMS} <= set(FORMS)
    assert [group_of(form) for form in ("asbl", "scop", "new-form")] == [ASSO, CO_OP, CO_OP]


@pytest.mark.parametrize(
    ("case", "steps", "days"),
    [
        ("never", [], []),
        ("an applicant", [(Action.APPLY, State.APPLICANT, date(2026, 7, 5))], []),
        ("all of it", [(Action.FOUND, State.ADMITTED, LONG_AGO)], [(LONG_AGO, Q3.first, Q3.last)]),
        (
            "suspended ones too",
            [(Action.FOUND, State.ADMITTED, LONG_AGO), (Action.SUSPEND, State.SUSPENDED, date(2026, 8, 1))],
            [(LONG_AGO, Q3.first, Q3.last)],
        ),
        (
            "from its admission",
            [(Action.ADMIT, State.ADMITTED, date(2026, 9, 15))],
            [(date(2026, 9, 15), date(2026, 9, 15), Q3.last)],
        ),
        (
            "until its last day",
            [(Action.FOUND, State.ADMITTED, LONG_AGO), (Action.LEAVE, State.EXITED, date(2026, 8, 16))],
            [(LONG_AGO, Q3.first, date(2026, 8, 15))],
        ),
        (
            "gone before",
            [(Action.FOUND, State.ADMITTED, LONG_AGO), (Action.LEAVE, State.EXITED, date(2026, 7, 1))],
            [],
        ),
    ],
)
def test_on_which_days_it_belonged(case, steps, days):
    told = belonged_in([Step(*step) for step in steps], Q3)
    assert [(one.since, one.first, one.last) for one in told] == days


@pytest.mark.parametrize(
    ("text", "first", "last", "after"),
    [
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "2026-Q4"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2027-Q1"),
        ("2028", date(2028, 1, 1), date(2028, 12, 31), "2029"),
    ],
)
def test_periods(text, first, last, after):
    period = Period.parse(text)
    assert (str(period), period.first, period.last, str(period.after)) == (text, first, last, after)
    assert Period.of(last, period.every) == period


def test_no_period():
    with pytest.raises(Invalid):
        Period.parse("2026-Q5")
