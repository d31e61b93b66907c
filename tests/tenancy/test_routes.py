"""Every route under /c/, found by introspection, says whom it is for and hides from the other co-op."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cooperatives.models import BankLine, Cooperative
from cooperatives.services.banking import add_bank_account, import_statements
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.incidents import IncidentSaid
from deliveries.domain.invoicing.parties import Party
from deliveries.domain.pricing.prices import Fixed
from deliveries.domain.proof import Need, ProofGiven
from deliveries.domain.slots import SlotTerms
from deliveries.models import DebitFile, Invoice, OrderGroup, Recipient, StoreStaff, StoreToken
from deliveries.services.courier_notes import tell_courier
from deliveries.services.documents import add_document
from deliveries.services.importing import check_import
from deliveries.services.incidents import open_incident
from deliveries.services.proofs import keep_proof, receive_file
from deliveries.services.recurring import set_up_recurrence
from deliveries.services.requesting import ask_for_order, set_public_form
from deliveries.services.slot_plans import SlotPlanSaid, close_day, save_slot_plan
from deliveries.services.stores import issue_token
from deliveries.services.taps import Batch, Tapped, receive_taps
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
from members.domain.absence import AbsenceKind
from members.domain.assemblies import HOUSE
from members.domain.availability import Kind, Window
from members.models import Assembly, AssemblyPaper, Contract, WorkRecord
from members.services.absences import Days, ask_absence
from members.services.availability import add_availability
from members.services.leave_credits import credit_leave
from members.services.payroll import compute_payslips
from members.services.roster import clock_out, plan_shift
from members.services.scenarios import draft_scenario
from members.services.shares import refund_shares, subscribe_shares
from members.services.swapping import offer_swap
from members.services.templates import save_template
from members.services.variables import Amount, enter_variable
from tests.conftest import PLATFORM, Cast, new_order, placed
from tests.cooperatives.conftest import IBAN, camt, entered, movement
from tests.deliveries.pricing.conftest import Office, rule
from tests.deliveries.proofs.conftest import photo, sent
from tests.deliveries.tours.conftest import furnished
from tests.federation.commons.conftest import example
from tests.federation.means.conftest import RELAY
from tests.federation.means.dues_cast import DUES
from tests.federation.means.fund.rows import of_the_fund
from tests.federation.means.leaving_cast import exit_drawn_up
from tests.federation.review.conftest import REASON, a_house, cooperative, release, reply
from tests.members.conftest import work

PUBLIC = {"track", "track-stop", "calendar-feed", "public-order", "public-request"}
ASKED_OF_ALL = {"voice-consultation", "voice-answer", "fund-version"}
"""What the federation asks has one id for all its co-ops; each answers in its own address."""


def routes(resolver: Any = None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += routes(entry, path)
        else:
            found.append((path, entry))
    return found


def takes_an_id(entry: URLPattern) -> bool:
    return any(type(converter).__name__ == "UUIDConverter" for converter in entry.pattern.converters.values())


TENANT_ROUTES = {
    str(entry.name): entry for path, entry in routes() if path.startswith("c/<slug:cooperative>/")
}


def address(entry: URLPattern, slug: str, known: dict[str, Any]) -> str:
    arguments = {
        name: known.get(name, uuid4() if type(converter).__name__ == "UUIDConverter" else "2026")
        for name, converter in entry.pattern.converters.items()
        if name != "cooperative"
    }
    return reverse(str(entry.name), kwargs={"cooperative": slug, **arguments})


def a_swap(cast: Any, now: datetime) -> Any:
    """Alma offers a shift of next month."""
    begins = now + timedelta(days=30)
    shift = plan_shift(
        member_id=cast.courier_id, starts_at=begins, ends_at=begins + timedelta(hours=2), by=PLATFORM
    )
    return offer_swap(shift_id=shift.pk, member_id=cast.courier_id, by=cast.by("alma"), at=now)


def a_kept_tap(cast: Any, now: datetime) -> Any:
    """Alma taps something nobody knows."""
    batch = Batch(uuid4(), now, 1, (Tapped(uuid4(), 1, "dance", now),))
    return receive_taps(courier_id=cast.courier_id, batch=batch, by=cast.by("alma"), at=now).taps[0].pk


def an_invoice(cast: Any, order: Any) -> Any:
    """Rosa's store was invoiced something."""
    day = order.placed_at.date()
    facts: dict[str, Any] = {"issued_on": day, "due_on": day, "first_on": day, "last_on": day}
    facts |= {"net_cents": 100, "vat_cents": 20, "total_cents": 120, "vat": []}
    party = Party("Lucia", "1 rue", "06000", "Nice", "FR").as_json()
    return Invoice.objects.create(
        store_id=cast.store_id, year=2026, sequence=1, number="2026-0001", currency="EUR", seller=party,
        buyer=party, reference="RF3120260001", locale="fr", issued_by="x", issued_at=order.placed_at, **facts,
    ).pk  # fmt: skip


def an_incident(cast: Any, order: Any, now: datetime) -> Any:
    """Somebody says what is wrong with an order."""
    return open_incident(order_id=order.pk, said=IncidentSaid("nobody"), by=cast.by("rosa"), at=now).pk


