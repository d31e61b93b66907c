"""The demo's fund: rules voted some weeks ago, last year's contributions, Liège helped after its big client failed,
and Rennes that asks now for its couriers' wages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from cooperatives.queries.access import cooperative
from coopplatform.kernel.errors import DomainError
from coopplatform.tenancy.scope import scope
from federation.demo.cast import FEDERATION, MEMBERS
from federation.demo.founding import PLATFORM
from federation.demo.neighbours import NEIGHBOURS
from federation.demo.people import person
from federation.domain.means.fund import FundRules, Purpose
from federation.domain.means.simulation import Parameters
from federation.models import Consultation, FundVersion
from federation.queries.means.fund_own import computed
from federation.queries.means.fund_staff import reckoned
from federation.services.means.fund_asking import ask_fund, share_base
from federation.services.means.fund_booking import book_own_side
from federation.services.means.fund_calling import call_contributions, receive_contribution
from federation.services.means.fund_deciding import confirm_grant, propose_grant
from federation.services.means.fund_paying import pay_instalment
from federation.services.means.fund_rules import Calendar, propose_rules, publish_histories
from federation.services.voice.consulting import decide_consultation
from federation.services.voice.taking_part import cast_vote, enter_roll

DAY = timedelta(days=1)
RULES = replace(FundRules(), waiting_months=6)
PARAMETERS = Parameters(less_per=1_700)
"""The demo's months are told before wear, rent of bikes and interest: what is left of 100 € is 2 or 3."""
TITLE = "Une caisse de solidarité, et ses règles"
WHY = (
    "Une coopérative qui perd son plus gros client ne doit pas tomber seule, ni payer ses salaires en retard."
    " Nous mettons en commun une part de nos excédents, avec des plafonds et des conditions."
)
DELEGATES: Mapping[str, str] = {
    "monaco": "ines", "vaduz": "eva", "helsinki": "saga", "bordeaux": "ousmane", "rennes": "paul",
    "grenoble": "joao", "bruxelles": "yassine", "liege": "amina",
}  # fmt: skip
AGAINST = "vaduz"
YEARS: Mapping[str, tuple[str, int, int, int]] = {
    "monaco": ("theo", 322_000_00, 9_400_00, 171_000_00),
    "bordeaux": ("margaux", 792_000_00, 31_200_00, 438_000_00),
    "rennes": ("gwenn", 474_000_00, 17_800_00, 263_000_00),
    "grenoble": ("lila", 291_000_00, 5_300_00, 166_000_00),
    "bruxelles": ("saskia", 1_846_000_00, 68_500_00, 1_012_000_00),
    "liege": ("denis", 263_000_00, -27_400_00, 158_000_00),
}
"""Who shares it; turnover, result and payroll of the year before. Vaduz keeps francs, Helsinki is late."""
LOST = (
    "Notre premier client, un traiteur qui faisait 28 % de notre chiffre, a fait faillite en novembre. Nous avons"
    " réduit les astreintes et signé deux boulangeries depuis."
)
GRANTED = (
    "La perte vient d’un seul client, le plan de trésorerie tient jusqu’au printemps, et le bureau a lu les comptes :"
    " tout ce que les règles donnent, en trois fois."
)
SHORT = (
    "La plateforme d’épicerie pour qui nous livrions est en liquidation depuis lundi et nous doit neuf semaines. Les"
    " salaires du mois ne passent pas sans aide."
)
RENNES_NOW = {
    "turnover_cents": 418_000_00, "unpaid_cents": 37_600_00, "cash_cents": 6_100_00, "spent_cents": 39_000_00,
    "wages_owed_cents": 19_800_00, "weekly_wages_cents": 4_700_00,
}  # fmt: skip


