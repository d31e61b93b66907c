"""An appeal is decided by workers of other co-ops whom nobody chose."""

from datetime import timedelta

import pytest

from coopplatform.kernel.errors import NotAllowedNow, NotFound
from federation.domain.review.lot import Candidate, draw_panel
from federation.domain.review.membership import Action
from federation.models import PanelConsent, PanelDraw, PanelSeat, PanelVolunteer, PanelVote, Release
from federation.queries.membership import admitted_slugs, belonging, decided_state
from federation.queries.review.appeals import own_seats
from federation.services.review.appealing import (
    draw_for_appeal,
    file_appeal,
    record_outcome,
    say_consent,
    vote_in_panel,
)
from tests.federation.review.conftest import NOW, REASON, TODAY, cooperative, release

SEED = "the lottery of 4 November 2026: 7 12 23 31 44"


@pytest.fixture
def others(db):
    """Three other co-ops with two couriers each, all of them willing; Nour of each is not asked."""
    made = [cooperative(slug, slug.title(), "alma", "malik") for slug in ("rennes", "liege", "bordeaux")]
    for one in made:
        with one.inside():
            for name in ("alma", "malik"):
                say_consent(is_willing=True, by=one.by(name), at=NOW - timedelta(days=9))
    return made


@pytest.fixture
def suspended(house, vaduz):
    house.founder(vaduz)
    release(vaduz, M1=80)
    house.suspend(vaduz)
    return vaduz


def appealed(member, at=NOW):
    with member.inside():
        return file_appeal(grounds=REASON, by=member.by("nour"), at=at)


def drawn(house, appeal, seed=SEED, at=NOW):
    with house.inside():
        return draw_for_appeal(appeal_id=appeal.pk, seed=seed, by=house.by("simone"), at=at)


def vote(others, draw, *verdicts):
    """Each seat in turn, by the worker who has it."""
    todo = list(verdicts)
    for member in others:
        for name in ("alma", "malik"):
            with member.inside():
                for seat in own_seats(member.users[name].pk):
                    if todo and not PanelVote.objects.filter(seat=seat).exists():
                        vote_in_panel(
                            seat_id=seat.pk,
                            is_overturned=todo.pop(0),
                            reason=REASON,
                            by=member.by(name),
                            at=NOW,
                        )


def test_an_appeal_is_made_once_and_within_thirty_days(suspended):
    with pytest.raises(NotAllowedNow, match="ended on"):
        appealed(suspended, at=NOW + timedelta(days=31))
    appealed(suspended, at=NOW + timedelta(days=30))
    with pytest.raises(NotAllowedNow, match="only once"):
        appealed(suspended)


def test_what_is_no_decision_against_it_is_not_appealed(house, vaduz):
    house.founder(vaduz)
    with pytest.raises(NotAllowedNow, match="Only a refusal"):
        appealed(vaduz)


def test_anybody_can_draw_the_panel_again(house, suspended, others):
    draw = drawn(house, appealed(suspended))
    with others[0].inside():
        seen = PanelDraw.objects.get()
    candidates = [Candidate(pseudonym, home) for home, pseudonym in seen.candidates]
    again = draw_panel(seen.seed, candidates, against="")
    assert [[one.cooperative, one.pseudonym] for one in again] == seen.drawn == draw.drawn
    assert len(seen.drawn) == 5
    with house.inside(), pytest.raises(NotAllowedNow, match="drawn already"):
        draw_for_appeal(appeal_id=seen.appeal, seed=SEED, by=house.by("kofi"), at=NOW)


def test_the_seed_is_the_last_release_once_there_is_one(house, suspended, others):
    appeal = appealed(suspended)
    with house.inside():
        with pytest.raises(NotAllowedNow, match="public number"):
            draw_for_appeal(appeal_id=appeal.pk, by=house.by("simone"), at=NOW)
        Release.objects.create(
            period="2026-10", version=1, body={}, files={}, manifest={}, sha256="a" * 64, published_by="x",
            published_at=NOW
        )  # fmt: skip
    assert (drawn(house, appeal).seed, PanelDraw.objects.count()) == ("a" * 64, 1)


