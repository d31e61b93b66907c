"""A co-op's assemblies follow the rules it adopted, from the day on; each keeps the rules it was called by."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.utils import timezone

from cooperatives.queries.charters import charter_on
from coopplatform.journal.models import JournalEntry
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import Sentence
from members.domain.assemblies import (
    FRENCH,
    HOUSE,
    Call,
    Of,
    Result,
    Rules,
    Votes,
    earliest,
    full_days,
    result,
    within_law,
)
from members.models import Assembly, Motion
from members.queries.assemblies import assembly_here, motions_of, rules_on
from members.services.assemblies import call_again, call_assembly, cancel_assembly, record_assembly
from tests.federation.commons.conftest import NOON, TODAY, example
from tests.federation.commons.test_adopting import MINUTE, adopted, tried, undone

SOON = timedelta(days=30)
STRICT = example("scop-assembly")["body"] | {
    "notice_days": 10,
    "calls": [{"quorum": "1/2", "majority": "1/2", "of": "present"}],
}
TWO_THIRDS = Rules(15, 1, (Call(Fraction(1, 4), Fraction(2, 3), Of.PRESENT),))


def test_notice_is_counted_in_full_days_over_months_and_clock_changes():
    assert full_days(date(2026, 10, 20), date(2026, 11, 5)) == 15
    assert earliest(date(2026, 10, 20), HOUSE) == date(2026, 11, 5)
    assert full_days(date(2028, 2, 28), date(2028, 3, 1)) == 1


@pytest.mark.parametrize(
    ("votes", "call", "outcome"),
    [
        ((20, 10, 1, 11, 0), 1, Result.ADOPTED),
        ((20, 10, 0, 10, 0), 1, Result.REJECTED),
        ((20, 4, 0, 3, 1), 2, Result.ADOPTED),
        ((20, 4, 0, 2, 2), 2, Result.REJECTED),
        ((20, 2, 3, 5, 0), 2, Result.TOO_MANY_PROXIES),
    ],
)
def test_the_houses_own_rules_ask_all_members_first_and_then_those_there(votes, call, outcome):
    assert result(HOUSE, Votes(*votes), call=call) is outcome


def test_a_share_is_a_share_and_a_quorum_counts_who_is_represented():
    assert result(TWO_THIRDS, Votes(12, 2, 1, 3, 0), call=1) is Result.ADOPTED
    assert result(TWO_THIRDS, Votes(12, 2, 0, 2, 0), call=1) is Result.NO_QUORUM
    assert result(TWO_THIRDS, Votes(12, 3, 0, 2, 1), call=1) is Result.REJECTED
    with pytest.raises(Invalid, match="More votes than people"):
        result(TWO_THIRDS, Votes(12, 3, 0, 3, 1), call=1)


def test_the_law_is_a_floor_and_says_where_it_raised_the_rules():
    short = Rules(3, 5, HOUSE.calls)
    for members, proxies in ((19, 1), (20, 1), (60, 3), (200, 5)):
        bound = within_law(short, FRENCH, members)
        assert (bound.rules.notice_days, bound.rules.proxies_each) == (15, proxies)
    assert [str(one).split(",")[0] for one in within_law(short, FRENCH, 200).raised] == [
        "The law asks for 15 full days of notice"
    ]
    assert within_law(short, None, 5).rules == short


def called(commons, *motions, days=SOON, at=NOON):
    with commons.roue.inside():
        return call_assembly(
            title="Assemblée générale",
            place="À l’atelier",
            held_at=at + days,
            motions=motions or ("Approve the accounts", "Buy a trailer"),
            by=commons.roue.by("nour"),
            at=at,
        )


def held(
    commons, assembly, *counts, members=10, present=6, represented=0, at=NOON + SOON + timedelta(hours=2)
):
    with commons.roue.inside():
        return record_assembly(
            assembly_id=assembly.pk,
            members=members,
            present=present,
            represented=represented,
            counts=dict(enumerate(counts, 1)),
            by=commons.roue.by("nour"),
            at=at,
        )


def results(commons, assembly):
    with commons.roue.inside():
        return [motion.result for motion in motions_of(assembly.pk)]


def test_an_assembly_keeps_the_rules_it_was_called_by(commons):
    before = called(commons)
    version = commons.published(example("scop-assembly") | {"body": STRICT, "golden": [GOLDEN]})
    decision = adopted(commons, tried(commons, version))
    after = called(commons)
    assert (before.bound.origin, before.bound.calls[0].of) == (None, Of.MEMBERS)
    assert after.bound.origin["name"] == "bordeaux/scop-sarl 1.0.0"
    assert after.bound.origin["sha256"] == version.sha256
    assert after.bound.notice_days == 15
    assert [str(Sentence.from_json(one)).split(",")[0] for one in after.raised] == [
        "The law asks for 15 full days of notice"
    ]
    for one in (before, after):
        held(commons, one, (5, 1, 0), (4, 2, 0))
    assert results(commons, before) == ["rejected", "rejected"]
    assert results(commons, after) == ["adopted", "adopted"]
    undone(commons, decision)
    with commons.roue.inside():
        assert rules_on(TODAY) == HOUSE
        assert "assembly" not in charter_on(TODAY).terms
        assert assembly_here(after.pk).bound.origin["sha256"] == version.sha256
        names = JournalEntry.objects.filter(name__startswith="Assembly").order_by("position")
        assert [one.name for one in names] == ["AssemblyCalled"] * 2 + ["AssemblyHeld"] * 2
    with commons.rennes.inside():
        assert Assembly.objects.count() == Motion.objects.count() == 0


GOLDEN = {
    "name": "Six of ten are there and five say yes",
    "given": {"members": 10, "present": 6, "in_favour": 5, "against": 1, "call": 1},
    "expect": {"outcome": "adopted"},
}


def test_what_a_first_call_left_open_is_called_again_by_the_same_rules(commons):
    first = called(commons)
    held(commons, first, (6, 0, 0), (4, 2, 0))
    assert results(commons, first) == ["adopted", "rejected"]
    late = NOON + SOON + timedelta(hours=3)
    with commons.roue.inside():
        again = call_again(assembly_id=first.pk, held_at=late + SOON, by=commons.roue.by("nour"), at=late)
        assert [one.text for one in motions_of(again.pk)] == ["Buy a trailer"]
        with pytest.raises(NotAllowedNow, match="called again already"):
            call_again(assembly_id=first.pk, held_at=late + SOON, by=commons.roue.by("nour"), at=late)
    held(commons, again, (4, 2, 0), at=late + SOON)
    assert results(commons, again) == ["adopted"]
    with commons.roue.inside(), pytest.raises(NotAllowedNow, match="no further call"):
        call_again(
            assembly_id=again.pk, held_at=late + 3 * SOON, by=commons.roue.by("nour"), at=late + 2 * SOON
        )


def test_what_cannot_be_is_refused_with_what_to_do(commons):
    with pytest.raises(Invalid, match="first possible day") as refused:
        called(commons, days=timedelta(days=15))
    assert refused.value.params["day"] == TODAY + timedelta(days=16)
    one = called(commons)
    with pytest.raises(NotAllowedNow, match="not begun"):
        held(commons, one, (1, 0, 0), (1, 0, 0), at=NOON)
    with pytest.raises(Invalid, match="every motion"):
        held(commons, one, (1, 0, 0))
    with pytest.raises(Invalid, match="More votes than people") as refused:
        held(commons, one, (1, 0, 0), (5, 4, 0))
    assert refused.value.field == "in_favour_2"
    held(commons, one, (1, 0, 0), (1, 0, 0))
    with pytest.raises(NotAllowedNow, match="already"):
        held(commons, one, (1, 0, 0), (1, 0, 0))
    with commons.roue.inside(), pytest.raises(NotAllowedNow, match="to come"):
        cancel_assembly(assembly_id=one.pk, by=commons.roue.by("nour"), at=NOON)


def test_nour_calls_holds_and_adopts_rules_from_the_pages(commons, login, monkeypatch):
    clock = [NOON]
    monkeypatch.setattr(timezone, "now", lambda: clock[0])
    nour, alma = login(commons.roue.nour), login(commons.roue.alma)
    page = "/c/roue-libre/assemblies/"
    listed = nour.get(page).text
    assert "Rules here: the house’s own" in listed
    told = {
        "title": "AGO",
        "place": "À l’atelier",
        "held_at": "2026-12-10T18:00",
        "motions": "Accounts\n\nTrailer",
    }
    short = nour.post(page, told)
    assert short.status_code == 422
    assert "the first possible day is 14 December 2026" in short.text
    made = nour.post(page, told | {"held_at": "2026-12-20T18:00"}, follow=True)
    assert "Called. Its rules stay as they are now." in made.text
    address = made.redirect_chain[-1][0]
    assert alma.get(address).status_code == 200
    assert alma.post(address, {}).status_code == 404
    letter = nour.post(
        "/c/roue-libre/federation/letters/invitation/",
        {"member": str(commons.roue.courier_id), "signatory": "Nour", "do": "preview"},
    )
    assert "1. Accounts" in letter.text
    clock[0] = NOON + timedelta(days=23)
    nour = login(commons.roue.nour)
    votes = {"members": 8, "present": 5, "represented": 1}
    votes |= {f"{name}_{n}": 0 for n in (1, 2) for name in ("in_favour", "against", "blank")}
    wrong = nour.post(address, votes | {"in_favour_1": 9})
    assert wrong.status_code == 422
    assert "More votes than people." in wrong.text
    done = nour.post(address, votes | {"in_favour_1": 5, "in_favour_2": 3, "against_2": 2}, follow=True)
    assert "5 present and 1 represented, of 8 members." in done.text
    assert "3 for, 2 against, 0 blank" in done.text
    version = commons.published(example("scop-assembly") | {"body": STRICT, "golden": [GOLDEN]})
    trial = nour.post(
        "/c/roue-libre/federation/commons/policies/bordeaux/scop-sarl/try/", {"do": "try"}, follow=True
    )
    assert "Trailer" in trial.text
    assert "The law asks for 15 full days of notice" in trial.text
    nour.post(trial.redirect_chain[-1][0], {"minute": MINUTE, "valid_from": clock[0].date()})
    assert (
        f"bordeaux/scop-sarl 1.0.0</b>, from the commons of the federation, <code>{version.sha256[:16]}"
        in (nour.get(page).text)
    )
    again = nour.post(f"{address}again/", {"held_at": "2027-01-20T18:00"}, follow=True)
    assert "Called again, by the same rules." in again.text
    assert "Rules here: the house’s own" in again.text
    off = nour.post(f"{again.redirect_chain[-1][0]}cancel/", follow=True)
    assert "Called off." in off.text
