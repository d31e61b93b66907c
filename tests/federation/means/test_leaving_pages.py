"""Both sides settle an exit from their pages; the archive and the letters say what is open and who acts next."""

import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from io import BytesIO
from types import SimpleNamespace

import time_machine
from celery import current_app
from django.urls import reverse
from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.models import Line, User
from coopplatform.contracts.leaving import (
    ExitSettlementAgreed,
    ExitSettlementAnswered,
    ExitSettlementProposed,
)
from coopplatform.kernel.money import half_up
from federation.adapters.archive import archive_parts
from federation.domain.archive import verify_archive
from federation.queries.means.open_here import Partner, open_here, partners_here
from federation.reactions import tell_who_acts_on_an_exit
from federation.tasks import book_dues, tell_of_settlement
from tests.federation.means.conftest import NOW as GRANTED_AT
from tests.federation.means.leaving_cast import (
    WORDS,
    confirmed,
    drawn_up,
    left,
    newest,
    open_at_home,
    open_at_the_house,
    paid,
    signed,
)

DAY = timedelta(days=1)
LAST = date(2026, 11, 14)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
PART = half_up(Fraction(800_00 * 45, 92))


def page(name, slug, *more):
    return reverse(name, args=[slug, *more])


def test_both_sides_settle_an_exit_from_their_pages(quarter_called, login):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    with time_machine.travel(datetime(2026, 11, 8, 9, tzinfo=UTC), tick=False):
        theo, own = login(lille.users["theo"]), page("leaving", "lille")
        assert "if we left today" in theo.get(own).text
        assert "an exit is never refused for what is open" in theo.get(own).text
    left(house, lille, LAST)
    with time_machine.travel(AT, tick=False):
        rui, simone = login(house.users["rui"]), login(house.users["simone"])
        theo, alma = login(lille.users["theo"]), login(lille.users["alma"])
        listed = rui.get(page("federation-leaving", "federation")).text
        assert "to draw up" in listed
        staff = page("federation-leaving-account", "federation", "lille")
        assert "191.30" in rui.get(staff).text
        propose = page("federation-leaving-propose", "federation", "lille")
        wrong = rui.post(propose, {"instalments": "2", "first_on": "2027-12-01"})
        assert (wrong.status_code, "within three months" in wrong.text) == (422, True)
        told = rui.post(propose, {"instalments": "2", "first_on": "2026-12-20"}, follow=True).text
        assert "Drawn up: the co-op reads it" in told
        row = newest(house, lille)
        answer = page("leaving-answer", "lille", row.pk)
        shown = theo.get(own).text
        assert "Sign this account" in shown
        assert "Sign this account" not in alma.get(own).text
        assert alma.post(answer, {"sign": "1"}).status_code == 404
        short = theo.post(answer, {"sha256": row.sha256, "reason": "No."})
        assert (short.status_code, "A reason has at least" in short.text) == (422, True)
        assert "drawn up anew" in theo.post(answer, {"sign": "1", "sha256": "0"}, follow=True).text
        done = theo.post(answer, {"sign": "1", "sha256": row.sha256}, follow=True).text
        assert "A second person of the federation confirms it now." in done
        confirm = page("federation-leaving-confirm", "federation", row.pk)
        assert "You drew it up" in rui.get(staff).text
        assert "a second person reads it" in rui.post(confirm, follow=True).text
        assert "both sides have the same account" in simone.post(confirm, follow=True).text
        theo.post(page("leaving-book", "lille"))
        ahead = theo.post(page("leaving-pay", "lille", row.pk), {"number": "1", "paid_on": "2027-01-01"})
        assert (ahead.status_code, "not dated ahead" in ahead.text) == (422, True)
        for client, name, slug in (
            (theo, "leaving-pay", "lille"),
            (rui, "federation-leaving-note", "federation"),
        ):
            for number in ("1", "2"):
                client.post(page(name, slug, row.pk), {"number": number, "paid_on": "2026-11-20"})
        assert open_at_the_house(house, lille) == open_at_home(house, lille) == 0
        assert "settled" in rui.get(page("federation-leaving", "federation")).text
        assert "in the settlement of the exit" in rui.get(page("federation-dues", "federation")).text


