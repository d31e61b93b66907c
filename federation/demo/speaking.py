"""What the demo's co-ops decided and say together: a position adopted by vote, signed, and citing a figure that was
revised since; another text on which they vote these days."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from cooperatives.queries.access import account, cooperative
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.scope import scope
from federation.demo.cast import DOMAIN, FEDERATION, MEMBERS
from federation.demo.founding import PLATFORM
from federation.demo.neighbours import NEIGHBOURS
from federation.models import Consultation
from federation.services.voice.consulting import (
    ConsultationSaid,
    decide_consultation,
    open_consultation,
)
from federation.services.voice.positions import (
    Citation,
    PositionSaid,
    look_after_citations,
    publish_position,
    sign_position,
)
from federation.services.voice.taking_part import cast_vote, enter_roll, propose_amendment, tell_workers

DAY = timedelta(days=1)
WAITING = (
    "L’attente devant un restaurant est du travail\u00a0: elle se paie comme le reste de l’heure.\n\n"
    "Nous demandons que toute comparaison publique du revenu horaire compte ce temps.\n\n"
    "Nos propres chiffres le comptent, et chacun peut les recalculer."
)
WAITING_TITLE = "L’attente est du travail"
AMENDED = (
    "Nous demandons que toute comparaison publique du revenu horaire compte ce temps et déduise les frais."
)
LANES = (
    "Les villes qui confient des tournées à des coopératives réservent une part des aires de livraison"
    " aux vélos-cargos.\n\n"
    "Cette part suit celle des colis livrés à vélo."
)
CITED = ("pay_paid", "incidents")
DELEGATES: Mapping[str, str] = {
    "monaco": "ines", "vaduz": "eva", "helsinki": "saga", "bordeaux": "ousmane", "rennes": "paul",
    "grenoble": "joao", "bruxelles": "yassine", "liege": "amina",
}  # fmt: skip
SIGNED = ("monaco", "bordeaux", "rennes", "bruxelles", "liege", "helsinki")


def decide_together(*, at: datetime) -> None:
    """The position is voted and adopted some weeks ago; it cites the newest figures and is signed."""
    opened_at = at - 45 * DAY
    waiting = _opened("position", WAITING_TITLE, WAITING, opened_at)
    _enter_rolls(waiting, opened_at + DAY)
    amendment = _amended(waiting, "bordeaux", 2, AMENDED, opened_at + 2 * DAY)
    voted_at = opened_at + 16 * DAY
    _vote(
        waiting,
        voted_at,
        yes=("monaco", "vaduz", "helsinki", "bordeaux", "rennes", "bruxelles"),
        no=("liege",),
    )
    _vote(
        waiting, voted_at, yes=("monaco", "bordeaux", "rennes", "bruxelles", "liege"), amendment_id=amendment
    )
    over_at = opened_at + 22 * DAY
    for slug in DELEGATES:
        with scope(_id(slug)):
            tell_workers(consultation_id=waiting.pk, by=PLATFORM, at=over_at)
    with scope(_id(FEDERATION)):
        decided = decide_consultation(consultation_id=waiting.pk, by=PLATFORM, at=over_at)
        said = PositionSaid(
            WAITING_TITLE,
            decided.text,
            [Citation("indicators", key) for key in CITED],
            consultation_id=waiting.pk,
        )
        position = publish_position(said=said, by=_board(), at=at)
    for slug in SIGNED:
        with scope(_id(slug)):
            sign_position(position_id=position.pk, is_signed=True, by=_delegate(slug), at=at)


def vote_these_days(*, at: datetime) -> None:
    """A text whose vote is open; three co-ops have voted. What was revised is marked on the position."""
    opened_at = at - 16 * DAY
    lanes = _opened("position", "Des aires de livraison pour les vélos-cargos", LANES, opened_at)
    _enter_rolls(lanes, opened_at + DAY)
    _vote(lanes, at - DAY, yes=("rennes", "bruxelles"), no=("vaduz",))
    with scope(_id(FEDERATION)):
        look_after_citations(by=PLATFORM, at=at)


def _opened(kind: str, title: str, text: str, opened_at: datetime) -> Consultation:
    """Amendments for ten days, then the vote from the fourteenth to the twenty-second, at noon."""
    noon = datetime.combine(opened_at.date(), time(12), opened_at.tzinfo)
    said = ConsultationSaid(
        kind,
        title,
        text,
        amend_until=noon + 10 * DAY,
        vote_from=noon + 14 * DAY,
        vote_until=noon + 21 * DAY,
    )
    with scope(_id(FEDERATION)):
        return open_consultation(said=said, by=_board(), at=opened_at)


def _enter_rolls(consultation: Consultation, at: datetime) -> None:
    workers = {plan.slug: plan.workers for plan in NEIGHBOURS}
    workers |= {plan.slug: len(plan.couriers) for plan in MEMBERS}
    for slug in DELEGATES:
        with scope(_id(slug)):
            enter_roll(consultation_id=consultation.pk, declared_workers=workers[slug], by=PLATFORM, at=at)


def _amended(consultation: Consultation, slug: str, paragraph: int, text: str, at: datetime) -> UUID:
    with scope(_id(slug)):
        return propose_amendment(
            consultation_id=consultation.pk,
            paragraph=paragraph,
            text=text,
            why="Sans les frais, la comparaison nous dessert.",
            by=_delegate(slug),
            at=at,
        ).pk


def _vote(
    consultation: Consultation,
    at: datetime,
    *,
    yes: Sequence[str] = (),
    no: Sequence[str] = (),
    amendment_id: UUID | None = None,
) -> None:
    for slug in (*yes, *no):
        with scope(_id(slug)):
            cast_vote(
                consultation_id=consultation.pk,
                choice="yes" if slug in yes else "no",
                amendment_id=amendment_id,
                by=_delegate(slug),
                at=at,
            )


def _id(slug: str) -> int:
    found = cooperative(slug)
    assert found is not None
    return found.pk


def _person(login: str) -> Actor:
    found = account(f"{login}@{DOMAIN}")
    assert found is not None
    return Actor.person(found.pk)


def _delegate(slug: str) -> Actor:
    return _person(DELEGATES[slug])


def _board() -> Actor:
    return _person("simone")
