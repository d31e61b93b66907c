"""Lille lends a shift of Alma's to Nantes: she agrees first, rides it there, and is paid at home."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cooperatives.models import Line
from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.time import TimeWindow
from deliveries.models import CourierNote
from federation.domain.means.loans import LoanState, charged, loan_state, reserved_minutes
from federation.domain.means.terms import Amount, Kind, Limits, Tariff
from federation.domain.means.uses import UseState
from federation.models import GrantUse, GrantUseLetter, GuestShift, Loan
from federation.queries.means.loans import guests_here, loans_here
from federation.services.means.borrowing import decline_loan, report_guest, take_loan
from federation.services.means.granting import revoke_grant
from federation.services.means.lending import answer_loan, ask_to_lend, settle_loan, withdraw_loan
from federation.tasks.loans import go_on_with_loans
from members.models import MemberWorker, Shift, WorkRecord
from members.services.breaks import end_break, start_break
from members.services.planning import cancel_shift, change_shift
from members.services.records import confirm_record
from members.services.roster import clock_in, clock_out, hire, plan_shift
from tests.conftest import PLATFORM
from tests.federation.means.conftest import DAY, NOW, RELAY, TODAY

LEND = replace(
    RELAY,
    kind=Kind.LEND,
    purpose="Hands for the market on Saturdays.",
    limits=Limits(minutes=12 * 60),
    tariff=Tariff(cents_per_hour=21_00, cost_cents_per_hour=22_50),
)
SATURDAY = NOW + 3 * DAY
WINDOW = TimeWindow(SATURDAY, SATURDAY + timedelta(hours=4))


@pytest.fixture
def courier(pair):
    """Alma, employed at Lille."""
    with pair.lille.inside():
        return hire(
            user_id=pair.lille.users["alma"].pk,
            name="Alma Costa",
            code="AL",
            weekly_minutes=24 * 60,
            hourly_cents=14_00,
            started_on=TODAY.replace(month=1),
            by=PLATFORM,
        )


@pytest.fixture
def grant(pair):
    return pair.granted(LEND)


def ask(pair, grant, courier, window=WINDOW, at=NOW):
    with pair.lille.inside():
        return ask_to_lend(
            grant_id=grant.pk, member_id=courier.pk, window=window, by=pair.lille.by("bruno"), at=at
        )


def answer(pair, loan, *, agrees=True, who="alma", at=NOW):
    with pair.lille.inside():
        user = pair.lille.users[who]
        return answer_loan(loan_id=loan.pk, agrees=agrees, user_id=user.pk, by=pair.lille.by(who), at=at)


def lent(pair, grant, courier):
    return answer(pair, ask(pair, grant, courier))


def taken(pair, grant, courier):
    loan = lent(pair, grant, courier)
    with pair.nantes.inside():
        return loan, take_loan(use_id=loan.use, by=pair.nantes.by("bruno"), at=NOW)


def ride(pair, found, until=WINDOW.before):
    """Clocked in on time, a break of a quarter of an hour, closed by both sides."""
    with pair.nantes.inside():
        clock_in(shift_id=found.shift, by=PLATFORM, at=WINDOW.after)
        start_break(shift_id=found.shift, by=PLATFORM, at=WINDOW.after + timedelta(hours=2))
        end_break(shift_id=found.shift, by=PLATFORM, at=WINDOW.after + timedelta(hours=2, minutes=15))
        clock_out(shift_id=found.shift, by=PLATFORM, at=until)
        record = WorkRecord.objects.get(shift=found.shift)
        confirm_record(record_id=record.pk, by=pair.nantes.by("bruno"), at=until)


def report(pair, found, at):
    with pair.nantes.inside():
        return report_guest(guest_shift_id=found.pk, by=PLATFORM, at=at)


def settle(pair, loan, at):
    with pair.lille.inside():
        return settle_loan(loan_id=loan.pk, by=PLATFORM, at=at)


def refused(work, *args, **kwargs):
    with pytest.raises(DomainError) as found:
        work(*args, **kwargs)
    return found.value.code


def booked(cast):
    """By role, what the entries of loans moved."""
    with cast.inside():
        lines = Line.objects.filter(entry__source_key__startswith="loan:")
        return {str(line.account.role): (line.amount_cents, line.auxiliary) for line in lines}


class TestWhatIsAskedFirst:
    def test_nobody_is_lent_unasked(self, pair, grant, courier):
        loan = ask(pair, grant, courier)
        with pair.lille.inside():
            assert "Nantes" in CourierNote.objects.get().text
            assert not Shift.objects.exclude(lent_to="").exists()
        with pair.nantes.inside():
            assert not GrantUse.objects.exists()
            assert guests_here(NOW) == []
        assert (loan.answer, loan.use) == ("", None)

    def test_only_the_courier_answers(self, pair, grant, courier):
        loan = ask(pair, grant, courier)
        assert refused(answer, pair, loan, who="nour") == "no_loan"
        assert answer(pair, loan).answer == "agreed"
        assert answer(pair, loan).use == answer(pair, loan).use
        assert refused(answer, pair, loan, agrees=False) == "answered"

    def test_a_no_leaves_nothing_behind(self, pair, grant, courier):
        answer(pair, ask(pair, grant, courier), agrees=False)
        with pair.lille.inside():
            assert [one.state for one in loans_here(NOW)] == [LoanState.REFUSED]
            assert not Shift.objects.exists()
            assert not GrantUse.objects.exists()

    def test_agreeing_puts_it_on_her_roster_and_offers_it(self, pair, grant, courier):
        loan = lent(pair, grant, courier)
        with pair.lille.inside():
            shift = Shift.objects.get(pk=loan.shift)
            assert (shift.member_id, shift.lent_to) == (courier.pk, "nantes")
        with pair.nantes.inside():
            (offered,) = guests_here(NOW)
            assert (offered.name, offered.lender, offered.window) == ("Alma Costa", "Lille", WINDOW)
            assert GrantUse.objects.get().amount == Amount(minutes=5 * 60, cents=105_00)

    def test_what_she_agreed_to_and_could_not_do_is_not_agreed(self, pair, grant, courier):
        loan = ask(pair, grant, courier)
        with pair.lille.inside():
            plan_shift(member_id=courier.pk, starts_at=WINDOW.after, ends_at=WINDOW.before, by=PLATFORM)
        assert refused(answer, pair, loan) == "shift_overlaps"
        with pair.lille.inside():
            assert Loan.objects.get(pk=loan.pk).answer == ""
            assert not GrantUse.objects.exists()

    @pytest.mark.parametrize(
        ("window", "code"),
        [
            (TimeWindow(NOW - timedelta(hours=1), NOW + timedelta(hours=2)), "begun_already"),
            (TimeWindow(SATURDAY, SATURDAY + timedelta(hours=13)), "over_minutes"),
            (TimeWindow(NOW + 100 * DAY, NOW + 100 * DAY + timedelta(hours=4)), "outside_of_days"),
        ],
    )
    def test_a_shift_that_the_grant_does_not_hold(self, pair, grant, courier, window, code):
        assert refused(ask, pair, grant, courier, window) == code

    def test_a_relay_lends_nobody(self, pair, courier):
        assert refused(ask, pair, pair.granted(), courier) == "no_grant"

    def test_who_borrows_does_not_lend(self, pair, grant, courier):
        with pair.nantes.inside():
            assert (
                refused(
                    ask_to_lend,
                    grant_id=grant.pk,
                    member_id=courier.pk,
                    window=WINDOW,
                    by=pair.nantes.by("bruno"),
                    at=NOW,
                )
                == "no_grant"
            )

    def test_nobody_earns_by_her(self, pair, grant, courier, monkeypatch):
        monkeypatch.setattr("federation.services.means.lending.hourly_cost_of", lambda _member: 20_99)
        assert refused(ask, pair, grant, courier) == "above_cost"


class TestTheWholeWay:
    def test_ridden_there_and_paid_at_home(self, pair, grant, courier):
        loan, found = taken(pair, grant, courier)
        end = WINDOW.before + timedelta(minutes=10)
        ride(pair, found, until=end)
        assert report(pair, found, end) is UseState.DONE
        assert settle(pair, loan, end) is LoanState.PAID
        with pair.lille.inside():
            record = WorkRecord.objects.get(shift=loan.shift)
            assert (record.minutes, record.is_confirmed) == (3 * 60 + 55, True)
            (seen,) = loans_here(end)
            assert (seen.minutes, seen.charged_cents) == (235, 82_25)
        assert booked(pair.lille) == {
            "customers": (98_70, "NANTES"),
            "staff_lent": (-82_25, ""),
            "vat": (-16_45, ""),
        }
        assert booked(pair.nantes) == {
            "staff_borrowed": (82_25, ""),
            "vat_deductible": (16_45, ""),
            "suppliers": (-98_70, "LILLE"),
        }

    def test_told_and_settled_twice_is_once(self, pair, grant, courier):
        loan, found = taken(pair, grant, courier)
        ride(pair, found)
        for _time in range(2):
            assert report(pair, found, WINDOW.before) is UseState.DONE
            assert settle(pair, loan, WINDOW.before) is LoanState.PAID
        with pair.lille.inside():
            assert WorkRecord.objects.count() == 1
            assert GrantUseLetter.objects.get().body == {}

    def test_the_task_goes_all_the_way(self, pair, grant, courier, monkeypatch):
        loan, found = taken(pair, grant, courier)
        ride(pair, found)
        monkeypatch.setattr("federation.tasks.loans.timezone.now", lambda: WINDOW.before + DAY)
        for cast in (pair.nantes, pair.lille):
            go_on_with_loans(cooperative_id=cast.cooperative.pk)
        with pair.lille.inside():
            assert Loan.objects.get(pk=loan.pk).entered_at == WINDOW.before + DAY

    def test_longer_than_agreed_is_paid_and_not_charged(self, pair, grant, courier):
        loan, found = taken(pair, grant, courier)
        end = WINDOW.before + timedelta(minutes=105)
        ride(pair, found, until=end)
        report(pair, found, end)
        settle(pair, loan, end)
        with pair.lille.inside():
            assert WorkRecord.objects.get().minutes == 330
            assert loans_here(end)[0].charged_cents == 105_00

    def test_open_hours_are_not_told_yet(self, pair, grant, courier):
        loan, found = taken(pair, grant, courier)
        with pair.nantes.inside():
            clock_in(shift_id=found.shift, by=PLATFORM, at=WINDOW.after)
        assert report(pair, found, WINDOW.after) is UseState.BEGUN
        with pair.nantes.inside():
            clock_out(shift_id=found.shift, by=PLATFORM, at=WINDOW.before)
        assert report(pair, found, WINDOW.before) is UseState.BEGUN
        assert settle(pair, loan, WINDOW.before) is LoanState.BEGUN
        assert booked(pair.lille) == booked(pair.nantes) == {}

    def test_a_grant_revoked_meanwhile_pays_what_was_taken_on(self, pair, grant, courier):
        loan, found = taken(pair, grant, courier)
        with pair.nantes.inside():
            revoke_grant(grant_id=grant.pk, reason="We hired.", by=pair.nantes.by("nour"), at=NOW)
        ride(pair, found)
        report(pair, found, WINDOW.before)
        assert settle(pair, loan, WINDOW.before) is LoanState.PAID


class TestWhatDoesNotHappen:
    def test_declined_it_leaves_her_roster(self, pair, grant, courier):
        loan = lent(pair, grant, courier)
        with pair.nantes.inside():
            assert refused(decline_loan, use_id=loan.use, reason="", by=PLATFORM, at=NOW) == "no_reason"
            decline_loan(use_id=loan.use, reason="It rains.", by=PLATFORM, at=NOW)
        assert settle(pair, loan, NOW) is LoanState.DECLINED
        with pair.lille.inside():
            assert not Shift.objects.exists()
            assert loans_here(NOW)[0].reason == "It rains."

    def test_taken_back_it_leaves_both_rosters(self, pair, grant, courier):
        loan, found = taken(pair, grant, courier)
        with pair.lille.inside():
            withdraw_loan(loan_id=loan.pk, reason="She is ill.", by=PLATFORM, at=NOW)
            withdraw_loan(loan_id=loan.pk, reason="She is ill.", by=PLATFORM, at=NOW)
            assert not Shift.objects.exists()
        assert report(pair, found, NOW) is UseState.WITHDRAWN
        with pair.nantes.inside():
            assert not Shift.objects.exists()

    def test_begun_it_is_not_taken_back(self, pair, grant, courier):
        loan, found = taken(pair, grant, courier)
        with pair.nantes.inside():
            clock_in(shift_id=found.shift, by=PLATFORM, at=WINDOW.after)
        report(pair, found, WINDOW.after)
        with pair.lille.inside():
            assert refused(withdraw_loan, loan_id=loan.pk, reason="", by=PLATFORM, at=WINDOW.after) == (
                "not_to_withdraw"
            )

    def test_a_shift_that_nobody_began_is_told_as_failed(self, pair, grant, courier):
        loan, found = taken(pair, grant, courier)
        assert report(pair, found, WINDOW.before + timedelta(hours=13)) is UseState.FAILED
        assert settle(pair, loan, WINDOW.before + timedelta(hours=13)) is LoanState.FAILED
        assert booked(pair.lille) == booked(pair.nantes) == {}

    def test_the_borrower_cancels_but_does_not_move_it(self, pair, grant, courier):
        loan, found = taken(pair, grant, courier)
        with pair.nantes.inside():
            moved = {"starts_at": WINDOW.after - timedelta(hours=1), "ends_at": WINDOW.before}
            guest = MemberWorker.objects.get()
            assert (
                refused(change_shift, shift_id=found.shift, member_id=guest.pk, **moved, by=PLATFORM, at=NOW)
                == "agreed_elsewhere"
            )
            assert refused(plan_shift, member_id=guest.pk, **moved, by=PLATFORM) == "a_guest"
            cancel_shift(shift_id=found.shift, by=PLATFORM, at=NOW, reason="No market.")
        assert report(pair, found, NOW) is UseState.DECLINED
        assert settle(pair, loan, NOW) is LoanState.DECLINED

    def test_an_altered_letter_is_not_taken_on(self, pair, grant, courier):
        loan = lent(pair, grant, courier)
        with pair.lille.inside():
            GrantUseLetter.objects.update(body={"user": pair.nantes.users["nour"].pk, "name": "Nour"})
        with pair.nantes.inside():
            assert refused(take_loan, use_id=loan.use, by=PLATFORM, at=NOW).startswith("slip_")
            assert not MemberWorker.objects.exists()
            assert not GuestShift.objects.exists()

    def test_a_third_co_op_and_the_federation_see_nothing(self, pair, grant, courier):
        loan, _found = taken(pair, grant, courier)
        for cast in (pair.gand, pair.house):
            with cast.inside():
                assert not GrantUse.objects.exists()
                assert not Loan.objects.exists()
        with pair.gand.inside():
            assert refused(take_loan, use_id=loan.use, by=PLATFORM, at=NOW) == "no_use"


class TestOnThePages:
    def test_asked_agreed_taken_on(self, pair, grant, courier, login, monkeypatch):
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
        bruno, alma = login(pair.lille.users["bruno"]), login(pair.lille.users["alma"])
        page = "/c/lille/federation/means/loans/"
        form = {
            "grant": str(grant.pk),
            "member": str(courier.pk),
            "day": WINDOW.after.date().isoformat(),
            "starts": "10:00",
            "ends": "14:00",
        }
        assert "This field is required" in bruno.post(f"{page}ask/", {**form, "day": ""}).content.decode()
        assert bruno.post(f"{page}ask/", form).status_code == 302
        assert alma.post(f"{page}ask/", form).status_code == 404
        asked = alma.get(page).content.decode()
        assert "Would you ride this shift for Nantes?" in asked
        assert "Lille stays your employer" in asked
        with pair.lille.inside():
            loan = Loan.objects.get()
        alma.post(f"{page}{loan.pk}/answer/", {"answer": "agreed"})
        assert "Taken" not in bruno.get(page).content.decode().split("Asked of our couriers")[1][:600]
        with pair.nantes.inside():
            use = GrantUse.objects.get()
        planner, theirs = login(pair.nantes.users["bruno"]), "/c/nantes/federation/means/loans/"
        assert "Alma Costa" in planner.get(theirs).content.decode()
        planner.post(f"{theirs}offered/{use.pk}/take/")
        assert "on our roster" in planner.get(theirs).content.decode()
        roster = planner.get(f"/c/nantes/roster/?week={WINDOW.after:%G-W%V}").content.decode()
        assert "Alma Costa" in roster
        assert "guest" in roster
        assert "rides elsewhere" in bruno.get(f"/c/lille/roster/?week={WINDOW.after:%G-W%V}").content.decode()


@pytest.mark.parametrize(
    ("answer", "use", "facts", "state"),
    [
        ("", None, {}, "asked"),
        ("refused", None, {}, "refused"),
        ("", None, {"is_withdrawn": True}, "withdrawn"),
        ("agreed", UseState.ASKED, {}, "offered"),
        ("agreed", UseState.DONE, {}, "done"),
        ("agreed", UseState.DONE, {"is_entered": True}, "paid"),
        ("agreed", UseState.WITHDRAWN, {"is_withdrawn": True}, "withdrawn"),
    ],
)
def test_the_state_of_a_loan(answer, use, facts, state):
    assert loan_state(answer, use, **facts) == state


def test_an_hour_is_kept_for_a_late_end_and_no_more_is_charged():
    half_minute = TimeWindow(NOW, NOW + timedelta(seconds=30))
    assert reserved_minutes(half_minute) == 61
    assert (charged(70, 61).charged, charged(70, 61).beyond) == (61, 9)
    assert (charged(50, 61).charged, charged(50, 61).beyond) == (50, 0)
