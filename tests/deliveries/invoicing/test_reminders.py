"""Invoices are called to mind by the co-op's own steps: by the clock where it wants so, each step once."""

import threading
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.core import mail as sent_mail
from django.db import connection

from coopplatform.journal import relay
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow
from deliveries import tasks
from deliveries.domain.invoicing.reminders import USUAL, Standing, Tone, check_steps, levels_of, next_step
from deliveries.domain.invoicing.terms import late_rate, penalty_cents
from deliveries.models import InvoiceMail, ReminderHold, ReminderSettings
from deliveries.services.invoice_mails import remind, remind_by_the_clock
from deliveries.services.reminders import hold_reminders, lift_hold, set_reminders
from tests.conftest import PLATFORM
from tests.deliveries.invoicing.conftest import NOVEMBER
from tests.deliveries.invoicing.test_einvoices import BY_DEBIT

STEPS = ((-3, Tone.COMING), (7, Tone.KIND), (15, Tone.FIRM), (30, Tone.FORMAL))
DUE = date(2026, 11, 30)
PAGE = "/c/roue-libre/invoices/reminders/"


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def clock(day: date) -> int:
    return remind_by_the_clock(by=PLATFORM, at=noon(day))


@pytest.fixture
def automatic(october):
    return set_reminders(is_automatic=True, steps=STEPS, by=PLATFORM, at=NOVEMBER)


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ((), "how_many_steps"),
        (((7, Tone.KIND), (7, Tone.FIRM)), "steps_out_of_order"),
        (((15, Tone.KIND), (7, Tone.FIRM)), "steps_out_of_order"),
        (((-3, Tone.KIND),), "step_worded_wrong"),
        (((3, Tone.COMING),), "step_worded_wrong"),
        (((200, Tone.FORMAL),), "step_too_far"),
    ],
)
def test_steps_that_make_no_sense_are_refused(steps, code):
    with pytest.raises(Invalid) as refused:
        check_steps(steps)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("today", "sent", "number", "day"),
    [
        (date(2026, 11, 20), (), 1, date(2026, 11, 27)),
        (date(2026, 12, 1), (), 2, date(2026, 12, 7)),
        (date(2026, 12, 1), ((1, date(2026, 11, 27)),), 2, date(2026, 12, 7)),
        (date(2026, 12, 20), ((2, date(2026, 12, 20)),), 3, date(2026, 12, 28)),
        (date(2027, 1, 5), ((3, date(2026, 12, 28)),), 4, date(2027, 1, 7)),
    ],
)
def test_the_next_step_and_its_day(today, sent, number, day):
    """Announcing is left out once the day is over; after a late step the next one waits as long as it should."""
    standing = Standing(DUE, 100, None, tuple(on for _n, on in sent), sent[-1][0] if sent else 0)
    level, on = next_step(standing, today, levels_of(STEPS))
    assert (level.number, on) == (number, day)


def test_penalties_are_simple_interest_at_the_rate_of_the_half_year():
    assert [late_rate("FR", day) for day in (date(2025, 6, 30), date(2025, 7, 1), date(2026, 7, 1))] == [
        1315,
        1215,
        None,
    ]
    assert penalty_cents(100_000, 1215, 30) == 999
    assert late_rate("FI", date(2026, 1, 1)) is None


def test_by_default_nothing_goes_by_itself(issue):
    issue()
    assert clock(DUE + timedelta(20)) == 0
    assert InvoiceMail.objects.count() == 0


def test_each_step_goes_on_its_day_once_and_in_the_stores_language(issue, automatic):
    (invoice,) = issue()
    days = [DUE + timedelta(days) for days, _tone in STEPS]
    assert [clock(day) for day in (days[0] - timedelta(1), *days)] == [0, 1, 1, 1, 1]
    assert [clock(day) for day in days] == [0, 0, 0, 0]
    mails = list(InvoiceMail.objects.order_by("level"))
    assert [(mail.level, mail.asked_by) for mail in mails] == [(n, str(PLATFORM)) for n in (1, 2, 3, 4)]
    assert invoice.locale == "fr"
    assert "30 novembre 2026" in mails[0].body
    with pytest.raises(NotAllowedNow, match="last reminder"):
        remind(invoice_id=invoice.pk, by=PLATFORM, at=noon(DUE + timedelta(90)))


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 12, 12, 11, tzinfo=UTC),
        datetime(2026, 12, 11, 6, tzinfo=UTC),
        datetime(2026, 12, 11, 18, tzinfo=UTC),
    ],
    ids=["a Saturday", "seven in the morning", "seven in the evening"],
)
def test_nobody_is_written_to_out_of_hours(issue, automatic, at):
    issue()
    assert remind_by_the_clock(by=PLATFORM, at=at) == 0
    assert clock(date(2026, 12, 11)) == 1


def test_contested_paused_and_collected_invoices_are_left_alone(october, issue, automatic, bill):
    bill(**BY_DEBIT)
    (invoice,) = issue()
    of = {"store_id": invoice.store_id, "invoice_id": invoice.pk}
    by = {"by": PLATFORM, "at": NOVEMBER}
    with pytest.raises(Invalid, match="Say why"):
        hold_reminders(**of, reason=" ", **by)
    hold_reminders(**of, reason="Two bags were missing", is_contested=True, **by)
    hold_reminders(**of, reason="Twice", **by)
    assert ReminderHold.objects.count() == 1
    assert clock(date(2026, 12, 7)) == 0
    with pytest.raises(NotAllowedNow, match="held back"):
        remind(invoice_id=invoice.pk, by=PLATFORM, at=noon(date(2026, 12, 7)))
    lift_hold(**of, **by)
    hold_reminders(store_id=invoice.store_id, reason="They move house", **by)
    assert clock(date(2026, 12, 7)) == 0
    lift_hold(store_id=invoice.store_id, **by)
    assert clock(date(2026, 12, 7)) == 1