def test_who_became_willing_after_the_appeal_does_not_sit_in_it(house, suspended, others):
    appeal = appealed(suspended, at=NOW)
    late = cooperative("late", "Late", "alma")
    with late.inside():
        say_consent(is_willing=True, by=late.by("alma"), at=NOW + timedelta(hours=1))
    assert "late" not in {home for home, _ in drawn(house, appeal, at=NOW + timedelta(hours=2)).candidates}


def test_the_willing_are_known_by_a_pseudonym_and_may_change_their_mind(house, others):
    rennes = others[0]
    with rennes.inside():
        say_consent(is_willing=True, by=rennes.by("alma"), at=NOW)
        say_consent(is_willing=False, by=rennes.by("alma"), at=NOW)
        alma = PanelConsent.objects.get(user=rennes.alma)
        rows = PanelVolunteer.objects.filter(pseudonym=alma.pseudonym).order_by("published_at")
        assert [row.is_willing for row in rows] == [True, False]
    with house.inside():
        assert PanelConsent.objects.count() == 0
        assert PanelVolunteer.objects.count() == 7
    told = {field.name for field in PanelVolunteer._meta.fields}
    assert told == {"id", "cooperative", "pseudonym", "is_willing", "published_at"}


def test_too_few_willing_is_said(house, suspended):
    appeal = appealed(suspended)
    with pytest.raises(NotAllowedNow, match="0 workers"):
        drawn(house, appeal)


def test_three_of_five_overturn_a_suspension(house, suspended, others):
    draw = drawn(house, appealed(suspended))
    vote(others, draw, True, True, False)
    with house.inside(), pytest.raises(NotAllowedNow, match="not decided yet"):
        record_outcome(draw_id=draw.pk, by=house.by("simone"), at=NOW)
    vote(others, draw, True)
    with house.inside():
        outcome = record_outcome(draw_id=draw.pk, by=house.by("simone"), at=NOW)
        assert (outcome.action, outcome.state, outcome.summary) == ("overturn", "observation", "3/5")
        assert PanelVote.objects.count() == 4
        with pytest.raises(NotAllowedNow, match="entered already"):
            record_outcome(draw_id=draw.pk, by=house.by("kofi"), at=NOW)


def test_a_seat_is_taken_by_the_worker_who_has_it_only(house, suspended, others):
    draw = drawn(house, appealed(suspended))
    with house.inside():
        seats = list(PanelSeat.objects.filter(draw=draw).select_related("member"))
    for seat in seats[:2]:
        for member in [*others, suspended]:
            with member.inside(), pytest.raises(NotFound):
                vote_in_panel(
                    seat_id=seat.pk, is_overturned=True, reason=REASON, by=member.by("nour"), at=NOW
                )
    with suspended.inside():
        assert PanelSeat.objects.count() == 0
    vote(others, draw, True, False, True, False, True)
    with others[0].inside():
        mine = own_seats(others[0].alma.pk) or own_seats(others[0].malik.pk)
        by = others[0].by("alma" if own_seats(others[0].alma.pk) else "malik")
        with pytest.raises(NotAllowedNow, match="have decided"):
            vote_in_panel(seat_id=mine[0].pk, is_overturned=True, reason=REASON, by=by, at=NOW)


def test_an_exclusion_waits_for_its_appeal_and_for_the_panel(house, suspended, others):
    excluded = house.confirm(house.decide(suspended, Action.EXCLUDE))
    assert excluded.in_force_from == TODAY + timedelta(days=31)
    with house.inside():
        assert "vaduz" in admitted_slugs(on=TODAY + timedelta(days=30))
        assert "vaduz" not in admitted_slugs(on=TODAY + timedelta(days=31))
    draw = drawn(house, appealed(suspended))
    with house.inside():
        assert belonging("vaduz", TODAY + timedelta(days=90)) == "suspended"
    vote(others, draw, False, False, False)
    with house.inside():
        outcome = record_outcome(draw_id=draw.pk, by=house.by("kofi"), at=NOW)
        assert (outcome.action, belonging("vaduz", TODAY), decided_state(suspended.cooperative.pk)) == (
            "uphold",
            "exited",
            "exited",
        )
