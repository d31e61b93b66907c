"""The roster over HTTP: as Bruno plans it, as Alma lives it, as a calendar reads it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from cooperatives.models import Charter
from coopplatform.kernel.time import TimeWindow
from members.models import (
    Availability,
    Correction,
    MemberWorker,
    Shift,
    ShiftChange,
    SwapOffer,
    WeekTemplate,
    WorkBreak,
    WorkRecord,
)
from members.services.lending import plan_guest, receive_guest
from members.services.roster import clock_in, clock_out, hire, plan_shift
from members.services.swapping import offer_swap, take_swap
from tests.conftest import PLATFORM
from tests.members.conftest import long_ago

HERE = "/c/roue-libre"
PRESENT = datetime(2026, 11, 25, 12, tzinfo=UTC)
MONDAY = datetime(2026, 12, 14, 10, tzinfo=UTC)  # 11:00 in Paris
WEEK = "2026-W51"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _in_november(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: PRESENT)


@pytest.fixture
def home(off_shift):
    """Alma is home, and Bruno carries too."""
    long_ago(off_shift)
    member = hire(
        user_id=off_shift.bruno.pk,
        name="Bruno",
        code="BR",
        weekly_minutes=35 * 60,
        hourly_cents=1400,
        started_on=date(2024, 1, 1),
        by=PLATFORM,
    )
    off_shift.bruno_id = member.pk
    return off_shift


@pytest.fixture
def bruno(home, login):
    return login(home.bruno)


@pytest.fixture
def alma(home, login):
    return login(home.alma)


def planned(member_id, starts_at=MONDAY, hours=4, **more):
    return plan_shift(
        member_id=member_id, starts_at=starts_at, ends_at=starts_at + hours * HOUR, by=PLATFORM, **more
    )


def form(day="2026-12-14", starts="11:00", ends="15:00", member="", **more):
    return {"day": day, "starts": starts, "ends": ends, "member": str(member), "skills": "", **more}


def test_bruno_plans_publishes_and_changes_a_week(home, bruno, alma):
    answer = bruno.post(f"{HERE}/roster/shifts/new/", form(member=home.courier_id), follow=True)
    assert "Drafted." in answer.text
    assert "Publish 1 draft" in answer.text
    assert "11:00" not in alma.get(f"{HERE}/me/shifts/").text
    answer = bruno.post(f"{HERE}/roster/publish/", {"week": WEEK}, follow=True)
    assert "The week is published" in answer.text
    assert "11:00" in alma.get(f"{HERE}/me/shifts/").text
    shift = Shift.objects.get(starts_at=MONDAY)
    page = f"{HERE}/roster/shifts/{shift.pk}/"
    answer = bruno.post(page, form(starts="12:00", member=home.courier_id), follow=True)
    assert "Changed." in answer.text
    assert "moved" in bruno.get(page).text
    answer = bruno.post(f"{page}cancel/", {"reason": "Snow"}, follow=True)
    assert "off the roster" in answer.text
    assert "Snow" in answer.text
    assert not Shift.objects.filter(pk=shift.pk).exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends": ""}, "This field is required."),
        ({"ends": "22:00"}, "at most 10 (Code du travail, L3121-18)"),
        ({"day": "soon"}, "Enter a valid date."),
        ({"member": "00000000-0000-0000-0000-000000000000"}, "Select a valid choice."),
        ({"skills": "cargo"}, "does not have what this shift asks for: cargo."),
    ],
)
def test_what_is_wrong_with_a_shift_is_said_at_its_field(home, bruno, changes, said):
    before = Shift.objects.count()
    answer = bruno.post(f"{HERE}/roster/shifts/new/", form(member=home.courier_id) | changes)
    assert (answer.status_code, said in answer.text, 'aria-invalid="true"' in answer.text) == (
        422,
        True,
        True,
    )
    assert Shift.objects.count() == before


def test_a_shift_soon_changes_with_a_reason_only(home, bruno):
    shift = planned(home.courier_id, datetime(2026, 11, 27, 10, tzinfo=UTC))
    page = f"{HERE}/roster/shifts/{shift.pk}/"
    facts = form(day="2026-11-27", starts="12:00", member=home.courier_id)
    answer = bruno.post(page, facts)
    assert (answer.status_code, "say why it changes (Code du travail, L3123-31)" in answer.text) == (
        422,
        True,
    )
    bruno.post(page, facts | {"reason": "The market moved"})
    assert ShiftChange.objects.get().reason == "The market moved"
    answer = bruno.post(f"{page}cancel/", {"reason": ""})
    assert (answer.status_code, Shift.objects.filter(pk=shift.pk).count()) == (422, 1)


def test_the_roster_shows_warnings_beside_the_shift_and_in_words(home, bruno):
    planned(home.courier_id, MONDAY + 8 * HOUR)
    planned(home.courier_id, MONDAY + 22 * HOUR)
    page = bruno.get(f"{HERE}/roster/?week={WEEK}").text
    assert "short rest" in page
    assert "10 h of rest before it; at least 11 (Code du travail, L3131-1)." in page
    assert "Nothing stands in the way" in page


def test_a_week_that_is_none_is_this_week(home, bruno):
    assert "Week 48" in bruno.get(f"{HERE}/roster/?week=nonsense").text
    assert bruno.post(f"{HERE}/roster/publish/", {"week": "nonsense"}).status_code == 404


def test_couriers_and_cooks_do_not_find_the_roster(home, alma, login):
    for client in (alma, login(home.rosa)):
        assert client.get(f"{HERE}/roster/").status_code == 404
        assert client.get(f"{HERE}/roster/records/").status_code == 404


def test_a_week_is_kept_as_a_template_and_planned_again(home, bruno):
    planned(home.courier_id)
    bruno.post(f"{HERE}/roster/templates/?week={WEEK}", {"name": "Usual"})
    template = WeekTemplate.objects.get()
    url = f"{HERE}/roster/templates/{template.pk}/apply/"
    assert "1 shift drafted." in bruno.post(url, {"week": "2026-W52"}, follow=True).text
    assert "already has every shift" in bruno.post(url, {"week": "2026-W52"}, follow=True).text
    assert "Usual" in bruno.get(f"{HERE}/roster/templates/").text
    assert bruno.post(f"{HERE}/roster/templates/?week=2026-W53", {"name": "Empty"}).status_code == 422
    bruno.post(f"{HERE}/roster/templates/{template.pk}/forget/")
    assert WeekTemplate.objects.count() == 0


def test_members_have_skills_and_say_when_they_can_work(home, bruno, alma):
    bruno.post(
        f"{HERE}/roster/people/{home.courier_id}/skills/", {f"{home.courier_id}-skills": "Cargo, cold"}
    )
    assert MemberWorker.objects.get(pk=home.courier_id).skills == ["cargo", "cold"]
    wrong = {f"{home.courier_id}-skills": "x" * 40}
    assert bruno.post(f"{HERE}/roster/people/{home.courier_id}/skills/", wrong).status_code == 422
    window = {"kind": "cannot", "weekday": "0", "weeks": "all", "begins": "08:00", "until": "12:00"}
    assert "Kept" in alma.post(f"{HERE}/me/availability/", window, follow=True).text
    assert alma.post(f"{HERE}/me/availability/", window | {"until": "07:00"}).status_code == 422
    assert "08:00–12:00" in bruno.get(f"{HERE}/roster/people/").text
    answer = bruno.post(f"{HERE}/roster/shifts/new/", form(member=home.courier_id), follow=True)
    assert "Alma: cannot work from 08:00 to 12:00" in answer.text
    assert "not available" in bruno.get(f"{HERE}/roster/?week={WEEK}").text
    row = Availability.objects.get()
    assert bruno.post(f"{HERE}/me/availability/{row.pk}/remove/").status_code == 404
    alma.post(f"{HERE}/me/availability/{row.pk}/remove/")
    assert Availability.objects.count() == 0


def test_alma_claims_and_bruno_waits_and_moves_up(home, bruno, alma):
    shift = planned(None)
    assert "It is yours." in alma.post(f"{HERE}/me/shifts/{shift.pk}/claim/", follow=True).text
    assert "Someone was quicker" in bruno.post(f"{HERE}/me/shifts/{shift.pk}/claim/", follow=True).text
    assert "you wait for it" in bruno.get(f"{HERE}/me/shifts/").text
    assert "Give it back" in alma.get(f"{HERE}/me/shifts/").text
    assert "Given back." in alma.post(f"{HERE}/me/shifts/{shift.pk}/give-back/", follow=True).text
    assert Shift.objects.get(pk=shift.pk).member_id == home.bruno_id


def test_alma_offers_bruno_takes_and_nour_approves(home, bruno, alma, login):
    shift = planned(home.courier_id)
    assert "Offered" in alma.post(f"{HERE}/me/shifts/{shift.pk}/offer/", follow=True).text
    swap = SwapOffer.objects.get()
    assert "once the dispatcher approves" in bruno.post(f"{HERE}/me/swaps/{swap.pk}/take/", follow=True).text
    decide = f"{HERE}/roster/requests/{swap.pk}/"
    assert "Someone else decides" in bruno.post(decide, {"decision": "approve"}, follow=True).text
    nour = login(home.nour)
    assert "Approve the swap" in nour.get(f"{HERE}/roster/requests/").text
    assert "changed hands" in nour.post(decide, {"decision": "approve"}, follow=True).text
    assert Shift.objects.get(pk=shift.pk).member_id == home.bruno_id


def test_a_courier_keeps_what_they_offered(home, alma):
    shift = planned(home.courier_id)
    swap = offer_swap(shift_id=shift.pk, member_id=home.courier_id, by=PLATFORM, at=PRESENT)
    assert "You keep it." in alma.post(f"{HERE}/me/swaps/{swap.pk}/withdraw/", follow=True).text


def test_alma_takes_a_break_on_her_page(home, alma):
    shift = planned(home.courier_id, PRESENT - HOUR)
    clock_in(shift_id=shift.pk, by=PLATFORM, at=PRESENT - HOUR)
    url = f"{HERE}/me/shifts/{shift.pk}/break/"
    assert "Back to work" in alma.post(url, follow=True).text
    assert WorkBreak.objects.get().ended_at is None
    assert "Take a break" in alma.post(url, follow=True).text


def worked(home, begins=PRESENT - timedelta(days=1), late=0):
    shift = planned(home.courier_id, begins)
    clock_in(shift_id=shift.pk, by=PLATFORM, at=begins)
    clock_out(shift_id=shift.pk, by=PLATFORM, at=shift.ends_at + timedelta(minutes=late))
    return WorkRecord.objects.get(shift=shift)


def test_bruno_confirms_what_went_as_planned_and_the_rest_one_by_one(home, bruno):
    near, far = worked(home), worked(home, PRESENT - timedelta(days=2), late=40)
    page = bruno.get(f"{HERE}/roster/records/").text
    assert "not as planned, to confirm" in page
    answer = bruno.post(f"{HERE}/roster/records/confirm/", {"week": "2026-W48"}, follow=True)
    assert "record confirmed." in answer.text or "records confirmed." in answer.text
    near.refresh_from_db()
    far.refresh_from_db()
    assert (near.is_confirmed, far.is_confirmed) == (True, False)
    assert "Confirmed." in bruno.post(f"{HERE}/roster/records/{far.pk}/confirm/", follow=True).text


def test_bruno_corrects_alma_contests_bruno_corrects_and_alma_agrees(home, bruno, alma):
    record = worked(home)
    page = f"{HERE}/roster/records/{record.pk}/"
    times = {"day": "2026-11-24", "started": "13:00", "ended": "18:00", "reason": ""}
    answer = bruno.post(page, times)
    assert (answer.status_code, "This field is required." in answer.text) == (422, True)
    half = times | {"reason": "Late", "break_0_from": "14:00"}
    assert "A break has a beginning and an end." in bruno.post(page, half).text
    answer = bruno.post(page, half | {"break_0_until": "14:30"}, follow=True)
    assert "Corrected." in answer.text
    record.refresh_from_db()
    assert record.paid_seconds == 4.5 * 3600
    assert "record waits for your word" in alma.get(f"{HERE}/me/").text
    assert "Late" in alma.get(f"{HERE}/me/hours/").text
    wrong = alma.post(f"{HERE}/me/hours/{record.pk}/contest/", {f"{record.pk}-note": ""})
    assert wrong.status_code == 422
    alma.post(f"{HERE}/me/hours/{record.pk}/contest/", {f"{record.pk}-note": "No break"})
    assert "No break" in bruno.get(f"{HERE}/roster/records/").text
    bruno.post(page, times | {"reason": "She is right"})
    assert "Agreed." in alma.post(f"{HERE}/me/hours/{record.pk}/agree/", follow=True).text
    record.refresh_from_db()
    assert (record.is_confirmed, record.paid_seconds) == (True, 5 * 3600)
    answers = list(Correction.objects.order_by("made_at", "pk").values_list("answer", flat=True))
    assert answers == ["contested", "agreed"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ended": "20:00", "day": "2026-11-26"}, "Work that is not over cannot be corrected."),
        ({"break_0_from": "12:00", "break_0_until": "12:30"}, "A break lies within the work."),
        ({"ended": "17:00"}, "These are the times it has already."),
    ],
)
def test_a_senseless_correction_is_refused_at_its_field(home, bruno, changes, said):
    record = worked(home)
    times = {"day": "2026-11-24", "started": "13:00", "ended": "17:00", "reason": "Late"}
    answer = bruno.post(f"{HERE}/roster/records/{record.pk}/", times | changes)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert Correction.objects.count() == 0


def test_a_night_is_corrected_over_midnight(home, bruno):
    begins = datetime(2026, 11, 23, 20, tzinfo=UTC)  # 21:00 in Paris
    record = worked(home, begins)
    times = {"day": "2026-11-23", "started": "21:00", "ended": "02:00", "reason": "Late"}
    bruno.post(
        f"{HERE}/roster/records/{record.pk}/", times | {"break_0_from": "23:50", "break_0_until": "00:10"}
    )
    record.refresh_from_db()
    assert (record.ended_at, record.paid_seconds) == (begins + 5 * HOUR, 5 * 3600 - 20 * 60)


def test_nour_moves_a_rule_and_it_holds(home, bruno, login):
    nour = login(home.nour)
    page = f"{HERE}/roster/rules/"
    assert "Code du travail, L3121-18" in nour.get(page).text
    assert "Change a rule" not in bruno.get(page).text
    change = {"code": "day_max", "limit": "8", "mode": "block"}
    assert bruno.post(page, change).status_code == 404
    wrong = nour.post(page, change | {"limit": "40"})
    assert (wrong.status_code, "takes a limit from 1 to 24 hours" in wrong.text) == (422, True)
    assert Charter.objects.count() == 1
    assert "the law says 10, the charter moves it" in nour.post(page, change, follow=True).text
    answer = bruno.post(f"{HERE}/roster/shifts/new/", form(ends="20:00", member=home.courier_id))
    assert "at most 8 (Code du travail, L3121-18)" in answer.text


def test_the_calendar_shows_published_shifts_in_the_co_ops_time_under_ids_that_stay(home, alma, client):
    shift = planned(home.courier_id)
    gone = planned(home.courier_id, MONDAY + timedelta(days=1))
    planned(home.courier_id, MONDAY + timedelta(days=2), is_draft=True)
    planned(home.bruno_id)
    page = alma.post(f"{HERE}/me/calendar/", {"do": "open"}, follow=True).text
    token = MemberWorker.objects.get(pk=home.courier_id).calendar_token
    url = f"{HERE}/calendar/{token}.ics"
    assert url in page
    answer = client.get(url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"TZID:Europe/Paris" in answer.content
    events = {str(event["UID"]): event for event in Calendar.from_ical(answer.content).events}
    assert {*events} >= {f"{shift.pk}@roue-libre", f"{gone.pk}@roue-libre"}
    first = events[f"{shift.pk}@roue-libre"]
    assert first["DTSTART"].dt == MONDAY
    assert first["DTSTART"].dt.tzinfo == ZoneInfo("Europe/Paris")
    ahead = [event for event in events.values() if event["DTSTART"].dt > PRESENT]
    assert len(ahead) == 2
    gone.delete()
    events = [str(event["UID"]) for event in Calendar.from_ical(client.get(url).content).events]
    assert f"{gone.pk}@roue-libre" not in events


def test_a_calendar_address_is_worthless_once_it_is_renewed_or_closed(home, alma, client):
    alma.post(f"{HERE}/me/calendar/", {"do": "open"})
    tokens = [MemberWorker.objects.get(pk=home.courier_id).calendar_token]
    alma.post(f"{HERE}/me/calendar/", {"do": "open"})
    tokens.append(MemberWorker.objects.get(pk=home.courier_id).calendar_token)
    assert [client.get(f"{HERE}/calendar/{t}.ics").status_code for t in tokens] == [404, 200]
    assert client.get(f"/c/autre/calendar/{tokens[1]}.ics").status_code == 404
    alma.post(f"{HERE}/me/calendar/", {"do": "close"})
    assert client.get(f"{HERE}/calendar/{tokens[1]}.ics").status_code == 404


def test_a_swap_that_waits_is_shown_to_whom_it_concerns(home, bruno, alma):
    shift = planned(home.courier_id)
    swap = offer_swap(shift_id=shift.pk, member_id=home.courier_id, by=PLATFORM, at=PRESENT)
    take_swap(swap_id=swap.pk, member_id=home.bruno_id, by=PLATFORM, at=PRESENT)
    assert "Bruno takes it once the dispatcher approves." in alma.get(f"{HERE}/me/shifts/").text
    assert "waits for approval" in bruno.get(f"{HERE}/me/shifts/").text


def test_a_guest_is_on_the_page_of_their_own_shift_and_in_no_other_list(home, bruno):
    with home.inside():
        guest = receive_guest(
            user=home.users["rosa"],
            name="Ines Diop",
            lent_by="rennes",
            capacity_bags=5,
            skills=[],
            first=MONDAY.date(),
            last=MONDAY.date(),
            by=PLATFORM,
            at=PRESENT,
        )
        theirs = plan_guest(guest=guest, window=TimeWindow(MONDAY, MONDAY + 4 * HOUR))
        other = plan_shift(
            member_id=home.courier_id, starts_at=MONDAY, ends_at=MONDAY + 4 * HOUR, by=PLATFORM
        )
    chosen = f'<option value="{guest.pk}" selected>ID Ines Diop</option>'
    assert chosen in bruno.get(f"{HERE}/roster/shifts/{theirs.pk}/").text
    assert "Ines Diop" not in bruno.get(f"{HERE}/roster/shifts/{other.pk}/").text
