"""A quarter of dues: bases shared, calls issued, booked on both sides, paid, corrected, and what they paid for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction

from cooperatives.services.closing import close_year
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.tenancy.scope import scope
from federation.domain.means.dues_periods import Period
from federation.domain.release.files import digest
from federation.models import Contribution, DuesBase, DuesCall, DuesPayment
from federation.queries.means.dues.calls import all_accounts, is_very_late_here, own_accounts
from federation.queries.means.dues.statement import own_statement, whole_statement
from federation.queries.roadmap import known_dues
from federation.services.means.dues.calling import correct_call
from federation.services.means.dues.own import book_calls, send_payment
from federation.services.means.dues.paying import receive_payment, take_payment_back
from federation.services.means.dues.sharing import share_base
from tests.federation.means.dues_cast import DUES, NOW, Q3, lines_of

DAY = timedelta(days=1)


@pytest.fixture
def called(voted):
    """Lille from its books, Vaduz by hand in francs, Metz in its first months."""
    voted.sell("lille", 40_000_00)
    voted.share("lille")
    voted.declare("vaduz", 50_000_00)
    voted.declare("metz", 9_000_00)
    voted.issue()
    return voted


def receive(house, call, cents, **more):
    with house.cast.inside():
        asked = {"call_id": call.pk, "cents": cents, "paid_on": NOW.date(), **more}
        return receive_payment(**asked, by=house.cast.by("rui"), at=NOW)


def call_of(house, slug):
    with house.cast.inside():
        return DuesCall.objects.filter(member__slug=slug).order_by("-turn").first()


def correct(house, slug):
    with house.cast.inside():
        return correct_call(call_id=call_of(house, slug).pk, by=house.cast.by("rui"), at=NOW)


def book(house, slug):
    member = house.members[slug]
    with member.inside():
        return book_calls(by=member.by("theo"), at=NOW)


# The base


def test_the_books_moved_since_it_was_seen(voted):
    voted.sell("lille", 40_000_00)
    lille = voted.members["lille"]
    with lille.inside(), pytest.raises(NotAllowedNow) as refused:
        share_base(period=Q3, seen_cents=39_000_00, by=lille.by("theo"), at=NOW)
    assert refused.value.code == "moved_since"
    assert not DuesBase.objects.exists()


def test_sharing_the_same_twice_is_once_and_a_change_is_a_new_version(voted):
    voted.sell("lille", 40_000_00)
    assert voted.share("lille") == voted.share("lille")
    voted.sell("lille", 10_00, key="another")
    assert voted.share("lille").version == 2


def test_a_base_that_contradicts_the_books_or_the_months_needs_a_reason(voted):
    voted.sell("lille", 40_000_00)
    with pytest.raises(Invalid) as refused:
        voted.declare("lille", 30_000_00)
    assert refused.value.code == "contradicts_books"
    assert [str(refused.value.params[name].cents) for name in ("booked", "said")] == ["4000000", "3000000"]
    with voted.members["metz"].inside():
        for month in Q3.months:
            Contribution.objects.create(
                month=month, version=1, origin="declared", sha256="0" * 64, shared_by="x", shared_at=NOW,
                figures={"values": {"value_added_cents": 3_000_00}},
            )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        voted.declare("metz", 8_000_00)
    assert refused.value.code == "contradicts_months"
    assert (refused.value.params["told"].cents, refused.value.params["said"].cents) == (9_000_00, 8_000_00)
    with pytest.raises(Invalid, match="at least 20"):
        voted.declare("metz", 8_000_00, reason="Because.")
    made = voted.declare("metz", 8_000_00, reason="A supplier's invoice came late.")
    assert (made.is_declared, made.version, made.reason) == (True, 1, "A supplier's invoice came late.")


@pytest.mark.parametrize(("period", "code"), [("2026-Q4", "period_not_over"), ("2025-Q4", "no_terms")])
def test_no_base_before_its_time(voted, period, code):
    lille = voted.members["lille"]
    with lille.inside(), pytest.raises(NotAllowedNow) as refused:
        share_base(period=Period.parse(period), seen_cents=0, by=lille.by("theo"), at=NOW)
    assert refused.value.code == code


def test_the_wall_refuses_the_base_of_another_co_op(voted):
    facts = {"period": "2026-Q3", "version": 1, "kind": "value_added", "cents": 1, "currency": "EUR"}
    facts |= {"origin": "declared", "shared_by": "x", "shared_at": NOW}
    lille, vaduz = voted.members["lille"], voted.members["vaduz"]
    with lille.inside(), pytest.raises(ProgrammingError), transaction.atomic():
        DuesBase.objects.create(cooperative_id=vaduz.cooperative.pk, **facts)
    with voted.cast.inside(), pytest.raises(ProgrammingError), transaction.atomic():
        DuesBase.objects.create(cooperative_id=vaduz.cooperative.pk, **facts)
    voted.declare("vaduz", 1_00)
    with lille.inside():
        assert not DuesBase.objects.exists()


# The calls


def test_every_member_is_called_once_in_its_own_currency(called):
    with called.cast.inside():
        rows = DuesCall.objects.order_by("sequence")
        told = [
            (row.member.slug, row.number, row.amount_cents, row.currency, row.books_cents) for row in rows
        ]
        assert told == [
            ("lille", "D2026-0001", 800_00, "EUR", 800_00),
            ("metz", "D2026-0002", 0, "EUR", 0),
            ("vaduz", "D2026-0003", 1_000_00, "CHF", 1_070_00),
        ]
        assert all(row.sha256 == digest(row.content) for row in rows)
        assert {row.due_on for row in rows} == {NOW.date() + 30 * DAY}
    assert called.issue() == []


def test_a_missing_base_holds_everything_back_unless_the_floor_is_assessed(voted):
    voted.declare("vaduz", 50_000_00)
    with pytest.raises(NotAllowedNow, match="No base from Lille, Metz yet"):
        voted.issue()
    with voted.cast.inside():
        assert not DuesCall.objects.exists()
    voted.issue(floor_for_missing=True)
    lille = call_of(voted, "lille")
    assert (lille.is_provisional, lille.amount_cents) == (True, 100_00)
    voted.declare("lille", 40_000_00)
    credit, anew = correct(voted, "lille")
    assert (credit.amount_cents, credit.corrects_id, anew.amount_cents) == (-100_00, lille.pk, 800_00)
    assert not anew.is_provisional
    with pytest.raises(NotAllowedNow, match="Nothing has changed"):
        correct(voted, "lille")


def test_all_or_none(house):
    """Nobody is called while one cannot be: no floor is voted in francs."""
    stages = tuple(replace(one, floors={"EUR": 0}) for one in DUES.stages)
    house.decide(house.propose(terms=replace(DUES, stages=stages)))
    with pytest.raises(Invalid, match="No floor is voted in CHF"):
        house.issue(floor_for_missing=True)
    with house.cast.inside():
        assert not DuesCall.objects.exists()
    assert lines_of(house.cast, "dues") == []


def test_no_call_before_the_period_is_over(voted):
    with pytest.raises(NotAllowedNow, match="not over"):
        voted.issue(period=Period(2026, 4))


def test_a_co_op_sees_its_own_calls_and_writes_none(called):
    lille = called.members["lille"]
    with lille.inside():
        assert [one.member.slug for one in own_accounts()] == ["lille"]
        assert DuesCall.objects.count() == 1
        row = DuesCall.objects.get()
        row.pk, row.turn, row.sequence, row._state.adding = None, 9, 99, True
        with pytest.raises(ProgrammingError), transaction.atomic():
            row.save(force_insert=True)


# Both books


def test_both_books_mirror_each_other_to_the_cent(called):
    assert len(book(called, "lille")) == 1
    assert book(called, "lille") == []
    assert lines_of(called.members["lille"], "dues_call:") == [
        ("federation_dues", 800_00, ""), ("suppliers", -800_00, "FEDERATION"),
    ]  # fmt: skip
    assert lines_of(called.cast, "dues_call:") == [
        ("customers", 800_00, "LILLE"), ("dues_income", -800_00, ""),
        ("customers", 1_070_00, "VADUZ"), ("dues_income", -1_070_00, ""),
    ]  # fmt: skip
    assert book(called, "metz") == []


def test_a_correction_mirrors_on_both_sides(called):
    book(called, "lille")
    called.sell("lille", 5_000_00, key="late")
    called.share("lille")
    correct(called, "lille")
    book(called, "lille")
    ours = {role: sum(cents for known, cents, _aux in lines_of(called.members["lille"], "dues") if known == role)
            for role in ("federation_dues", "suppliers")}  # fmt: skip
    theirs = sum(cents for role, cents, aux in lines_of(called.cast, "dues") if aux == "LILLE")
    assert (ours, theirs) == ({"federation_dues": 900_00, "suppliers": -900_00}, 900_00)


def test_what_is_paid_in_francs_leaves_nothing_of_the_claim(called):
    call = call_of(called, "vaduz")
    receive(called, call, 333_33)
    receive(called, call, 666_67)
    rows = lines_of(called.cast, "dues_")
    assert sum(cents for _role, cents, aux in rows if aux == "VADUZ") == 0
    assert sum(cents for role, cents, _aux in rows if role == "bank") == 1_070_00


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("no_amount", {"cents": 0}),
        ("more_than_left", {"cents": 800_01}),
        ("day_ahead", {"cents": 1, "paid_on": date(2026, 10, 7)}),
    ],
)
def test_payments_that_cannot_be(called, code, asked):
    with pytest.raises(Invalid) as refused:
        receive(called, call_of(called, "lille"), **asked)
    assert refused.value.code == code
    with called.cast.inside():
        assert not DuesPayment.objects.exists()


def test_a_payment_noted_in_error_is_taken_back_once(called):
    payment = receive(called, call_of(called, "lille"), 800_00)
    with called.cast.inside():
        for _twice in range(2):
            take_payment_back(payment_id=payment.pk, by=called.cast.by("rui"), at=NOW)
        (account,) = [one for one in all_accounts() if one.member.slug == "lille"]
        assert (account.paid_cents, account.left_cents, len(account.payments)) == (0, 800_00, 2)


def test_the_co_op_notes_what_it_paid_in_its_own_books(called):
    lille, call = called.members["lille"], call_of(called, "lille")
    pay = {"call_id": call.pk, "paid_on": NOW.date(), "by": lille.by("theo"), "at": NOW}
    with lille.inside():
        send_payment(cents=800_00, **pay)
        with pytest.raises(Invalid):
            send_payment(cents=1, **pay)
    assert sum(cents for role, cents, _aux in lines_of(lille, "dues") if role == "suppliers") == 0
    vaduz = called.members["vaduz"]
    with vaduz.inside(), pytest.raises(NotFound):
        send_payment(cents=1, call_id=call.pk, paid_on=NOW.date(), by=vaduz.by("theo"), at=NOW)


def test_what_falls_in_a_closed_year_is_booked_today(called):
    """Lille's books of 2026 are closed before anybody booked the call."""
    lille, call, spring = called.members["lille"], call_of(called, "lille"), NOW + 180 * DAY
    with lille.inside():
        close_year(year=2026, by=lille.by("theo"), at=spring)
        (entry,) = book_calls(by=lille.by("theo"), at=spring)
        assert (entry.posted_on, entry.piece_on) == (spring.date(), NOW.date())
        send_payment(call_id=call.pk, cents=1_00, paid_on=NOW.date(), by=lille.by("theo"), at=spring)


def test_very_late_dues_are_a_warning(called):
    due = NOW.date() + 30 * DAY
    with called.members["lille"].inside():
        assert [is_very_late_here(due + n * DAY) for n in (60, 61)] == [False, True]
    receive(called, call_of(called, "lille"), 800_00)
    with called.members["lille"].inside():
        assert not is_very_late_here(due + 61 * DAY)


# What they paid for


def test_the_statement_adds_up_to_the_cent(called):
    with called.members["lille"].inside():
        own, whole = own_statement(2026), whole_statement(2026)
        assert own_statement(2025) is None
    assert (own.cents, own.uses) == (800_00, {"guarantee": 266_64, "software": 533_36})
    assert (whole.cents, whole.currency) == (1_870_00, "EUR")
    assert sum(whole.uses.values()) == whole.cents


def test_the_roadmap_knows_the_dues_of_twelve_months(called):
    with scope(called.cast.cooperative.pk):
        assert known_dues(NOW.date()) == {"lille": 800_00, "metz": 0, "vaduz": 1_070_00}
        assert known_dues(date(2027, 10, 6)) == {"lille": 0, "metz": 0, "vaduz": 0}