def a_proof(cast: Any, order: Any, now: datetime) -> tuple[Any, Any]:
    """A photo of a delivery, with what was said of it."""
    picture, task = sent(cast, now), order.delivery.tasks.get(kind="dropoff")
    given = ProofGiven(files=((picture.file_id, Need.PHOTO),))
    keep = unit_of_work(keep_proof)
    proof = keep(task=task, given=given, courier_id=cast.courier_id, by=PLATFORM, at=now, received_at=now)
    receive_file(sent=picture, content=photo(), by=PLATFORM, at=now)
    return picture.file_id, proof.pk


def of_the_store(cast: Cast, order: Any, now: datetime) -> dict[str, Any]:
    """What a store keeps beside its orders."""
    assert cast.store_id is not None
    by: dict[str, Any] = {"by": PLATFORM, "at": now}
    recurrence = set_up_recurrence(
        name="Usual",
        rule="FREQ=DAILY",
        starts_on=now.date(),
        ready_time=now.time(),
        new=new_order(cast, now),
        **by,
    )
    sheet = b"name,address\nMme Rossi,14 rue Grimaldi\n"
    sent = check_import(store_id=cast.store_id, name="orders.csv", content=sheet, **by)
    paper = add_document(order_id=order.pk, name="note.pdf", content=b"%PDF-1.7", **by)
    form = set_public_form(store_id=cast.store_id, is_open=True, is_automatic=False, welcome="", **by)
    asked = ask_for_order(form_token=form.token, new=new_order(cast, now), **by)
    issue_token(store_id=cast.store_id, label="till", **by)
    return {
        "token_id": StoreToken.objects.get().pk,
        "request_id": asked.pk,
        "document_id": paper.pk,
        "import_id": sent.pk,
        "recipient_id": Recipient.objects.filter(store=cast.store_id)[0].pk,
        "recurrence_id": recurrence.pk,
        "staff_id": StoreStaff.objects.get(store=cast.store_id).pk,
    }


def of_the_books(cast: Cast, now: datetime) -> dict[str, Any]:
    """A month's pay, an entry, and a movement at the bank."""
    assert cast.shift_id is not None
    assert cast.courier_id is not None
    by: dict[str, Any] = {"by": cast.by("theo"), "at": now}
    clock_out(shift_id=cast.shift_id, by=PLATFORM, at=now)
    worked_at = now.replace(day=1, hour=9) - timedelta(days=10)
    work(cast.courier_id, worked_at, hours=2)
    run = compute_payslips(month=worked_at.date().replace(day=1), **by)
    entry = entered(now.date(), ("512", 10_000), ("1013", -10_000), journal="BQ")
    add_bank_account(iban=IBAN, name="Crédit coopératif", account_code="512", **by)
    import_statements(content=camt(movement("10.00"), closing="110.00"), **by)
    return {
        "run_id": run.pk,
        "payslip_id": run.payslips.get().pk,
        "entry_id": entry.pk,
        "bank_line_id": BankLine.objects.get().pk,
    }


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
        "paper_id": AssemblyPaper.objects.create(
            assembly=assembly,
            kind="other",
            name="a.pdf",
            content=b"%PDF-",
            sha256="0" * 64,
            published_by="x",
            published_at=now,
        ).pk,
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


