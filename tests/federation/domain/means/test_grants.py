"""What a grant allows: its state from the steps and the day, and what is left of its limits."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow
from federation.domain.means.grants import Counted, State, Step, Stepped, check_use, left, state_of
from federation.domain.means.offering import check_terms
from federation.domain.means.terms import Amount, Basis, Kind, Limits, Side, Tariff, Terms
from federation.domain.means.uses import Moved, UseState, UseStep, check_step, counts, use_state

DAY = timedelta(days=1)
TODAY = date(2026, 11, 4)
TERMS = Terms(
    kind=Kind.RELAY,
    giver="lille",
    taker="nantes",
    valid_from=TODAY,
    valid_until=TODAY + 30 * DAY,
    purpose="Parcels for the other bank.",
    currency="EUR",
    limits=Limits(deliveries=3, cents=20_00, daily_deliveries=2),
    tariff=Tariff(cents_per_delivery=6_00, cents_per_km=50),
)
ACCEPTED = Stepped(Step.ACCEPTED, Side.TAKER, TERMS.sha256)
REVOKED = Stepped(Step.REVOKED, Side.TAKER, TERMS.sha256)
ONE = Amount(deliveries=1, cents=8_00)


@pytest.mark.parametrize(
    ("steps", "day", "used", "state"),
    [
        ([], TODAY, 0, State.OFFERED),
        ([replace(ACCEPTED, side=Side.GIVER)], TODAY, 0, State.OFFERED),
        ([replace(ACCEPTED, sha256="0" * 64)], TODAY, 0, State.OFFERED),
        ([Stepped(Step.DECLINED, Side.TAKER, TERMS.sha256)], TODAY, 0, State.DECLINED),
        ([ACCEPTED], TODAY - DAY, 0, State.COMING),
        ([ACCEPTED], TODAY, 2, State.IN_FORCE),
        ([ACCEPTED], TODAY, 3, State.SPENT),
        ([ACCEPTED], TODAY + 30 * DAY, 0, State.IN_FORCE),
        ([ACCEPTED], TODAY + 31 * DAY, 0, State.EXPIRED),
        ([], TODAY + 31 * DAY, 0, State.EXPIRED),
        ([ACCEPTED, REVOKED], TODAY, 0, State.REVOKED),
        ([replace(REVOKED, side=Side.GIVER)], TODAY, 0, State.REVOKED),
    ],
)
def test_a_state_follows_from_steps_uses_and_the_day(steps, day, used, state):
    assert state_of(TERMS, steps, day, [Counted(TODAY, Amount(deliveries=1, cents=1))] * used) is state


@pytest.mark.parametrize(
    ("steps", "used", "asked", "day", "code"),
    [
        ([], [], ONE, TODAY, "grant_offered"),
        ([ACCEPTED, REVOKED], [], ONE, TODAY, "grant_revoked"),
        ([ACCEPTED], [], ONE, TODAY + 31 * DAY, "grant_expired"),
        ([ACCEPTED], [], Amount(deliveries=4), TODAY, "over_deliveries"),
        ([ACCEPTED], [Counted(TODAY, ONE)] * 2, Amount(deliveries=1, cents=5_00), TODAY, "over_cents"),
        ([ACCEPTED], [Counted(TODAY, ONE)] * 2, Amount(deliveries=1), TODAY, "over_daily_deliveries"),
        ([ACCEPTED], [Counted(TODAY, Amount(deliveries=3))], ONE, TODAY, "grant_spent"),
        ([ACCEPTED], [], Amount(), TODAY, "uses_nothing"),
        ([ACCEPTED], [], Amount(deliveries=1, cents=-1), TODAY, "uses_nothing"),
    ],
)
def test_a_use_is_refused_with_what_stands_in_the_way(steps, used, asked, day, code):
    with pytest.raises(DomainError) as refused:
        check_use(TERMS, steps, used, Counted(day, asked), day)
    assert refused.value.code == code


def test_a_limit_of_a_day_is_whole_again_the_next():
    used = [Counted(TODAY, ONE)] * 2
    assert left(TERMS.limits, used, TODAY) == {"deliveries": 1, "cents": 4_00, "daily_deliveries": 0}
    assert left(TERMS.limits, used, TODAY + DAY)["daily_deliveries"] == 2
    check_use(TERMS, [ACCEPTED], used, Counted(TODAY + DAY, Amount(deliveries=1, cents=4_00)), TODAY + DAY)


LEND = replace(
    TERMS,
    kind=Kind.LEND,
    limits=Limits(minutes=600),
    tariff=Tariff(cents_per_hour=21_00, cost_cents_per_hour=21_00),
)
CLIENT = replace(TERMS, kind=Kind.CLIENT, tariff=Tariff(cents_per_delivery=8_00, kept_percent=10))


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (replace(TERMS, taker="lille"), "to_itself"),
        (replace(TERMS, purpose="Help"), "no_purpose"),
        (replace(TERMS, valid_until=TODAY - DAY), "ends_before"),
        (replace(TERMS, valid_until=TODAY + 400 * DAY), "too_long"),
        (replace(TERMS, limits=Limits()), "no_limit"),
        (replace(TERMS, limits=Limits(daily_deliveries=2)), "no_limit"),
        (replace(TERMS, limits=Limits(deliveries=0)), "limit_out_of_range"),
        (replace(TERMS, limits=Limits(deliveries=2, daily_deliveries=3)), "daily_above_all"),
        (replace(TERMS, tariff=Tariff()), "no_price"),
        (replace(TERMS, tariff=Tariff(cents_per_delivery=-1)), "price_out_of_range"),
        (replace(TERMS, tariff=Tariff(cents_per_delivery=1, kept_percent=1)), "keeps_too_much"),
        (replace(CLIENT, tariff=Tariff(cents_per_delivery=8_00, kept_percent=16)), "keeps_too_much"),
        (replace(CLIENT, tariff=Tariff(basis=Basis.OWN, cents_per_delivery=1)), "client_needs_price"),
        (replace(LEND, tariff=Tariff(cents_per_hour=21_01, cost_cents_per_hour=21_00)), "above_cost"),
        (replace(LEND, limits=Limits(deliveries=3)), "no_limit"),
    ],
)
def test_terms_without_end_limit_purpose_or_price_are_no_grant(terms, code):
    with pytest.raises(Invalid) as refused:
        check_terms(terms, TODAY)
    assert refused.value.code == code


def test_good_terms_are_read_back_with_the_same_hash():
    for terms in (
        TERMS,
        LEND,
        CLIENT,
        replace(TERMS, tariff=Tariff(basis=Basis.OWN, cents_per_delivery=9_00)),
    ):
        check_terms(terms, TODAY)
        assert Terms.from_json(terms.as_json()) == terms
    assert (
        len({one.sha256 for one in (TERMS, LEND, CLIENT, replace(TERMS, purpose=TERMS.purpose + "!"))}) == 4
    )


def test_a_tariff_says_what_each_gets():
    assert TERMS.tariff.of_delivery(4_200) == 6_00 + 2_10
    assert (CLIENT.tariff.gross_of(0), CLIENT.tariff.kept_of(0), CLIENT.tariff.of_delivery(0)) == (
        800,
        80,
        720,
    )
    assert LEND.tariff.of_minutes(90) == 31_50


THEIRS = {step: Moved(step, step is UseStep.WITHDRAWN) for step in UseStep}


def moves(*steps):
    return [THEIRS[step] for step in steps]


@pytest.mark.parametrize(
    ("steps", "state", "counted"),
    [
        ((), UseState.ASKED, 1),
        ((UseStep.TAKEN,), UseState.TAKEN, 1),
        ((UseStep.DECLINED,), UseState.DECLINED, 0),
        ((UseStep.TAKEN, UseStep.WITHDRAWN), UseState.WITHDRAWN, 0),
        ((UseStep.TAKEN, UseStep.BEGUN, UseStep.WITHDRAWN), UseState.BEGUN, 1),
        ((UseStep.TAKEN, UseStep.BEGUN, UseStep.FAILED), UseState.FAILED, 0),
        ((UseStep.TAKEN, UseStep.BEGUN, UseStep.DONE), UseState.DONE, 1),
        ((UseStep.DONE,), UseState.ASKED, 1),
    ],
)
def test_a_use_counts_until_it_came_to_nothing(steps, state, counted):
    assert use_state(moves(*steps)) is state
    assert counts(ONE, moves(*steps)).deliveries == counted


def test_nobody_finishes_alone_what_they_began():
    with pytest.raises(NotAllowedNow) as refused:
        check_step(moves(UseStep.TAKEN), Moved(UseStep.DONE, is_by_who_began=True), ONE)
    assert refused.value.code == "not_yours_to_say"
    with pytest.raises(Invalid) as refused:
        check_step(moves(UseStep.TAKEN), Moved(UseStep.DONE, False, Amount(2, 0, 8_00)), ONE)
    assert refused.value.code == "more_than_agreed"
