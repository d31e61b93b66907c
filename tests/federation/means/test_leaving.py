"""An exit settles the account: what is open on the last day, signed by both, booked on both sides, paid to the cent."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from django.db import ProgrammingError, transaction

from cooperatives.domain.charts import Role
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import Sentence
from federation.domain.means import leaving
from federation.domain.means.dues_belonging import left_after
from federation.domain.means.dues_periods import Period
from federation.domain.review.membership import Action, Step
from federation.domain.review.membership import State as Register
from federation.models import DuesCall, ExitAnswer, ExitSettlement
from federation.queries.means.dues.calls import all_accounts, is_very_late_here
from federation.queries.means.leaving import standing_of, who_left
from federation.queries.membership import belonging
from federation.services.means.dues.calling import correct_call, issue_calls
from federation.services.means.dues.own import book_calls, send_payment
from federation.services.means.dues.paying import receive_payment, take_payment_back
from federation.services.review.reviewing import declare_conflict
from tests.federation.means.dues_cast import NOW as CALLED_AT
from tests.federation.means.dues_cast import lines_of
from tests.federation.means.leaving_cast import (
    booked,
    confirmed,
    drawn_up,
    left,
    open_at_home,
    open_at_the_house,
    paid,
    returned,
    signed,
    unlettered,
)

DAY = timedelta(days=1)
LAST = date(2026, 11, 14)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
Q4 = Period(2026, 4)
PART = half_up(Fraction(800_00 * 45, 92))


def lines(row):
    return [(one["kind"], one["of"], one["cents"]) for one in row.body["lines"]]


def state(house, member):
    with house.cast.inside():
        return standing_of(member.cooperative).state


def call_of(house, slug):
    with house.cast.inside():
        return DuesCall.objects.filter(member__slug=slug).order_by("-turn").first()


# The decision


def account(*lines_):
    return leaving.Account(
        "lille",
        LAST,
        "EUR",
        tuple(leaving.Line(leaving.Kind.DUES, "x", cents, Sentence("x"), parts) for cents, parts in lines_),
    )


def test_what_both_owe_is_set_against_each_other_and_paid_in_parts_that_add_up():
    one = account((100_00, {}), (-30_00, {}))
    assert (one.owed_cents, one.due_cents, one.net_cents, leaving.compensated(one)) == (
        100_00,
        30_00,
        70_00,
        30_00,
    )
    parts = leaving.plan_of(one, count=3, first_on=date(2026, 12, 31)).instalments
    assert [(part.cents, part.due_on) for part in parts] == [
        (23_34, date(2026, 12, 31)),
        (23_33, date(2027, 1, 31)),
        (23_33, date(2027, 2, 28)),
    ]
    back = leaving.plan_of(account((10_00, {}), (-30_01, {})), count=2, first_on=AT.date()).instalments
    assert [part.cents for part in back] == [-10_01, -10_00]
    assert leaving.plan_of(account(), count=12, first_on=AT.date()).instalments == ()


def test_the_fund_gets_its_part_of_each_payment_and_all_of_it_in_the_end():
    one = account(
        (100, {}), (51, {"solidarity:repayment": 51}), (50, {"guarantee:contribution": 50}), (-33, {})
    )
    steps = [0, 33, 90, 150, 201]
    moved = [leaving.into_the_fund(one, before=a, after=b) for a, b in pairwise(steps)]
    assert moved[0] == {"solidarity:repayment": 8, "guarantee:contribution": 8}
    for name, whole in (("solidarity:repayment", 51), ("guarantee:contribution", 50)):
        assert sum(found.get(name, 0) for found in moved) == whole


def test_a_statement_reads_back_as_it_was_signed():
    one = leaving.plan_of(account((5_00, {"solidarity:repayment": 5_00})), count=2, first_on=AT.date())
    stored = json.loads(json.dumps(one.as_json()))
    assert type(one).read(stored) == one
    assert type(one).read(stored).sha256 == one.sha256
    assert replace(one, instalments=()).sha256 != one.sha256


# A co-op leaves in the middle of a quarter


def test_a_co_op_that_leaves_in_mid_quarter_pays_its_days_to_the_cent_on_both_sides(quarter_called):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    left(house, lille, LAST)
    row = drawn_up(house, lille, AT, parts=3)
    assert lines(row) == [("dues", "2026-Q3", 800_00), ("part", "2026-Q4", PART)]
    assert PART == 391_30
    assert row.body["lines"][1]["words"]["params"] == {
        "period": "2026-Q4",
        "days": 45,
        "all": 92,
        "base": "2026-Q3",
    }
    assert state(quarter_called, lille) is leaving.State.PROPOSED
    signed(lille, row, AT)
    confirmed(house, row, AT)
    assert (state(quarter_called, lille), booked(lille, AT), booked(lille, AT)) == (
        leaving.State.AGREED,
        1,
        0,
    )
    assert open_at_the_house(house, lille) == open_at_home(house, lille) == 1_191_30
    for number, rest in ((1, 794_20), (2, 397_10), (3, 0)):
        paid(house, lille, row, number, AT + timedelta(days=30 * number))
        assert open_at_the_house(house, lille) == open_at_home(house, lille) == rest
    assert state(quarter_called, lille) is leaving.State.SETTLED
    with house.inside():
        assert [one.left_cents for one in all_accounts() if one.member.slug == "lille"] == [0, 0]
    assert unlettered(lille, Role.SUPPLIERS) == 0
    with lille.inside():
        assert not is_very_late_here(date(2027, 6, 1))


def test_a_period_that_was_never_called_is_in_it_at_the_floor_where_no_base_was_shared(house):
    lille = house.members["lille"]
    house.decide(house.propose())
    left(house.cast, lille, date(2026, 5, 10))
    row = drawn_up(house.cast, lille, datetime(2026, 5, 20, 9, tzinfo=UTC))
    assert lines(row) == [
        ("part", "2026-Q1", 100_00),
        ("part", "2026-Q2", half_up(Fraction(100_00 * 40, 91))),
    ]
    assert row.body["lines"][0]["words"]["message"].endswith("at the floor: no base was ever shared")


def test_what_is_settled_is_neither_called_nor_corrected_nor_paid_again(quarter_called):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    left(house, lille, LAST)
    row = drawn_up(house, lille, AT)
    signed(lille, row, AT)
    confirmed(house, row, AT)
    later = datetime(2027, 1, 10, 9, tzinfo=UTC)
    with house.inside():
        issued = issue_calls(period=Q4, floor_for_missing=True, by=house.by("rui"), at=later)
        assert sorted(one.member.slug for one in issued) == ["metz", "vaduz"]
        third = DuesCall.objects.get(member__slug="lille", period="2026-Q3")
        with pytest.raises(NotAllowedNow, match="settlement of the co-op's exit"):
            correct_call(call_id=third.pk, by=house.by("rui"), at=later)
        with pytest.raises(NotAllowedNow, match="moved into the settlement"):
            take_payment_back(payment_id=third.payments.get().pk, by=house.by("rui"), at=later)
        facts = {"call_id": third.pk, "cents": 1, "paid_on": later.date()}
        with pytest.raises(Invalid, match="are left to pay"):
            receive_payment(**facts, by=house.by("rui"), at=later)
    with lille.inside(), pytest.raises(Invalid, match="are left to pay"):
        send_payment(**facts, by=lille.by("theo"), at=later)


def test_a_co_op_with_nothing_open_is_settled_with_the_last_signature(quarter_called):
    house, metz = quarter_called.cast, quarter_called.members["metz"]
    left(house, metz, LAST)
    row = drawn_up(house, metz, AT, parts=12)
    assert lines(row) == [("part", "2026-Q4", 0)]
    assert row.body["instalments"] == []
    signed(metz, row, AT)
    confirmed(house, row, AT)
    assert state(quarter_called, metz) is leaving.State.SETTLED
    assert lines_of(metz, "exit") == lines_of(house, "exit") == []


def test_who_paid_too_much_gets_it_back_in_its_own_currency(quarter_called):
    house, vaduz = quarter_called.cast, quarter_called.members["vaduz"]
    call = call_of(quarter_called, "vaduz")
    with vaduz.inside():
        book_calls(by=vaduz.by("theo"), at=CALLED_AT)
        facts = {"call_id": call.pk, "cents": 1_000_00, "paid_on": CALLED_AT.date()}
        send_payment(**facts, by=vaduz.by("theo"), at=CALLED_AT)
    with house.inside():
        receive_payment(**facts, by=house.by("rui"), at=CALLED_AT)
    quarter_called.declare("vaduz", 20_000_00, reason="The first figure counted a year's worth of goods.")
    with house.inside():
        correct_call(call_id=call.pk, by=house.by("rui"), at=CALLED_AT)
    left(house, vaduz, date(2026, 10, 10))
    row = drawn_up(house, vaduz, AT)
    part = half_up(Fraction(400_00 * 10, 92))
    assert lines(row) == [("dues", "2026-Q3", -600_00), ("part", "2026-Q4", part)]
    net = part - 600_00
    signed(vaduz, row, AT)
    agreed = confirmed(house, row, AT)
    booked(vaduz, AT)
    assert (agreed.books_cents, open_at_home(house, vaduz)) == (open_at_the_house(house, vaduz), net)
    paid(house, vaduz, row, 1, AT)
    assert (open_at_home(house, vaduz), open_at_the_house(house, vaduz)) == (0, 0)
    assert lines_of(vaduz, "exit_sent") == [("bank", -net, ""), ("suppliers", net, "FEDERATION")]
    assert unlettered(house, Role.CUSTOMERS) == 1  # Lille's call: nothing of Vaduz is open


# Signatures


def test_an_exit_is_not_refused_for_a_debt(quarter_called):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    left(house, lille, LAST)
    with house.inside():
        assert belonging("lille", LAST + timedelta(days=1)) == "exited"


def test_two_people_of_the_federation_and_one_of_the_co_op_sign(quarter_called):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    with pytest.raises(NotFound, match="is not leaving"):
        drawn_up(house, lille, AT)
    left(house, lille, LAST)
    with pytest.raises(NotAllowedNow, match="belongs until"):
        drawn_up(house, lille, datetime(2026, 11, 14, 9, tzinfo=UTC))
    for changes, field in (({"parts": 13}, "instalments"), ({"parts": 0}, "instalments")):
        with pytest.raises(Invalid) as refused:
            drawn_up(house, lille, AT, **changes)
        assert refused.value.field == field
    row = drawn_up(house, lille, AT)
    with pytest.raises(NotAllowedNow, match="signs first"):
        confirmed(house, row, AT)
    signed(lille, row, AT)
    with pytest.raises(NotAllowedNow, match="answered it already"):
        signed(lille, row, AT)
    with pytest.raises(NotAllowedNow, match="a second person"):
        confirmed(house, row, AT, by="rui")
    with house.inside():
        declared = {"person_id": house.users["fatou"].pk, "slug": "lille", "kind": "adviser", "note": ""}
        declare_conflict(**declared, by=house.by("fatou"), at=AT)
    with pytest.raises(NotAllowedNow, match="conflict of interest"):
        confirmed(house, row, AT, by="fatou")
    confirmed(house, row, AT)
    for again in (lambda: confirmed(house, row, AT), lambda: drawn_up(house, lille, AT)):
        with pytest.raises(NotAllowedNow, match="both sides agreed"):
            again()
    with quarter_called.members["metz"].inside():
        assert ExitSettlement.objects.count() == ExitAnswer.objects.count() == 0


def test_what_is_contested_is_drawn_up_anew_with_an_answer(quarter_called):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    left(house, lille, LAST)
    row = drawn_up(house, lille, AT)
    with pytest.raises(Invalid, match="A reason has at least"):
        signed(lille, row, AT, is_agreed=False, reason="No.")
    signed(lille, row, AT, is_agreed=False, reason="We paid 300 euros on 3 November; the bank has it.")
    assert state(quarter_called, lille) is leaving.State.CONTESTED
    with pytest.raises(Invalid) as refused:
        drawn_up(house, lille, AT)
    assert refused.value.field == "words"
    with house.inside():
        facts = {
            "call_id": call_of(quarter_called, "lille").pk,
            "cents": 300_00,
            "paid_on": date(2026, 11, 3),
        }
        receive_payment(**facts, by=house.by("rui"), at=AT)
    again = drawn_up(house, lille, AT, words="It is there, and noted now: our mistake, excuse us.")
    assert (again.turn, lines(again)[0]) == (2, ("dues", "2026-Q3", 500_00))
    with pytest.raises(NotAllowedNow, match="drawn up anew"):
        signed(lille, row, AT)
    signed(lille, again, AT)
    with pytest.raises(NotAllowedNow, match="drawn up anew"):
        confirmed(house, row, AT)
    confirmed(house, again, AT)


def test_what_moved_after_the_signature_is_signed_anew(quarter_called):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    left(house, lille, LAST)
    row = drawn_up(house, lille, AT)
    signed(lille, row, AT)
    with house.inside():
        facts = {"call_id": call_of(quarter_called, "lille").pk, "cents": 1_00, "paid_on": AT.date()}
        receive_payment(**facts, by=house.by("rui"), at=AT)
    with pytest.raises(NotAllowedNow, match="propose it anew"):
        confirmed(house, row, AT)


def test_who_comes_back_still_has_what_it_agreed_to(quarter_called):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    left(house, lille, LAST)
    row = drawn_up(house, lille, AT, parts=2)
    signed(lille, row, AT)
    confirmed(house, row, AT)
    with house.inside():
        back = [
            Step(Action.LEAVE, Register.EXITED, LAST + DAY),
            Step(Action.ADMIT, Register.ADMITTED, AT.date()),
        ]
        assert left_after([Step(Action.FOUND, Register.ADMITTED, date(2020, 1, 1)), *back]) is None
        returned(house, lille, AT)
        assert [(one.member.slug, one.state) for one in who_left()] == [("lille", leaving.State.AGREED)]
    paid(house, lille, row, 1, AT)
    paid(house, lille, row, 2, AT)
    with house.inside():
        assert who_left() == []


def test_an_instalment_is_noted_once_and_nothing_is_written_over(quarter_called):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    left(house, lille, LAST)
    row = drawn_up(house, lille, AT)
    with pytest.raises(NotAllowedNow, match="agree to it first"):
        paid(house, lille, row, 1, AT)
    signed(lille, row, AT)
    confirmed(house, row, AT)
    with pytest.raises(NotFound):
        paid(house, lille, row, 2, AT)
    paid(house, lille, row, 1, AT)
    paid(house, lille, row, 1, AT)
    assert open_at_the_house(house, lille) == open_at_home(house, lille) == 0
    with house.inside(), pytest.raises(ProgrammingError), transaction.atomic():
        ExitSettlement.objects.update(turn=9)
