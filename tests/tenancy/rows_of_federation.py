"""What a co-op has with the federation, for every route that names it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cooperatives.models import Cooperative
from federation.domain.commons.document import Document
from federation.domain.review.membership import Action
from federation.models import (
    Amendment,
    DuesCall,
    DuesPayment,
    DuesTerms,
    Grant,
    GrantUse,
    Loan,
    PanelSeat,
    PlanItem,
    Policy,
    PolicyDecision,
    PolicyReplay,
    PolicyVersion,
    PrintedLetter,
)
from federation.services.commons.drafting import begin_draft
from federation.services.review.appealing import draw_for_appeal, file_appeal, say_consent
from federation.services.roadmap import open_round
from federation.services.voice.consulting import ConsultationSaid, open_consultation
from federation.services.voice.positions import PositionSaid, publish_position
from members.domain.assemblies import HOUSE
from members.models import Assembly, AssemblyPaper
from tests.conftest import Cast
from tests.federation.commons.conftest import example
from tests.federation.means.conftest import RELAY
from tests.federation.means.dues_cast import DUES
from tests.federation.means.leaving_cast import exit_drawn_up
from tests.federation.review.conftest import REASON, a_house, cooperative, release, reply


def of_the_commons(cast: Cast, now: datetime) -> dict[str, Any]:
    """A draft, a trial and a decision of the co-op's own, and a round of the roadmap."""
    by: dict[str, Any] = {"by": cast.by("nour"), "at": now}
    draft = begin_draft(stored={"kind": "wage_scheme"}, **by)
    written = example("split-day-wages")
    policy = Policy.objects.create(kind=written["kind"], slug=written["slug"], made_at=now)
    version = PolicyVersion.objects.create(
        policy=policy,
        number=written["version"],
        title=written["title"],
        document=Document.from_json(written).as_json(),
        sha256="0" * 64,
        gate={},
        submitted_by="x",
        submitted_at=now,
    )
    tried = {"version_id": version.pk, "sha256": "0" * 64, "values": {}, "target": {}}
    days = {"first_on": now.date(), "last_on": now.date()}
    replay = PolicyReplay.objects.create(**tried, **days, asked_by="x", asked_at=now)
    decision = PolicyDecision.objects.create(
        **tried,
        kind="wage_scheme",
        minute="AG",
        valid_from=now.date(),
        before={},
        decided_by="x",
        decided_at=now,
    )
    assert cast.courier_id is not None
    assembly = Assembly.objects.create(
        title="AG",
        place="Here",
        held_at=now,
        rules=HOUSE.as_json(),
        notice_days=15,
        called_by="x",
        called_at=now,
    )
    facts = {"name": "a.pdf", "content": b"%PDF-", "sha256": "0" * 64}
    paper = AssemblyPaper.objects.create(
        assembly=assembly, kind="other", published_by="x", published_at=now, **facts
    )
    letter = PrintedLetter.objects.create(
        document="employment",
        member_id=cast.courier_id,
        title="A",
        text="B",
        template_sha256="0" * 64,
        locale="fr",
        printed_by="x",
        printed_at=now,
    )
    return {
        "draft_id": draft.pk,
        "replay_id": replay.pk,
        "decision_id": decision.pk,
        "letter_id": letter.pk,
        "assembly_id": assembly.pk,
        "paper_id": paper.pk,
        "document": "employment",
    }


def of_their_voice(house: Any, cast: Cast, now: datetime) -> dict[str, Any]:
    """What the federation asks of its co-ops: a round of the roadmap, a consultation, a position."""
    by: dict[str, Any] = {"by": house.by("simone"), "at": now}
    days = {"amend_until": 2, "vote_from": 3, "vote_until": 9}
    until: dict[str, Any] = {name: now + timedelta(days=n) for name, n in days.items()}
    round_: dict[str, Any] = {
        "opens_at": now,
        "closes_at": now + timedelta(30),
        "pot_cents": 100_000,
        "dues_cents": {cast.slug: 1_000},
    }
    with house.inside():
        roadmap = open_round(
            title="2027", equal_percent=50, minute="General assembly of 2026", **round_, **by
        )
        asked = open_consultation(said=ConsultationSaid("position", "One", "Text.", **until), **by)
        said = publish_position(said=PositionSaid("Waiting", "Is work."), **by)
    with cast.inside():
        amendment = Amendment.objects.create(
            consultation=asked,
            paragraph=1,
            text="Other.",
            why="So.",
            proposed_by_id=int(house.by("simone").id),
            proposed_at=now,
        )
    return {
        "round_id": roadmap.pk,
        "consultation_id": asked.pk,
        "amendment_id": amendment.pk,
        "position_id": said.pk,
        "position": said.slug,
    }


