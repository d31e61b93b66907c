"""What is late is told to the board; what a co-op asks for itself is heard."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from federation.domain.review.lot import Candidate, draw_panel
from federation.domain.review.membership import Action
from federation.models import Escalation, EvidenceSnapshot, ReviewRequest, ReviewTrigger, Transition
from federation.queries.membership import admitted_slugs
from federation.queries.review.overview import everybody
from federation.services.review.escalating import escalate
from federation.services.review.evidence import Declared, declare_evidence, release_dossier
from federation.services.review.leaving import ask_for_review, give_notice, take_request_back
from federation.tasks import collect_evidence_of, watch_deadlines
from tests.conftest import PLATFORM
from tests.federation.review.conftest import NOW, PDF, REASON, TODAY, apply, cooperative, release


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


def test_a_report_waits_for_an_assembly_until_line_d3_names_one(house, vaduz):
    house.founder(vaduz)
    release(vaduz, M1=80)
    house.report(vaduz, kind="full")

    def attach():
        with house.inside():
            known = everybody(TODAY, house.cast.cooperative.zone)[0]
            return [due.until for due in known.dues if due.kind == "attach"]

    assert attach() == [TODAY.replace(year=2027)]
    later = NOW + timedelta(days=40)
    with vaduz.inside():
        said = Declared(
            "D3", Decimal(16), later.date(), later.date(), "Notice of the assembly", ("notice.pdf", PDF)
        )
        declare_evidence(said=said, by=vaduz.by("nour"), at=later)
        release_dossier(by=vaduz.by("nour"), at=later)
    assert attach() == []


def test_the_nights_tasks_count_tell_and_check_the_chains(house, lyon, monkeypatch, mailoutbox, caplog):
    apply(lyon)
    later = NOW + timedelta(days=50)
    monkeypatch.setattr(timezone, "now", lambda: later)
    collect_evidence_of(cooperative_id=lyon.cooperative.pk)
    with lyon.inside():
        assert EvidenceSnapshot.objects.count() == 20
    watch_deadlines(cooperative_id=house.cast.cooperative.pk)
    watch_deadlines(cooperative_id=house.cast.cooperative.pk)
    assert sorted(mail.to[0] for mail in mailoutbox) == [
        "kofi@federation.example",
        "simone@federation.example",
    ]
    assert "Traboules" in mailoutbox[0].body
    assert "19 décembre 2026" in mailoutbox[0].body
    with house.inside():
        row = Transition.objects.get()
        Transition.objects.create(
            member_id=row.member_id, sequence=2, action="open_review", state="in_review", in_force_from=TODAY,
            reason=REASON, decided_by=house.cast.rui, decided_at=NOW, prev_hash="0" * 64, sha256="f" * 64
        )  # fmt: skip
    watch_deadlines(cooperative_id=house.cast.cooperative.pk)
    assert "lyon" in caplog.text


def test_the_commands_verify_and_draw(house, lyon):
    apply(lyon)
    told = StringIO()
    call_command("verify_chains", stdout=told)
    assert "1 chain holds." in told.getvalue()
    with house.inside():
        forged = Transition.objects.get()
        Transition.objects.create(
            member_id=forged.member_id, sequence=2, action="open_review", state="in_review",
            in_force_from=TODAY, reason=REASON, decided_by=house.cast.rui, decided_at=NOW, prev_hash="0" * 64,
            sha256="f" * 64
        )  # fmt: skip
    with pytest.raises(CommandError, match="lyon: transition 2"):
        call_command("verify_chains")
    told = StringIO()
    candidates = ["rennes:c1", "rennes:c2", "liege:d1", "liege:d2", "bordeaux:e1", "lyon:f1"]
    call_command("draw_panel", *candidates, seed="2026-Q3", against="lyon", stdout=told)
    drawn = [line.split()[1] for line in told.getvalue().splitlines()]
    others = [Candidate(pseudonym, home) for home, pseudonym in (text.split(":") for text in candidates)]
    assert drawn == [one.pseudonym for one in draw_panel("2026-Q3", others, against="lyon")]
    with pytest.raises(CommandError, match="1 workers"):
        call_command("draw_panel", "rennes:c1", seed="x")
    with pytest.raises(CommandError, match="cooperative:pseudonym"):
        call_command("draw_panel", "rennes", seed="x")