def test_the_archives_manifest_says_what_is_open(quarter_called):
    house, lille = quarter_called.cast, quarter_called.members["lille"]

    def manifest(at):
        with lille.inside():
            content = BytesIO(b"".join(archive_parts(at)))
        verify_archive(content)
        with zipfile.ZipFile(content) as archive:
            return json.loads(archive.read("manifest.json"))["open"]

    left(house, lille, LAST)
    assert [(one["with"], one["currency"], one["cents"]) for one in manifest(AT)] == [
        ("Coursiers ensemble", "EUR", 800_00),
        ("Coursiers ensemble", "EUR", PART),
    ]
    row = drawn_up(house, lille, AT, parts=2)
    signed(lille, row, AT, is_agreed=True)
    confirmed(house, row, AT)
    paid(house, lille, row, 1, AT)
    assert [(one["what"], one["cents"]) for one in manifest(AT)] == [
        ("Settlement of the exit, due on 2027-01-20", 595_65)
    ]
    assert WORDS not in json.dumps(manifest(AT))


def test_what_is_open_between_two_co_ops_is_theirs_and_stands_in_the_manifest(relay):
    lille = relay.pair.lille
    use = relay.hand_over()
    with lille.inside():
        assert partners_here(GRANTED_AT) == [Partner("Nantes", 0, 1)]
    theirs = relay.take_on(use)
    for minutes, kind in ((16, "pickup"), (24, "dropoff")):
        relay.ride(theirs, kind, GRANTED_AT + timedelta(minutes=minutes))
    relay.follow(GRANTED_AT + timedelta(minutes=30))
    later = GRANTED_AT + DAY
    with lille.inside():
        [open_with] = partners_here(later)
        owed = Line.objects.filter(account__role=Role.SUPPLIERS, auxiliary="NANTES")
        assert open_with == Partner("Nantes", sum(owed.values_list("amount_cents", flat=True)), 0)
        assert open_with.cents < 0
        [told] = open_here(later, later.date())
    assert (told["with"], told["cents"]) == ("Nantes", -open_with.cents)
    with relay.pair.house.inside():
        assert partners_here(later) == []


def test_who_acts_next_is_written_to_and_the_co_op_books_by_itself(quarter_called, mailoutbox, monkeypatch):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    jobs = {"federation.tell_of_settlement": tell_of_settlement, "federation.book_dues": book_dues}
    monkeypatch.setattr(timezone, "now", lambda: AT)
    monkeypatch.setattr(current_app, "send_task", lambda name, kwargs: jobs[name](**kwargs))
    User.objects.update(locale="en")

    def told(by, event, **more):
        mailoutbox.clear()
        with by.inside():
            tell_who_acts_on_an_exit(
                SimpleNamespace(event=event(settlement_id=row.pk, occurred_at=AT, **more))
            )
        return sorted((mail.to[0].split("@")[0], mail.body.split("\n")[0]) for mail in mailoutbox)

    left(house, lille, LAST)
    row = drawn_up(house, lille, AT)
    words = "The account of our exit is drawn up. Read it, sign it or say what is wrong:"
    assert told(house, ExitSettlementProposed, member_slug="lille") == [("nour", words), ("theo", words)]
    signed(lille, row, AT)
    words = "Lille signed the account of its exit. A second person reads it and confirms it:"
    assert told(lille, ExitSettlementAnswered, is_agreed=True) == [("rui", words), ("simone", words)]
    assert told(house, ExitSettlementProposed, member_slug="lille") == []
    confirmed(house, row, AT)
    assert [name for name, _words in told(house, ExitSettlementAgreed)] == ["nour", "theo"]
    assert open_at_home(house, lille) == 1_191_30
