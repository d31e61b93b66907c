"""A co-op left, came back with instalments open, and leaves again: what is left is a line of its new account, once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from cooperatives.domain.charts import Role
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import Sentence
from federation.domain.means.leaving import Account, Kind, Line, State, into_the_fund, plan_of
from federation.domain.means.leaving_again import carried, carried_ids
from federation.queries.means.leaving import settlement_called, standing_of, standing_with, who_left
from federation.queries.means.open_here import open_here
from federation.services.means.leaving.own import send_instalment
from federation.services.means.leaving.paying import note_instalment
from tests.federation.means.leaving_cast import (
    booked,
    confirmed,
    drawn_up,
    left,
    newest,
    open_at_home,
    open_at_the_house,
    paid,
    returned,
    signed,
    unlettered,
)

FIRST_LAST, FIRST_AT = date(2026, 11, 14), datetime(2026, 11, 20, 9, tzinfo=UTC)
SECOND_LAST, SECOND_AT = date(2027, 1, 31), datetime(2027, 2, 10, 9, tzinfo=UTC)
DAY = timedelta(days=1)
DUES, FUND = "solidarity:repayment", "guarantee:contribution"


def open_parts(house, member, parts=3):
    """It left, and both agreed to the parts of its plan; one is paid. Then it came back."""
    left(house, member, FIRST_LAST)
    row = drawn_up(house, member, FIRST_AT, parts=parts)
    signed(member, row, FIRST_AT)
    confirmed(house, row, FIRST_AT)
    booked(member, FIRST_AT)
    paid(house, member, row, 1, FIRST_AT)
    with house.inside():
        returned(house, member, FIRST_AT + DAY)
    return row


def agreed_again(house, member, parts=2):
    row = drawn_up(house, member, SECOND_AT, parts=parts)
    signed(member, row, SECOND_AT)
    confirmed(house, row, SECOND_AT)
    booked(member, SECOND_AT)
    return row


def standing(house, row):
    with house.inside():
        return standing_with(settlement_called(row.pk))


def an_account(*lines):
    return Account(
        "lille",
        FIRST_LAST,
        "EUR",
        tuple(Line(Kind.DUES, "x", cents, Sentence("x"), of) for cents, of in lines),
    )


def test_what_the_fund_has_not_got_yet_goes_over_with_the_line_and_adds_up():
    first = plan_of(an_account((100_01, {DUES: 50_01, FUND: 10}), (-30_00, {})), count=3, first_on=FIRST_LAST)
    set_off, net = 30_00, 70_01
    one_paid = net - first.left_cents([1])
    got = into_the_fund(first.account, before=0, after=set_off + one_paid)
    line = carried("a", first, [1])
    assert (line.kind, line.of, line.cents) == (Kind.CARRIED, "a", net - one_paid)
    assert {name: got[name] + line.parts[name] for name in line.parts} == {DUES: 50_01, FUND: 10}
    assert str(line.words) == "Left of the account of the exit on 2026-11-14, 2 of 3 instalments"
    assert carried("a", first, [1, 2, 3]) is None
    whole = replace(first.account, lines=(line,))
    assert carried_ids(whole) == {"a"}
    assert into_the_fund(whole, before=0, after=line.cents) == dict(line.parts)


def test_what_the_federation_still_owes_goes_over_too_with_nothing_for_the_fund():
    first = plan_of(an_account((10_00, {DUES: 10_00}), (-30_01, {})), count=2, first_on=FIRST_LAST)
    line = carried("a", first, [1])
    assert (line.cents, dict(line.parts)) == (-10_00, {})


@pytest.mark.parametrize("slug", ["lille", "vaduz"])
def test_the_new_account_has_what_is_left_as_a_line_and_both_books_end_at_nothing(quarter_called, slug):
    house, member = quarter_called.cast, quarter_called.members[slug]
    first = open_parts(house, member)
    rest = first.read.left_cents([1])
    assert open_at_home(house, member) == rest
    left(house, member, SECOND_LAST)
    second = drawn_up(house, member, SECOND_AT, parts=2)
    assert [(one["kind"], one["of"], one["cents"]) for one in second.body["lines"]] == [
        ("part", "2027-Q1", 0),
        ("carried", str(first.pk), rest),
    ]
    second = agreed_again(house, member)
    assert open_at_home(house, member) == rest
    with house.inside():
        agreed = settlement_called(second.pk).agreed
    assert open_at_the_house(house, member) == agreed.books_cents
    before = standing(house, first)
    assert (before.state, before.left_cents, before.replaced_by.pk) == (State.REPLACED, 0, second.pk)
    for number in (1, 2):
        paid(house, member, second, number, SECOND_AT)
    assert (open_at_home(house, member), open_at_the_house(house, member)) == (0, 0)
    assert unlettered(member, Role.SUPPLIERS) == 0
    with house.inside():
        assert standing_of(member.cooperative).state is State.SETTLED
        assert [one.member.slug for one in who_left()] == [slug]


def test_the_old_plan_runs_until_both_agreed_to_the_new_account_and_not_a_day_longer(quarter_called):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    first = open_parts(house, lille)
    left(house, lille, SECOND_LAST)
    stale = drawn_up(house, lille, SECOND_AT)
    signed(lille, stale, SECOND_AT)
    with house.inside():
        facts = {"settlement_id": first.pk, "number": 2, "paid_on": SECOND_AT.date()}
        note_instalment(**facts, by=house.by("rui"), at=SECOND_AT)
    with pytest.raises(NotAllowedNow, match="propose it anew"):
        confirmed(house, stale, SECOND_AT)
    second = agreed_again(house, lille)
    assert second.body["lines"][-1]["cents"] == first.read.left_cents([1, 2])
    with house.inside(), pytest.raises(NotAllowedNow, match="note it there"):
        note_instalment(**facts | {"number": 3}, by=house.by("rui"), at=SECOND_AT)
    with lille.inside():
        with pytest.raises(NotAllowedNow, match="note it there"):
            send_instalment(**facts | {"number": 3}, by=lille.by("theo"), at=SECOND_AT)
        send_instalment(**facts, by=lille.by("theo"), at=SECOND_AT)  # what the federation had noted before
    assert open_at_home(house, lille) == open_at_the_house(house, lille) == second.read.account.net_cents


def test_a_co_op_does_not_sign_as_open_what_it_paid_by_its_own_books(quarter_called):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    first = open_parts(house, lille)
    left(house, lille, SECOND_LAST)
    row = drawn_up(house, lille, SECOND_AT)
    facts = {"settlement_id": first.pk, "number": 2, "paid_on": SECOND_AT.date()}
    with lille.inside():
        send_instalment(**facts, by=lille.by("theo"), at=SECOND_AT)
    with pytest.raises(NotAllowedNow, match="contest it, and say when you paid"):
        signed(lille, row, SECOND_AT)
    signed(
        lille,
        row,
        SECOND_AT,
        is_agreed=False,
        reason="We paid the second part on 10 February; the bank has it.",
    )
    with house.inside():
        note_instalment(**facts, by=house.by("rui"), at=SECOND_AT)
    again = drawn_up(house, lille, SECOND_AT, words="It is there, and noted now as paid: please excuse us.")
    signed(lille, again, SECOND_AT)
    confirmed(house, again, SECOND_AT)
    assert open_at_the_house(house, lille) == again.read.account.net_cents


def test_who_goes_a_third_time_has_all_of_it_in_one_account(quarter_called):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    open_parts(house, lille)
    left(house, lille, SECOND_LAST)
    second = agreed_again(house, lille, parts=4)
    paid(house, lille, second, 1, SECOND_AT)
    third_at = datetime(2027, 5, 20, 9, tzinfo=UTC)
    with house.inside():
        returned(house, lille, SECOND_AT + DAY)
        assert [(one.member.slug, one.left_cents) for one in who_left()] == [
            ("lille", second.read.left_cents([1]))
        ]
    with lille.inside():
        told = [(one["what"], one["cents"]) for one in open_here(SECOND_AT, SECOND_AT.date())]
    assert len([what for what, _cents in told if what.startswith("Settlement of the exit")]) == 3
    assert not [what for what, _cents in told if what.startswith("Left of the account")]
    left(house, lille, date(2027, 5, 10))
    third = drawn_up(house, lille, third_at)
    assert [(one["of"], one["cents"]) for one in third.body["lines"] if one["kind"] == "carried"] == [
        (str(second.pk), second.read.left_cents([1]))
    ]
    signed(lille, third, third_at)
    confirmed(house, third, third_at)
    paid(house, lille, third, 1, third_at)
    assert (open_at_home(house, lille), open_at_the_house(house, lille)) == (0, 0)
    assert unlettered(lille, Role.SUPPLIERS) == 0


def test_the_line_leads_to_the_earlier_account_where_its_parts_are_noted_while_it_runs(quarter_called, login):
    house, lille = quarter_called.cast, quarter_called.members["lille"]
    first = open_parts(house, lille)
    left(house, lille, SECOND_LAST)

    def page(name, slug, *more):
        return reverse(name, args=[slug, *more])

    own, theirs = (
        page("leaving-earlier", "lille", first.pk),
        page("federation-leaving-earlier", "federation", first.pk),
    )
    with time_machine.travel(SECOND_AT, tick=False):
        theo, rui, simone = (
            login(lille.users["theo"]),
            login(house.users["rui"]),
            login(house.users["simone"]),
        )
        assert own in theo.get(page("leaving", "lille")).text
        account = page("federation-leaving-account", "federation", "lille")
        assert theirs in rui.get(account).text
        second_part = {"number": "2", "paid_on": "2027-02-10"}
        ahead = theo.post(page("leaving-pay", "lille", first.pk), second_part | {"paid_on": "2027-12-01"})
        assert (ahead.status_code, "not dated ahead" in ahead.text) == (422, True)
        assert "Account of an earlier exit" in ahead.text
        for client, name, slug, back in (
            (theo, "leaving-pay", "lille", own),
            (rui, "federation-leaving-note", "federation", theirs),
        ):
            assert client.post(page(name, slug, first.pk), second_part).url == back
        rui.post(
            page("federation-leaving-propose", "federation", "lille"),
            {"instalments": "1", "first_on": "2027-03-01"},
        )
        row = newest(house, lille)
        theo.post(page("leaving-answer", "lille", row.pk), {"sign": "1", "sha256": row.sha256})
        simone.post(page("federation-leaving-confirm", "federation", row.pk))
        for client, place in ((theo, own), (rui, theirs)):
            shown = client.get(place).text
            assert "This plan is over." in shown
            assert "Note it" not in shown
        alma = login(quarter_called.members["metz"].users["alma"])
        assert alma.get(page("leaving-earlier", "metz", first.pk)).status_code == 404