def test_two_workers_at_once_send_each_step_once(transactional_db, october, issue):
    set_reminders(is_automatic=True, steps=STEPS, by=PLATFORM, at=NOVEMBER)
    (invoice,) = issue()
    made, refused = [], []

    def run() -> None:
        with october.inside():
            try:
                made.append(remind(invoice_id=invoice.pk, by=PLATFORM, at=noon(date(2026, 12, 7))).level)
            except DomainError as problem:
                refused.append(problem.code)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (made, refused) == ([2], ["no_reminder_due"] * 2)


def test_the_clock_asks_each_co_op_and_a_worker_sends_the_letter(october, issue, automatic):
    issue()
    with (
        time_machine.travel(noon(date(2026, 12, 7)), tick=False),
        patch("deliveries.services.invoice_mails.current_app.send_task") as asked,
    ):
        with patch.object(tasks.remind_late, "delay") as delayed:
            tasks.remind_for_each_cooperative()
        assert {"cooperative_id": october.cooperative.pk} in [call.kwargs for call in delayed.call_args_list]
        assert tasks.remind_late(cooperative_id=october.cooperative.pk) == 1
        assert tasks.remind_late(cooperative_id=october.cooperative.pk) == 0
        relay.read_on(october.cooperative.pk, is_settled_only=False)
        assert tasks.send_invoice_mail(**asked.call_args.kwargs["kwargs"]) == "sent"
    (message,) = sent_mail.outbox
    assert "2026-0001" in message.subject


def test_a_firm_letter_counts_what_law_adds_where_the_rate_is_known(issue):
    set_reminders(
        is_automatic=False, steps=((30, Tone.FIRM),), late_rate=1215, late_rate_since=date(2026, 7, 1),
        by=PLATFORM, at=NOVEMBER,
    )  # fmt: skip
    (invoice,) = issue()
    body = remind(invoice_id=invoice.pk, by=PLATFORM, at=noon(date(2026, 12, 30))).body
    cents = penalty_cents(invoice.total_cents, 1215, 30)
    assert f"{cents / 100:.2f}".replace(".", ",") + "\xa0€" in body
    assert "40,00\xa0€" in body
    assert "12,15" in body


def form(**changes):
    """The page's form: the usual steps, as they are filled in."""
    facts = {f"tone_{number}": "kind" for number in range(1, 7)}
    for number, (days, tone) in enumerate(USUAL, start=1):
        facts |= {f"days_{number}": str(days), f"tone_{number}": tone.value}
    return facts | {"late_rate": "", "late_rate_since": ""} | changes


def test_theo_settles_the_steps_on_their_page(october, login):
    theo = login(october.theo)
    page = theo.get(PAGE)
    assert "A person sends them" in page.text
    assert page.context["form"].initial["days_2"] == 20
    kept = theo.post(PAGE, form(is_automatic="on", days_1="-2", tone_1="coming", days_3=""), follow=True)
    assert "They go by themselves" in kept.text
    settings = ReminderSettings.objects.get()
    assert settings.steps == [[-2, "coming"], [20, "firm"]]
    wrong = theo.post(PAGE, form(days_1="30"))
    assert wrong.status_code == 422
    assert "Each step comes later than the one before it." in wrong.text
    alone = theo.post(PAGE, form(late_rate="12.15"))
    assert "A penalty rate has a day it holds from" in alone.text
    high = theo.post(PAGE, form(late_rate="101", late_rate_since="2026-07-01"))
    assert "at most 100 percent a year" in high.text
    assert login(october.rosa).get(PAGE).status_code == 404


def test_an_invoices_page_says_what_comes_next_and_holds_it_back(october, issue, automatic, login):
    (invoice,) = issue()
    address = f"/c/roue-libre/invoices/{invoice.pk}/"
    theo = login(october.theo)
    with time_machine.travel(noon(date(2026, 12, 1)), tick=False):
        assert "step 2 goes by itself on 7 Dec" in theo.get(address).text
        assert "2026-0001" in theo.get(PAGE).text
    with time_machine.travel(noon(date(2026, 12, 12)), tick=False):
        assert "step 2 goes by itself on 14 Dec" in theo.get(address).text
    with time_machine.travel(noon(date(2026, 12, 1)), tick=False):
        silent = theo.post(f"{address}reminders/", {"reason": ""}, follow=True)
        assert "Say why no reminder goes" in silent.text
        asked = {"reason": "Two bags were missing", "is_contested": "on"}
        held = theo.post(f"{address}reminders/", asked, follow=True)
        assert "contested" in held.text
        assert "Two bags were missing" in held.text
        assert "Two bags were missing" in theo.get(PAGE).text
        assert clock(date(2026, 12, 7)) == 0
        lifted = theo.post(f"{address}reminders/", {"lift": "1"}, follow=True)
        assert "step 2 goes by itself on 7 Dec" in lifted.text
        assert "Two bags" not in login(october.rosa).get(address).text


def test_a_stores_page_holds_all_its_invoices_back(october, issue, automatic, login):
    issue()
    address = f"/c/roue-libre/stores/{october.store_id}/billing/"
    theo = login(october.theo)
    held = theo.post(f"{address}reminders/", {"reason": "They move house"}, follow=True)
    assert "They move house" in held.text
    assert clock(date(2026, 12, 7)) == 0
    theo.post(f"{address}reminders/", {"lift": "1"})
    assert clock(date(2026, 12, 7)) == 1