def of_their_dues(house: Any, cast: Cast, now: datetime) -> dict[str, Any]:
    """Terms of dues, a call and its payment."""
    by: dict[str, Any] = {"recorded_by": "x", "recorded_at": now}
    day = now.date()
    with house.inside():
        terms = DuesTerms.objects.create(
            valid_from=day,
            body=DUES.as_json(),
            minute="AG",
            proposed_by_id=int(house.by("simone").id),
            proposed_at=now,
        )
        call = DuesCall.objects.create(
            member_id=cast.cooperative.pk,
            year=2026,
            sequence=1,
            number="D2026-0001",
            period="2026-Q3",
            turn=1,
            terms=terms,
            group="cooperative",
            currency="EUR",
            amount_cents=100,
            books_cents=100,
            rate="1",
            steps=[],
            issued_on=day,
            due_on=day,
            issued_by="x",
            issued_at=now,
            sha256="0" * 64,
        )
        payment = DuesPayment.objects.create(
            member_id=cast.cooperative.pk, call=call, cents=1, books_cents=1, paid_on=day, **by
        )
    return {"terms_id": terms.pk, "call_id": call.pk, "payment_id": payment.pk}


def of_the_federation(cast: Cast, now: datetime) -> dict[str, Any]:
    """The co-op's case at the federation, as far as an appeal with its panel."""
    house = a_house()
    for one in (cast, *(cooperative(f"willing-{n}", f"Willing {n}", "alma") for n in range(5))):
        with one.inside():
            say_consent(is_willing=True, by=one.by("alma"), at=now - timedelta(hours=1))
    house.founder(cast, on=now.date())
    voice = of_their_voice(house, cast, now) | of_their_dues(house, cast, now)
    release(cast, at=now, D1=3)
    house.observe(cast, at=now)
    report = house.report(cast, kind="extraordinary", at=now)
    reply(cast, report, at=now)
    house.confirm(house.decide(cast, Action.SUSPEND, at=now), at=now)
    with cast.inside():
        appeal = file_appeal(grounds=REASON, by=cast.by("nour"), at=now)
    with house.inside():
        draw = draw_for_appeal(appeal_id=appeal.pk, seed="7 12 23", by=house.by("simone"), at=now)
        seat = PanelSeat.objects.filter(draw=draw)[0].pk
    review = house.review(cast, kind="full", at=now)
    proposal = house.decide(cast, Action.EXCLUDE, at=now)
    with cast.inside():
        item = PlanItem.objects.get().pk
    return voice | {
        "report_id": report.pk,
        "item_id": item,
        "seat_id": seat,
        "review_id": review.pk,
        "proposal_id": proposal.pk,
        "settlement_id": exit_drawn_up(house, cast, now).pk,
        "appeal_id": appeal.pk,
        "draw_id": draw.pk,
        "member": cast.slug,
        "code": "D1",
        "action": "exclude",
    }


def of_mutual_aid(cast: Cast, now: datetime) -> dict[str, Any]:
    """What the co-op granted another, and a use of it."""
    other = Cooperative.objects.filter(slug__startswith="willing")[0]
    terms = replace(RELAY, giver=cast.slug, taker=other.slug)
    facts: dict[str, Any] = {"member": other, "kind": terms.kind, "terms": terms.as_json()}
    grant = Grant.objects.create(**facts, sha256=terms.sha256, offered_by="x", offered_at=now)
    use = GrantUse.objects.create(
        member=other,
        grant=grant,
        key="k",
        what="1",
        on=now.date(),
        good_until=now,
        begun_by="x",
        begun_at=now,
    )
    assert cast.courier_id is not None
    asked = {"starts_at": now, "ends_at": now + timedelta(hours=2), "asked_by": "x", "asked_at": now}
    loan = Loan.objects.create(grant=grant.pk, member_id=cast.courier_id, **asked)
    return {"grant_id": grant.pk, "use_id": use.pk, "kind": "relay", "loan_id": loan.pk}
