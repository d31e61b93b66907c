"""A round of the roadmap: budgets by vote, proposals, support, and what each co-op's euros got."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from federation.domain.commons.document import digest
from federation.models import RoadmapFeature, RoadmapOutcome, RoadmapRound, RoadmapSupport
from federation.queries.roadmap import known_dues, standing_of, worked_out
from federation.services.roadmap import decide_round, open_round, propose_feature, support_features
from tests.conftest import PLATFORM, make_cooperative
from tests.federation.commons.conftest import NOON, PEOPLE, TODAY

CLOSES = NOON + timedelta(days=30)
VOTE = "Assemblée du 20 novembre, résolution 2"
DUES = {"roue-libre": 1_200_00, "bordeaux": 1_200_00, "rennes": 600_00, "liege": 0}


def opened(commons, **changes):
    facts = {
        "title": "2027",
        "opens_at": NOON,
        "closes_at": CLOSES,
        "pot_cents": 12_000_00,
        "dues_cents": DUES,
        "equal_percent": 50,
        "minute": VOTE,
        "by": commons.house.by("rui"),
        "at": NOON,
    }
    with commons.house.inside():
        return open_round(**facts | changes)


def proposed(cast, round_, name, cents, at=NOON):
    with cast.inside():
        return propose_feature(
            round_id=round_.pk,
            name=name,
            words="What every courier asks for since spring.",
            cost_cents=cents,
            by=cast.by("ines"),
            at=at,
        )


def supported(cast, round_, *features, at=NOON):
    with cast.inside():
        return support_features(
            round_id=round_.pk, feature_ids=[one.pk for one in features], by=cast.by("ines"), at=at
        )


def decided(commons, round_, at=CLOSES):
    with commons.house.inside():
        return decide_round(round_id=round_.pk, by=commons.house.by("rui"), at=at)


def test_budgets_follow_from_the_pot_and_the_dues_that_were_entered(commons):
    round_ = opened(commons)
    assert standing_of(round_).budgets == {
        "bordeaux": 3_900_00, "liege": 1_500_00, "rennes": 2_700_00, "roue-libre": 3_900_00,
    }  # fmt: skip
    assert known_dues(TODAY) == dict.fromkeys(["bordeaux", "liege", "rennes", "roue-libre"], 0)


def test_what_co_ops_support_is_bought_and_each_sees_what_its_euros_got(commons):
    round_ = opened(commons)
    portal = proposed(commons.bordeaux, round_, "Portal", 6_000_00)
    vat = proposed(commons.liege, round_, "VAT-BE", 1_500_00, NOON + timedelta(minutes=1))
    routing = proposed(commons.rennes, round_, "Routing", 5_000_00, NOON + timedelta(minutes=2))
    supported(commons.roue, round_, portal, routing)
    supported(commons.bordeaux, round_, portal)
    supported(commons.rennes, round_, routing)
    supported(commons.liege, round_, routing)
    supported(commons.liege, round_, vat, at=NOON + timedelta(days=1))
    outcome = decided(commons, round_)
    standing = standing_of(round_, us=commons.roue.cooperative)
    assert [one.feature.name for one in standing.proposals if one.is_bought] == ["VAT-BE", "Routing"]
    assert worked_out(round_).as_json() == outcome.body["outcome"]
    assert outcome.sha256 == digest(outcome.body)
    assert [(one.name, one.paid_cents) for one in standing.got_by("liege")] == [("VAT-BE", 1_500_00)]
    assert standing.left_of("liege") == 0
    spent = sum(one.paid_cents for one in standing.got_by("roue-libre"))
    assert spent + standing.left_of("roue-libre") == 3_900_00


def test_after_the_close_nobody_proposes_or_votes_and_before_it_nobody_decides(commons):
    round_ = opened(commons)
    portal = proposed(commons.bordeaux, round_, "Portal", 6_000_00)
    with pytest.raises(NotAllowedNow, match="not over yet"):
        decided(commons, round_, CLOSES - timedelta(seconds=1))
    for late in (CLOSES, CLOSES + timedelta(days=9)):
        with pytest.raises(NotAllowedNow, match="closed since"):
            supported(commons.roue, round_, portal, at=late)
        with pytest.raises(NotAllowedNow, match="closed since"):
            proposed(commons.roue, round_, "Late", 100, late)
    supported(commons.roue, round_, portal, at=CLOSES - timedelta(seconds=1))
    decided(commons, round_)
    with pytest.raises(NotAllowedNow, match="is decided"):
        decided(commons, round_)
    assert RoadmapSupport.objects.count() == 1


def test_before_it_opens_nothing_is_taken(commons):
    round_ = opened(commons, opens_at=NOON + timedelta(days=2))
    with pytest.raises(NotAllowedNow, match="opens on"):
        proposed(commons.bordeaux, round_, "Portal", 100)


def test_a_round_that_makes_no_sense_is_refused(commons):
    for changes, words in (
        ({"closes_at": NOON}, "ends after it begins"),
        (
            {"opens_at": NOON - timedelta(days=9), "closes_at": NOON - timedelta(days=2)},
            "ends after it begins",
        ),
        ({"pot_cents": 0}, "needs a pot"),
        ({"equal_percent": 101}, "from 0 to 100"),
        ({"dues_cents": {"lyon": 1}}, "lyon is no member"),
        ({"dues_cents": {}}, "needs a pot"),
        ({"title": " "}, "needs a title"),
        ({"minute": "yes"}, "Name the vote"),
    ):
        with pytest.raises(Invalid, match=words):
            opened(commons, **changes)
    assert RoadmapRound.objects.count() == 0


def test_a_proposal_that_makes_no_sense_is_refused(commons):
    round_ = opened(commons)
    proposed(commons.bordeaux, round_, "Portal", 6_000_00)
    for name, cents, words in (
        ("", 100, "needs a name"),
        ("Portal", 100, "proposed already"),
        ("X", 0, "more than nothing"),
        ("X", 12_000_01, "no more than the pot"),
    ):
        with pytest.raises(Invalid, match=words):
            proposed(commons.rennes, round_, name, cents)


def test_only_members_with_a_budget_take_part_and_only_in_their_round(commons):
    round_, other = opened(commons, dues_cents={"bordeaux": 1, "rennes": 1}), opened(commons, title="Other")
    portal = proposed(commons.bordeaux, round_, "Portal", 100)
    with pytest.raises(NotAllowedNow, match="no budget in this round"):
        supported(commons.liege, round_, portal)
    with pytest.raises(NotFound):
        supported(commons.rennes, other, portal)
    commons.leaves(commons.rennes)
    with pytest.raises(NotAllowedNow, match="belongs to the federation"):
        supported(commons.rennes, round_, portal)
    lyon = make_cooperative("lyon", "Traboules", PEOPLE, NOON)
    with pytest.raises(NotAllowedNow, match="belongs to the federation"):
        proposed(lyon, round_, "Ours", 100)
    with commons.bordeaux.inside(), pytest.raises(NotAllowedNow, match="Only the federation"):
        decide_round(round_id=round_.pk, by=PLATFORM, at=CLOSES)


def test_what_is_written_stays(commons):
    round_ = opened(commons)
    portal = proposed(commons.bordeaux, round_, "Portal", 100)
    with commons.house.inside(), pytest.raises(DatabaseError), transaction.atomic():
        RoadmapRound.objects.filter(pk=round_.pk).update(pot_cents=1)
    with commons.bordeaux.inside(), pytest.raises(DatabaseError), transaction.atomic():
        RoadmapFeature.objects.filter(pk=portal.pk).delete()
    with commons.rennes.inside(), pytest.raises(DatabaseError), transaction.atomic():
        RoadmapOutcome.objects.create(round=round_, body={}, sha256="", decided_at=NOON)


def test_a_round_from_the_pages(commons, login, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    rui, ines = login(commons.house.rui), login(commons.rennes.ines)
    asked = {
        "title": "Feuille 2027", "opens_on": TODAY, "closes_on": TODAY + timedelta(days=9), "pot": "12000",
        "equal_percent": "50", "ties": "newest", "minute": VOTE,
    } | {f"dues_{slug}": str(cents // 100) for slug, cents in DUES.items()}  # fmt: skip
    assert rui.post("/c/federation/roadmap/", asked | {"pot": ""}).status_code == 422
    assert "The round is set" in rui.post("/c/federation/roadmap/", asked, follow=True).text
    round_ = RoadmapRound.objects.get()
    page = f"/c/rennes/federation/roadmap/{round_.pk}/"
    told = ines.post(page, {"do": "propose", "name": "Portal", "words": "short", "cost": "2500"})
    assert told.status_code == 422
    words = "One place for stores to order from."
    ines.post(page, {"do": "propose", "name": "Portal", "words": words, "cost": "2500"})
    assert "€2\xa0500" in ines.get(page).text
    ines.post(page, {"do": "support", "features": [str(RoadmapFeature.objects.get().pk)]})
    assert "checked" in ines.get(page).text
    assert ines.post(page, {"do": "support", "features": ["x"]}).status_code == 404
    assert login(commons.rennes.theo).post(page, {"do": "support"}).status_code == 404
    later = NOON + timedelta(days=11)
    monkeypatch.setattr(timezone, "now", lambda: later)
    refused = ines.post(page, {"do": "support", "features": []}, follow=True)
    assert "This round is closed since" in refused.text
    done = rui.post(f"/c/federation/roadmap/{round_.pk}/decide/", follow=True)
    assert "Decided. Each co-op sees what its euros got." in done.text
    ours = ines.get("/c/rennes/federation/roadmap/").text
    assert "What your euros got" in ours
    assert "€2\xa0500.00" in ours
    assert "€200.00" in ours
