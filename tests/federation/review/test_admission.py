"""From a draft that stays in the co-op to a decision with two signatures."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cooperatives.domain.roles import Role
from cooperatives.services.founding import grant_role
from coopplatform.journal.reading import Place, since
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from federation.domain.review.membership import Action
from federation.models import (
    Application,
    ApplicationDraft,
    Dossier,
    Opinion,
    PlanItem,
    Proposal,
    Report,
    Review,
    Transition,
)
from federation.queries.membership import (
    admitted_slugs,
    belonging,
    broken_chains,
    is_suspended,
    may_take_part,
)
from federation.queries.review.reviews import opinions_of
from federation.services.admitting import admit_cooperative
from federation.services.review.applying import (
    ApplicationSaid,
    save_draft,
    submit_application,
    withdraw_application,
)
from federation.services.review.deciding import complete_item, confirm_proposal, drop_proposal
from federation.services.review.reviewing import (
    declare_conflict,
    give_opinion,
    name_reviewer,
    open_review,
    send_report,
)
from tests.conftest import PLATFORM
from tests.federation.review.conftest import NOW, PDF, REASON, TODAY, apply, cooperative, release, reply


def test_a_draft_is_the_co_ops_own_until_it_is_handed_in(house, lyon):
    with lyon.inside():
        save_draft(said=ApplicationSaid("", "Alma", ""), by=lyon.by("nour"), at=NOW)
        for missing, said in {
            "statutes": ApplicationSaid("scop-sarl", "Alma\nNour", REASON),
            "legal_form": ApplicationSaid("", "Alma\nNour", REASON, ("s.pdf", PDF)),
            "founders": ApplicationSaid("scop-sarl", "Alma", REASON),
            "plan": ApplicationSaid("scop-sarl", "Alma\nNour", "Soon."),
        }.items():
            save_draft(said=said, by=lyon.by("nour"), at=NOW)
            with pytest.raises(Invalid) as refused:
                submit_application(by=lyon.by("nour"), at=NOW)
            assert refused.value.field == missing
    with house.inside():
        assert (ApplicationDraft.objects.count(), Application.objects.count()) == (0, 0)
    apply(lyon)
    with house.inside():
        assert bytes(Application.objects.get().statutes) == PDF
        assert belonging("lyon", TODAY) == "applicant"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (ApplicationSaid("sc-agreee", "", ""), "legal_form"),
        (ApplicationSaid("", "x" * 9000, ""), "founders"),
        (ApplicationSaid("", "", "", ("statutes.pdf", b"MZ\x90")), "statutes"),
        (ApplicationSaid("", "", "", ("statutes.pdf", b"%PDF-" + b"x" * 5_000_000)), "statutes"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(lyon, said, field):
    with lyon.inside(), pytest.raises(Invalid) as refused:
        save_draft(said=said, by=lyon.by("nour"), at=NOW)
    assert refused.value.field == field


def test_an_application_is_handed_in_once_and_can_be_taken_back(house, lyon):
    apply(lyon)
    with pytest.raises(NotAllowedNow, match="not possible"):
        apply(lyon)
    with lyon.inside():
        withdraw_application(reason=REASON, by=lyon.by("nour"), at=NOW)
    apply(lyon)
    with house.inside():
        assert [row.action for row in Transition.objects.order_by("sequence")] == [
            "apply",
            "withdraw",
            "apply",
        ]


def test_two_reviewers_read_report_and_the_co_op_is_admitted(house, lyon):
    apply(lyon)
    release(lyon, W1=98)
    house.report(lyon)
    admitted = house.decide(lyon, Action.ADMIT, summary="Admitted.")
    assert (admitted.state, admitted.in_force_from, admitted.seconded_by_id) == ("admitted", TODAY, None)
    with house.inside():
        assert admitted_slugs(on=TODAY) == {"lyon"}
        assert admitted_slugs(on=TODAY - timedelta(days=1)) == set()
        assert broken_chains() == {}
        names = [entry.name for entry in since(Place(), is_settled_only=False)]
    assert names[-2:] == ["MembershipChanged", "CooperativeAdmitted"]


def test_nobody_is_admitted_before_two_have_reported(house, lyon):
    apply(lyon)
    release(lyon, W1=98)
    with pytest.raises(NotAllowedNow, match="not possible"):
        house.decide(lyon, Action.ADMIT)
    review = house.review(lyon)
    with pytest.raises(NotAllowedNow, match="Two reviewers report first"):
        house.decide(lyon, Action.ADMIT)
    with house.inside():
        rui = house.cast.rui.pk
        name_reviewer(review_id=review.pk, user_id=rui, is_named=False, by=house.by("simone"), at=NOW)
        with pytest.raises(NotAllowedNow, match="at least 2 reviewers"):
            send_report(review_id=review.pk, conclusion=REASON, by=house.by("fatou"), at=NOW)


def test_a_red_criterion_without_its_own_reason_is_not_decided_on(house, lyon):
    apply(lyon)
    release(lyon, W1=45)
    review = house.review(lyon)
    with house.inside():
        with pytest.raises(NotAllowedNow, match="missing: W1"):
            send_report(review_id=review.pk, conclusion=REASON, by=house.by("rui"), at=NOW)
        for name in ("fatou", "rui"):
            give_opinion(
                review_id=review.pk, criterion="W1", colour="amber", text=REASON, by=house.by(name), at=NOW
            )
        send_report(review_id=review.pk, conclusion=REASON, by=house.by("rui"), at=NOW)
    with pytest.raises(Invalid, match="W1 is red") as refused:
        house.decide(lyon, Action.ADMIT)
    assert refused.value.field == "red_W1"
    admitted = house.decide(lyon, Action.ADMIT, red_reasons={"W1": REASON})
    assert admitted.red_reasons == {"W1": REASON}


def test_a_refusal_waits_for_the_reply_and_takes_a_second_person(house, lyon):
    apply(lyon)
    release(lyon, W1=45)
    report = house.report(lyon, reds=("W1",))
    reds = {"red_reasons": {"W1": REASON}}
    with pytest.raises(NotAllowedNow, match="may reply to the report until"):
        house.decide(lyon, Action.REFUSE, **reds)
    later = NOW + timedelta(days=16)
    assert house.decide(lyon, Action.REFUSE, at=later, **reds).state == "open"
    with house.inside():
        drop_proposal(proposal_id=Proposal.objects.get().pk, by=house.by("simone"), at=later)
    reply(lyon, report)
    proposal = house.decide(lyon, Action.REFUSE, **reds)
    with pytest.raises(NotAllowedNow, match="waits already"):
        house.decide(lyon, Action.REFUSE, by="rui", **reds)
    with pytest.raises(NotAllowedNow, match="yourself"):
        house.confirm(proposal, by="fatou")
    refused = house.confirm(proposal, by="simone")
    assert (refused.state, refused.decided_by_id, refused.seconded_by_id) == (
        "refused",
        house.cast.fatou.pk,
        house.cast.simone.pk,
    )
    with pytest.raises(NotAllowedNow, match="decided already"):
        house.confirm(proposal, by="kofi")


def test_the_right_of_reply_is_once_and_for_fifteen_days(house, lyon):
    apply(lyon)
    release(lyon, W1=98)
    report = house.report(lyon)
    with pytest.raises(NotAllowedNow, match="ended on"):
        reply(lyon, report, at=NOW + timedelta(days=16))
    reply(lyon, report, at=NOW + timedelta(days=15))
    with pytest.raises(NotAllowedNow, match="have replied"):
        reply(lyon, report)


def test_no_machine_decides(house, lyon):
    apply(lyon)
    with house.inside():
        for actor in (PLATFORM, Actor.platform("beat")):
            with pytest.raises(Invalid, match="Only a person"):
                open_review(slug="lyon", kind="admission", why=REASON, by=actor, at=NOW)
            with pytest.raises(Invalid, match="Only a person"):
                admit_cooperative(slug="lyon", on=TODAY, by=actor, at=NOW)
        member = {"member_id": lyon.cooperative.pk, "sequence": 2, "action": "admit", "state": "admitted"}
        rest = {"in_force_from": TODAY, "reason": "x", "decided_at": NOW, "prev_hash": "", "sha256": ""}
        with pytest.raises(IntegrityError, match="decided_by_id"), transaction.atomic():
            Transition.objects.create(**member, **rest)
        fatou = house.cast.fatou.pk
        for broken in (
            {"action": "refuse", "decided_by_id": fatou},
            {"action": "refuse", "decided_by_id": fatou, "seconded_by_id": fatou},
            {"reason": "", "decided_by_id": fatou},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Transition.objects.create(**{**member, **rest, **broken})


def test_a_transition_is_never_changed_and_a_rewritten_one_is_found(house, lyon):
    apply(lyon)
    with house.inside():
        with pytest.raises(DatabaseError), transaction.atomic():
            Transition.objects.update(reason="Something else")
        assert broken_chains() == {}
        row = Transition.objects.get()
        forged = {"member_id": row.member_id, "sequence": 2, "action": "open_review", "state": "in_review"}
        Transition.objects.create(
            **forged, in_force_from=TODAY, reason=REASON, decided_by=house.cast.rui, decided_at=NOW,
            prev_hash="0" * 64, sha256="f" * 64
        )  # fmt: skip
        assert broken_chains() == {"lyon": 2}


def test_a_co_op_writes_only_its_own_steps_into_the_register(house, lyon, vaduz):
    house.founder(vaduz)
    facts = {
        "sequence": 9,
        "reason": REASON,
        "in_force_from": TODAY,
        "decided_at": NOW,
        "prev_hash": "",
        "sha256": "",
    }
    with lyon.inside():
        for member, action in ((lyon, "admit"), (vaduz, "apply"), (lyon, "lift")):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                Transition.objects.create(
                    member_id=member.cooperative.pk,
                    action=action,
                    state="admitted",
                    decided_by=lyon.nour,
                    **facts,
                )
        with pytest.raises(IntegrityError, match="transition_leads_where_it_may"), transaction.atomic():
            Transition.objects.create(
                member_id=lyon.cooperative.pk, action="apply", state="admitted", decided_by=lyon.nour, **facts
            )
        assert Transition.objects.count() == 0
        assert belonging("vaduz", TODAY) is None


# Conflicts of interest


def test_who_belongs_to_a_co_op_does_not_judge_it(house, lyon):
    apply(lyon)
    with lyon.inside():
        grant_role(user=house.cast.rui, role=Role.COURIER, started_on=date(2026, 1, 1), by=PLATFORM)
    with house.inside():
        with pytest.raises(NotFound):
            open_review(slug="lyon", kind="admission", why=REASON, by=house.by("rui"), at=NOW)
        review = open_review(slug="lyon", kind="admission", why=REASON, by=house.by("fatou"), at=NOW)
        with pytest.raises(NotAllowedNow, match="conflict of interest"):
            name_reviewer(review_id=review.pk, user_id=house.cast.rui.pk, by=house.by("simone"), at=NOW)
        with pytest.raises(NotFound):
            send_report(review_id=review.pk, conclusion=REASON, by=house.by("rui"), at=NOW)


def test_a_declared_conflict_ends_a_review_that_runs(house, lyon):
    apply(lyon)
    release(lyon, W1=98)
    review = house.review(lyon)
    with house.inside():
        rui = house.cast.rui.pk
        declare_conflict(
            person_id=rui, slug="lyon", kind="adviser", note="Accounts", by=house.by("rui"), at=NOW
        )
        with pytest.raises(NotFound):
            give_opinion(
                review_id=review.pk, criterion="W1", colour="green", text="", by=house.by("rui"), at=NOW
            )
        with pytest.raises(NotFound):
            declare_conflict(
                person_id=rui, slug="federation", kind="other", note="", by=house.by("rui"), at=NOW
            )


def test_only_named_reviewers_give_opinions(house, lyon):
    apply(lyon)
    release(lyon, W1=98)
    review = house.review(lyon)
    with house.inside():
        say = {"review_id": review.pk, "criterion": "W1", "at": NOW}
        with pytest.raises(NotFound):
            give_opinion(**say, colour="green", text="", by=house.by("simone"))
        with pytest.raises(Invalid, match="at least 40"):
            give_opinion(**say, colour="red", text="No.", by=house.by("rui"))
        with pytest.raises(Invalid, match="no such line"):
            give_opinion(**say | {"criterion": "Z9"}, colour="green", text="", by=house.by("rui"))
        give_opinion(**say, colour="red", text=REASON, by=house.by("rui"))
        give_opinion(**say, colour="green", text="", by=house.by("rui"))
        assert opinions_of(review.pk)["W1"][house.cast.rui.pk].colour == "green"
    with lyon.inside():
        assert Opinion.objects.count() == 0


# Founding members


def test_founding_members_are_entered_until_the_first_review_admits_somebody(house, lyon, vaduz):
    house.founder(vaduz)
    apply(lyon)
    release(lyon, W1=98)
    house.report(lyon)
    house.decide(lyon, Action.ADMIT)
    late = cooperative("late", "Late")
    with pytest.raises(NotAllowedNow, match="admits by review now"):
        house.founder(late)


# Who sees what


def test_other_co_ops_see_nothing_of_an_application(house, lyon, vaduz):
    apply(lyon)
    release(lyon, W1=45)
    report = house.report(lyon, reds=("W1",))
    reply(lyon, report)
    for model in (Application, Dossier, Review, Report, Transition):
        with vaduz.inside():
            assert model.objects.count() == 0
        with lyon.inside():
            assert model.objects.count() > 0
        assert model.objects.count() == 0


def test_an_observation_has_a_plan_and_ends_when_it_is_done(house, vaduz):
    house.founder(vaduz)
    with pytest.raises(Invalid, match="at least one item"):
        house.decide(vaduz, Action.OBSERVE)
    house.observe(vaduz)
    with house.inside():
        assert admitted_slugs(on=TODAY) == {"vaduz"}
        assert may_take_part("vaduz", TODAY)
    with pytest.raises(NotAllowedNow, match="1 items of the plan"):
        house.decide(vaduz, Action.END_OBSERVATION)
    with vaduz.inside():
        item = PlanItem.objects.get()
        complete_item(item_id=item.pk, text=REASON, paper=("minutes.pdf", PDF), by=vaduz.by("nour"), at=NOW)
        with pytest.raises(NotAllowedNow, match="done already"):
            complete_item(item_id=item.pk, text=REASON, by=vaduz.by("nour"), at=NOW)
    assert house.decide(vaduz, Action.END_OBSERVATION).state == "admitted"


def test_a_suspended_co_op_belongs_but_takes_no_part(house, vaduz):
    house.founder(vaduz)
    release(vaduz, M1=80)
    suspended = house.suspend(vaduz)
    assert suspended.seconded_by_id == house.cast.rui.pk
    for here in (house, vaduz):
        with here.inside():
            assert is_suspended("vaduz", TODAY)
            assert not may_take_part("vaduz", TODAY)
    with house.inside():
        assert admitted_slugs(on=TODAY) == {"vaduz"}
    assert house.decide(vaduz, Action.LIFT).state == "observation"


def test_confirming_checks_again_what_is_so_by_then(house, vaduz):
    house.founder(vaduz)
    release(vaduz, M1=80)
    house.observe(vaduz)
    reply(vaduz, house.report(vaduz, kind="full"))
    proposal = house.decide(vaduz, Action.SUSPEND)
    release(vaduz, at=NOW + timedelta(hours=1), M1=10)
    with house.inside(), pytest.raises(Invalid, match="M1 is red"):
        confirm_proposal(proposal_id=proposal.pk, by=house.by("rui"), at=NOW)


def test_who_has_a_conflict_since_does_not_count_any_more(house, vaduz):
    house.founder(vaduz)
    release(vaduz, M1=80)
    house.observe(vaduz)
    reply(vaduz, house.report(vaduz, kind="full"))
    proposal = house.decide(vaduz, Action.SUSPEND)
    review = house.review(vaduz, kind="light")
    with house.inside():
        fatou = house.cast.fatou.pk
        declare_conflict(person_id=fatou, slug="vaduz", kind="family", note="", by=house.by("fatou"), at=NOW)
        with pytest.raises(NotAllowedNow, match="conflict of interest by now"):
            confirm_proposal(proposal_id=proposal.pk, by=house.by("rui"), at=NOW)
        with pytest.raises(NotAllowedNow, match="at least 2 reviewers"):
            send_report(review_id=review.pk, conclusion=REASON, by=house.by("rui"), at=NOW)