def put_into_the_fund(*, at: datetime) -> None:
    """From the vote until today."""
    with scope(_id(FEDERATION)):
        publish_histories(by=person("rui"), at=at - 71 * DAY)
    _adopted(at - 70 * DAY)
    _contributed(at - 46 * DAY)
    _helped(at - 41 * DAY, at)
    for slug in YEARS:
        with scope(_id(slug)):
            book_own_side(by=PLATFORM, at=at)
    with scope(_id("rennes")):
        ask_fund(purpose=Purpose.GUARANTEE, declared=RENNES_NOW, words=SHORT, by=person("gwenn"), at=at - DAY)


def _adopted(opened_at: datetime) -> FundVersion:
    noon = datetime.combine(opened_at.date(), time(12), opened_at.tzinfo)
    with scope(_id(FEDERATION)):
        version = propose_rules(
            told=RULES.as_json(),
            title=TITLE,
            why=WHY,
            calendar=Calendar(noon + 10 * DAY, noon + 14 * DAY, noon + 21 * DAY),
            by=person("simone"),
            at=opened_at,
            parameters=PARAMETERS,
        )
    _vote(version.consultation, opened_at)
    with scope(_id(FEDERATION)):
        decide_consultation(consultation_id=version.consultation_id, by=PLATFORM, at=opened_at + 22 * DAY)
    return version


def _vote(consultation: Consultation, opened_at: datetime) -> None:
    workers = {plan.slug: plan.workers for plan in NEIGHBOURS}
    workers |= {plan.slug: len(plan.couriers) for plan in MEMBERS}
    for slug, login in DELEGATES.items():
        with scope(_id(slug)):
            enter_roll(
                consultation_id=consultation.pk,
                declared_workers=workers[slug],
                by=PLATFORM,
                at=opened_at + DAY,
            )
            cast_vote(
                consultation_id=consultation.pk,
                choice="no" if slug == AGAINST else "yes",
                by=person(login),
                at=opened_at + 16 * DAY,
            )


def _contributed(day: datetime) -> None:
    """Each shares the year before; what is booked here is as booked. All but the newest have paid."""
    for slug, (login, turnover, result, payroll) in YEARS.items():
        told = {"turnover_cents": turnover, "result_cents": result, "payroll_cents": payroll}
        with scope(_id(slug)):
            declared = {} if computed(day.year - 1) else told
            try:
                share_base(year=day.year - 1, declared=declared, by=person(login), at=day)
            except DomainError:
                continue  # its books of that year are not closed: late, as it happens
    with scope(_id(FEDERATION)):
        for call in call_contributions(year=day.year - 1, by=person("rui"), at=day):
            if call.total_cents and call.member.slug != "grenoble":
                receive_contribution(
                    call_id=call.pk, moved_on=(day + DAY).date(), by=person("rui"), at=day + 2 * DAY
                )


def _helped(day: datetime, at: datetime) -> None:
    """Two instalments of three are paid; the recovery plan is due in a few days."""
    login, turnover, result, payroll = YEARS["liege"]
    with scope(_id("liege")):
        claim = ask_fund(
            purpose=Purpose.SOLIDARITY,
            declared={"turnover_cents": turnover, "result_cents": result, "payroll_cents": payroll},
            words=LOST,
            by=person(login),
            at=day,
        )
    with scope(_id(FEDERATION)):
        decision = _granted(claim.pk, day + DAY)
        for number, later in ((1, 2 * DAY), (2, 33 * DAY)):
            paid_at = day + later
            pay_instalment(
                decision_id=decision,
                number=number,
                moved_on=paid_at.date(),
                by=person("rui"),
                at=min(paid_at, at),
            )


def _granted(claim_id: UUID, day: datetime) -> UUID:
    allowed = reckoned(Purpose.SOLIDARITY, day.date())[claim_id].cents
    proposal = propose_grant(
        claim_id=claim_id, cents=allowed, reason=GRANTED, first_on=day.date(), instalments=3,
        by=person("rui"), at=day,
    )  # fmt: skip
    return confirm_grant(proposal_id=proposal.pk, by=person("simone"), at=day).pk


def _id(slug: str) -> int:
    found = cooperative(slug)
    assert found is not None
    return found.pk
