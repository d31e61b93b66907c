"""What is late is told to the board; what a co-op asks for itself is heard."""

from datetime import timedelta

import pytest

from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from federation.domain.review.membership import Action
from federation.models import Escalation, ReviewRequest, ReviewTrigger
from federation.queries.membership import admitted_slugs
from federation.queries.review.overview import everybody
from federation.services.review.escalating import escalate
from federation.services.review.leaving import ask_for_review, give_notice, take_request_back
from tests.conftest import PLATFORM
from tests.federation.review.conftest import NOW, REASON, TODAY, apply, cooperative, release


def told(house, at):
    with house.inside():
        return [(row.member.slug, row.kind) for row in escalate(by=PLATFORM, at=at)]


def test_an_application_nobody_answers_escalates_once(house, lyon):
    apply(lyon)
    assert told(house, NOW + timedelta(days=45)) == []
    assert told(house, NOW + timedelta(days=46)) == [("lyon", "application")]
    assert told(house, NOW + timedelta(days=60)) == []
    with house.inside():
        assert Escalation.objects.count() == 1
        assert [entry.name for entry in since(Place(), is_settled_only=False)][-1] == "DeadlinePassed"


def test_a_suspension_of_more_than_six_months_escalates_with_its_plan(house, vaduz):
    house.founder(vaduz)
    release(vaduz, M1=80)
    house.suspend(vaduz)
    assert told(house, NOW + timedelta(days=60)) == []
    assert told(house, NOW + timedelta(days=61)) == [("vaduz", "plan_item")]
    assert told(house, NOW + timedelta(days=182)) == [("vaduz", "suspension")]


def test_the_overview_takes_as_many_queries_for_three_as_for_one(
    house, lyon, vaduz, django_assert_num_queries
):
    house.founder(vaduz)
    with house.inside(), django_assert_num_queries(11):
        assert len(everybody(TODAY, house.cast.cooperative.zone)) == 1
    apply(lyon)
    release(lyon, W1=45)
    house.founder(cooperative("rennes", "Rennes"))
    with house.inside(), django_assert_num_queries(11):
        found = {known.cooperative.slug: known for known in everybody(TODAY, house.cast.cooperative.zone)}
    assert {slug: known.state for slug, known in found.items()} == {
        "lyon": "applicant",
        "rennes": "admitted",
        "vaduz": "admitted",
    }
    assert (found["lyon"].reds, found["lyon"].colours["unknown"]) == (["W1"], 20)
    assert found["lyon"].next_due.until == TODAY + timedelta(days=45)


def test_a_tenth_of_the_workers_asks_for_a_review(house):
    big = cooperative("big", "Big", *[f"worker{n}" for n in range(19)])
    house.founder(big)
    with big.inside():
        assert ask_for_review(by=big.by("worker1"), at=NOW) == 1
        assert ask_for_review(by=big.by("worker1"), at=NOW) == 1
        assert ReviewTrigger.objects.count() == 0
        assert ask_for_review(by=big.by("worker2"), at=NOW) == 2
        assert ask_for_review(by=big.by("worker3"), at=NOW) == 3
        take_request_back(by=big.by("worker3"), at=NOW)
        assert ReviewRequest.objects.filter(withdrawn_at=None).count() == 2
    with house.inside():
        assert ReviewRequest.objects.count() == 0
        row = ReviewTrigger.objects.get()
        assert (row.kind, row.numerator, row.denominator) == ("request", 2, 20)
        found = everybody(TODAY, house.cast.cooperative.zone)[0]
        assert ("extraordinary", TODAY + timedelta(days=45)) in {(due.kind, due.until) for due in found.dues}


def test_who_does_not_belong_is_not_reviewed_at_its_workers_request(house, lyon):
    with lyon.inside(), pytest.raises(NotAllowedNow):
        ask_for_review(by=lyon.by("alma"), at=NOW)


def test_a_co_op_leaves_by_its_own_notice_and_counts_until_its_last_day(house, vaduz):
    house.founder(vaduz)
    with pytest.raises(NotAllowedNow, match="its own notice"):
        house.decide(vaduz, Action.LEAVE)
    last = TODAY + timedelta(days=57)
    with vaduz.inside():
        with pytest.raises(Invalid, match="is over"):
            give_notice(last_day=TODAY - timedelta(days=1), reason=REASON, by=vaduz.by("nour"), at=NOW)
        give_notice(last_day=last, reason=REASON, by=vaduz.by("nour"), at=NOW)
    left = house.confirm(house.decide(vaduz, Action.LEAVE), by="simone")
    assert left.in_force_from == last + timedelta(days=1)
    with house.inside():
        assert "vaduz" in admitted_slugs(on=last)
        assert "vaduz" not in admitted_slugs(on=last + timedelta(days=1))
