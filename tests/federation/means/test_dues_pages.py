"""Dues on their pages: the treasurers of both sides, the board, and everybody who works there."""

import pytest
import time_machine
from django.urls import reverse

from federation.models import DuesBase, DuesCall, DuesPayment, DuesTerms
from tests.federation.means.dues_cast import MINUTE, NOW, VOTED


@pytest.fixture
def at():
    """The page's clock."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock.move_to


def page(name, slug, *more):
    return reverse(name, args=[slug, *more])


def typed(**changes):
    told = {
        "base": "value_added", "every": "quarter", "valid_from": "2026-01-01", "due_days": "30", "minute": MINUTE,
        "consultation": "", "from_growing": "12", "from_full": "36", "use_guarantee": "40", "use_software": "60",
    }  # fmt: skip
    for stage, rate in (("start", "0"), ("growing", "1"), ("full", "2.5")):
        told |= {f"rate_{stage}_{group}": rate for group in ("cooperative", "association", "institution")}
        told |= {f"floor_{stage}_{currency}": "50" if rate != "0" else "0" for currency in ("EUR", "CHF")}
    return {**told, "do": "preview", **changes}


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ("A rate lies between 0 and 100 %.", {"rate_full_cooperative": "100.01"}),
        ("add up to 90.0 %: they must add up to 100 %.", {"use_software": "50"}),
        ("This stage begins after the one before it.", {"from_full": "6"}),
        ("The cap lies below a floor", {"cap_EUR": "10"}),
        ("Terms begin with a period", {"valid_from": "2026-02-01", "do": "propose"}),
        ("Name the vote", {"minute": "AG", "do": "propose"}),
    ],
)
def test_terms_that_make_no_sense_come_back_with_their_reason(house, login, at, said, changes):
    at(VOTED)
    answer = login(house.cast.users["rui"]).post(
        page("federation-dues-terms", "federation"), typed(**changes)
    )
    assert answer.status_code == 422
    assert said.replace("90.0", "90") in answer.text.replace("90.0", "90")
    assert not DuesTerms.objects.exists()


def test_the_treasurer_looks_proposes_and_the_board_confirms(house, login, at):
    at(VOTED)
    rui, simone = login(house.cast.users["rui"]), login(house.cast.users["simone"])
    url, own = page("federation-dues-terms", "federation"), page("federation-dues", "federation")
    assert "No terms are in force" in rui.get(own).text
    shown = rui.post(url, typed()).text
    assert "What each member would owe" in shown
    assert "not shared" in shown
    assert "CHF" in shown
    assert not DuesTerms.objects.exists()
    told = rui.post(url, typed(do="propose"), follow=True).text
    assert "A second person of the board confirms them." in told
    row = DuesTerms.objects.get()
    decide = page("federation-dues-decide", "federation", row.pk)
    assert rui.post(decide, {"confirm": "1"}).status_code == 404
    assert "Confirm these terms" in simone.get(own).text
    assert "Confirmed: in force from their day on." in simone.post(decide, {"confirm": "1"}, follow=True).text
    assert "Cooperatives 2.5%, Associations 2.5%" in simone.get(own).text


def test_a_quarter_as_both_treasurers_live_it(voted, login, at):
    voted.sell("lille", 40_000_00)
    theo, rui = login(voted.members["lille"].users["theo"]), login(voted.cast.users["rui"])
    own, house = page("dues", "lille"), page("federation-dues", "federation")
    shown = theo.get(own).text
    assert "€40\u00a0000.00" in shown
    assert 'name="seen_cents" value="4000000"' in shown
    told = theo.post(page("dues-share", "lille"), {"period": "2026-Q3", "seen_cents": "3999999"}, follow=True)
    assert "The books have moved since you looked" in told.text
    theo.post(page("dues-share", "lille"), {"period": "2026-Q3", "seen_cents": "4000000"})
    assert DuesBase.objects.filter(cents=4_000_000).count() in (0, 1)
    assert "No base yet from: Metz, Vaduz." in rui.get(house).text
    issue = page("federation-dues-issue", "federation")
    assert "wait for it, or assess the floor" in rui.post(issue, {"period": "2026-Q3"}, follow=True).text
    told = rui.post(issue, {"period": "2026-Q3", "floor_for_missing": "on"}, follow=True).text
    assert "Called." in told
    assert "D2026-0001" in told
    shown = theo.get(own).text
    assert "2% of the base: €800.00" in shown
    assert "1 call is not in our books yet" in shown
    assert "In your books" in theo.post(page("dues-book", "lille"), follow=True).text
    with voted.members["lille"].inside():
        call = DuesCall.objects.get()
    pay, received = (
        page("dues-pay", "lille", call.pk),
        page("federation-dues-received", "federation", call.pk),
    )
    refused = theo.post(pay, {"amount": "900", "paid_on": "2026-10-06"})
    assert (refused.status_code, "Only €800.00 are left to pay." in refused.text) == (422, True)
    assert (
        "Noted, in your own books."
        in theo.post(pay, {"amount": "800", "paid_on": "2026-10-06"}, follow=True).text
    )
    assert rui.post(received, {"amount": "", "paid_on": "2026-10-06"}).status_code == 422
    assert (
        "Noted and booked."
        in rui.post(received, {"amount": "800", "paid_on": "2026-10-06"}, follow=True).text
    )
    with voted.cast.inside():
        payment = DuesPayment.objects.get()
    back = page("federation-dues-take-back", "federation", payment.pk)
    assert "The payment is taken back." in rui.post(back, follow=True).text
    paper = theo.get(page("dues-pdf", "lille", call.pk))
    assert paper.content.startswith(b"%PDF")
    assert rui.get(page("federation-dues-pdf", "federation", call.pk)).content.startswith(b"%PDF")


def test_a_base_by_hand_and_a_provisional_call_taken_back(voted, login, at):
    voted.issue(floor_for_missing=True)
    theo, rui = login(voted.members["vaduz"].users["theo"]), login(voted.cast.users["rui"])
    declare = page("dues-declare", "vaduz")
    refused = theo.post(declare, {"period": "2026-Q3", "cents": ""})
    assert refused.status_code == 422
    assert (
        "Declared to the federation."
        in theo.post(declare, {"period": "2026-Q3", "cents": "50000"}, follow=True).text
    )
    with voted.cast.inside():
        call = DuesCall.objects.get(member__slug="vaduz")
    assert "a newer base is there" in rui.get(page("federation-dues", "federation")).text
    told = rui.post(page("federation-dues-correct", "federation", call.pk), follow=True).text
    assert "Taken back by a credit note, and called anew." in told
    shown = theo.get(page("dues", "vaduz")).text
    assert "takes back D2026-0003" in shown.replace("Takes", "takes")
    assert "CHF\u00a01\u00a0000.00" in shown


def test_everybody_who_works_there_reads_and_only_the_treasurer_acts(voted, login, at):
    voted.declare("lille", 40_000_00)
    voted.issue(floor_for_missing=True)
    alma = login(voted.members["lille"].users["alma"])
    shown = alma.get(page("dues", "lille")).text
    for words in ("What our dues paid for", "Payment guarantee", "Our dues of 2026", "€266.64"):
        assert words in shown
    for words in ("Book them now", "Note a payment", "Declare it"):
        assert words not in shown
    for name in ("dues-share", "dues-declare", "dues-book"):
        assert alma.post(page(name, "lille")).status_code == 404
    fatou = login(voted.cast.users["fatou"])
    shown = fatou.get(page("federation-dues", "federation")).text
    assert "Lille" in shown
    assert "Note and book it" not in shown
    theo = login(voted.members["lille"].users["theo"])
    with voted.cast.inside():
        other = DuesCall.objects.get(member__slug="vaduz")
    assert theo.get(page("dues-pdf", "lille", other.pk)).status_code == 404
    assert theo.post(page("dues-share", "lille"), {"period": "x", "seen_cents": "1"}).status_code == 404


def test_the_pages_take_as_many_queries_for_many_members(voted, login, at, django_assert_max_num_queries):
    client, url = login(voted.cast.users["rui"]), page("federation-dues", "federation")
    client.get(url)
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    voted.issue(floor_for_missing=True)
    with django_assert_max_num_queries(len(few) + 3):
        client.get(url)