def prices_of(cast: Any, now: datetime) -> dict[str, Any]:
    """A list with a rule, a zone, a package type, slots and a closed day."""
    office = Office(cast, now)
    made = office.price_list(rule(Fixed(500)))
    slots = SlotPlanSaid("Morning", SlotTerms(("10:00-11:00",)))
    plan = save_slot_plan(store_id=cast.store_id, said=slots, **office.as_nour)
    closed = close_day(day=now.date() + timedelta(60), name="", store_id=None, **office.as_nour)
    return {
        "rule_set_id": made.pk,
        "rule_id": made.rules[0]["id"],
        "zone_id": office.port().pk,
        "package_id": office.crates().pk,
        "slot_plan_id": plan.pk,
        "closed_day_id": closed.pk,
    }


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
    settlement = exit_drawn_up(house, cast, now)
    with cast.inside():
        item = PlanItem.objects.get().pk
    return voice | {
        "report_id": report.pk,
        "item_id": item,
        "seat_id": seat,
        "review_id": review.pk,
        "proposal_id": proposal.pk,
        "settlement_id": settlement.pk,
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


@pytest.fixture
def known(roue, now) -> dict[str, Any]:
    """Real ids of La Roue Libre, by the names routes give them."""
    order = placed(roue, now)
    with roue.inside():
        delivery = order.delivery
        fleet = furnished(roue, now)
        plan = fleet.draft()
        next_week = Days(AbsenceKind.UNPAID, now.date() + timedelta(7), now.date() + timedelta(9))
        absence = ask_absence(member_id=roue.courier_id, days=next_week, by=roue.by("alma"), at=now)
        carried = {"first": now.date(), "last": now.date() + timedelta(400), "reason": "Arrêt de mai"}
        credit = credit_leave(
            member_id=roue.courier_id, days=Decimal(5), by=roue.by("nour"), at=now, **carried
        )
        bonus = Amount(kind="bonus", month=now.date(), note="AG", key=uuid4(), cents=5000)
        variable = enter_variable(member_id=roue.courier_id, amount=bonus, by=roue.by("theo"), at=now)
        swap = a_swap(roue, now)
        template = save_template(
            name="Usual", monday=now.date() - timedelta(days=now.weekday()), by=PLATFORM, at=now
        )
        window = add_availability(
            member_id=roue.courier_id, window=Window(Kind.CAN, 0, 0, 60), by=roue.by("alma")
        )
        subscribe_shares(
            member_id=roue.courier_id, units=4, nominal_cents=2000, on=now.date(), by=PLATFORM, at=now
        )
        refund = refund_shares(member_id=roue.courier_id, units=1, on=now.date(), by=PLATFORM, at=now)
        scenario = draft_scenario(
            year=2025, name="A", choices={"work_percent": 40}, by=roue.by("theo"), at=now
        )
        file_id, proof_id = a_proof(roue, order, now)
        return {
            **prices_of(roue, now),
            **of_the_store(roue, order, now),
            **of_the_books(roue, now),
            **of_the_federation(roue, now),
            **of_the_commons(roue, now),
            **of_mutual_aid(roue, now),
            **of_the_fund(roue, now),
            "file_id": file_id,
            "invoice_id": an_invoice(roue, order),
            "debit_file_id": DebitFile.objects.create(
                collection_on=now.date(), payments=0, total_cents=0, xml="", made_by="x", made_at=now
            ).pk,
            "proof_id": proof_id,
            "incident_id": an_incident(roue, order, now),
            "refund_id": refund.pk,
            "scenario_id": scenario.pk,
            "order_id": order.pk,
            "store_id": roue.store_id,
            "delivery_id": delivery.pk,
            "tap_id": a_kept_tap(roue, now),
            "group_id": OrderGroup.objects.create(name="Lunch", made_by="x", made_at=now).pk,
            "note_id": tell_courier(courier_id=roue.courier_id, text="Psst", by=PLATFORM, at=now).pk,
            "courier_id": roue.courier_id,
            "member_id": roue.courier_id,
            "shift_id": roue.shift_id,
            "task_id": delivery.tasks.first().pk,
            "record_id": WorkRecord.objects.get(shift=roue.shift_id).pk,
            "swap_id": swap.pk,
            "template_id": template.pk,
            "availability_id": window.pk,
            "plan_id": plan.pk,
            "bike_id": fleet.bikes[0].pk,
            "contract_id": Contract.objects.get(member=roue.courier_id).pk,
            "absence_id": absence.pk,
            "credit_id": credit.pk,
            "variable_id": variable.pk,
            "year": 2025,
            "month": "2026-10",
        }


def test_there_are_routes_to_try():
    assert len(TENANT_ROUTES) >= 1


@pytest.mark.parametrize("name", sorted(TENANT_ROUTES))
def test_every_route_says_whom_it_is_for(name):
    assert getattr(TENANT_ROUTES[name].callback, "allowed", None) is not None


# What needs real ids makes them once, and tries every route in turn: each answer changes nothing.


def test_every_id_a_route_takes_is_a_real_one(known):
    taken = {
        name
        for entry in TENANT_ROUTES.values()
        for name, converter in entry.pattern.converters.items()
        if type(converter).__name__ == "UUIDConverter"
    }
    assert taken - {*known} == set()


@pytest.mark.parametrize("method", ["get", "post"])
def test_chloe_finds_nothing_of_the_other_co_op(subtests, method, roue, autre, login, known):
    """Not the page, not with real ids: the same 404 as for a co-op that does not exist."""
    client = login(autre.chloe)
    for name in sorted(set(TENANT_ROUTES) - PUBLIC):
        with subtests.test(route=name):
            url = address(TENANT_ROUTES[name], roue.slug, known)
            nowhere = address(TENANT_ROUTES[name], "no-such-co-op", known)
            answers = [getattr(client, method)(place) for place in (url, nowhere)]
            assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("person", ["chloe", "malik", "sam"])
def test_real_ids_of_one_co_op_open_nothing_under_the_others_address(
    subtests, person, method, roue, autre, login, known
):
    """Chloé, Malik and Sam, each allowed at home, send La Roue Libre's ids to their own co-op."""
    client = login(autre.users[person])
    own = {name for name, entry in TENANT_ROUTES.items() if takes_an_id(entry)} - ASKED_OF_ALL
    for name in sorted(own):
        with subtests.test(route=name):
            url = address(TENANT_ROUTES[name], autre.slug, known)
            assert getattr(client, method)(url).status_code in (404, 405)


def test_strangers_are_asked_to_log_in(subtests, roue, client, known):
    for name in sorted(set(TENANT_ROUTES) - PUBLIC):
        with subtests.test(route=name):
            answer = client.get(address(TENANT_ROUTES[name], roue.slug, known))
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/login/?next=")
