"""How the demo's co-ops came to belong: applied, looked at, admitted; one in observation since, one that applies now.

Everything goes through the services, each at its moment of then.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from cooperatives.domain.roles import Role
from cooperatives.queries.access import account, cooperative
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.scope import scope
from federation.demo.cast import DOMAIN, MEMBERS
from federation.demo.neighbours import GRENOBLE, LYON, NEIGHBOURS
from federation.demo.papers import paper
from federation.domain.review.deadlines import add_months
from federation.domain.review.membership import Action
from federation.models import Review
from federation.services.review.appealing import say_consent
from federation.services.review.applying import ApplicationSaid, save_draft, submit_application
from federation.services.review.deciding import DecisionSaid, PlanSaid, decide
from federation.services.review.evidence import (
    Declared,
    collect_evidence,
    comment_line,
    declare_evidence,
    release_dossier,
)
from federation.services.review.reviewing import (
    give_opinion,
    name_reviewer,
    open_review,
    reply_to_report,
    send_report,
)

WILLING = {
    "monaco": ("alma", "karim", "ines"),
    "vaduz": ("malik", "eva"),
    "helsinki": ("saga", "venla"),
    "bordeaux": ("ousmane",),
    "rennes": ("paul",),
    "bruxelles": ("yassine",),
    "liege": ("amina",),
}
USUAL = {"D1": "7", "D2": "62", "W5": "3.2", "B1": "98", "C1": "4"}
ELSEWHERE = {
    "M1": "82",
    "M2": "88",
    "E1": "100",
    "E2": "1.4",
    "W1": "99",
    "W2": "0",
    "W3": "0",
    "F1": "0",
    "F2": "27",
}
"""What a co-op whose data is not on the platform declares besides."""
FRENCH_FORMS = {"scop": "scop-sarl"}
PLAN = (
    "Nous livrons à vélo depuis plusieurs années, toutes et tous salariés, et voulons mutualiser l’outil, les "
    "assurances et la parole publique. Deux embauches sont prévues dans les deux ans."
)
ASKED = "La demande est complète : statuts, fondateurs et plan ont été lus à l’arrivée."
FOUND = (
    "Les statuts disent ce que demande la forme choisie, les heures sont salariées, une personne a une voix. Nous "
    "avons rencontré l’équipe et lu ses comptes."
)
YEARLY = "Revue annuelle légère, sur les chiffres calculés et les pièces de l’année."
STILL = "Rien n’a changé depuis l’admission qui demande une décision ; les chiffres de l’année sont dans le dossier."


@dataclass(frozen=True, slots=True)
class House:
    """The federation's scope and people."""

    federation_id: int

    def inside(self) -> AbstractContextManager[None]:
        return scope(self.federation_id)

    def by(self, login: str) -> Actor:
        return person(login)


def person(login: str) -> Actor:
    user = account(f"{login}@{DOMAIN}")
    assert user is not None
    return Actor.person(user.pk)


def review_everybody(
    *, federation_id: int, began_on: date, at: datetime, tell: Callable[[str], object]
) -> None:
    """Eight are admitted in the first month; then a year's reviews, Grenoble's observation, Lyon's application."""
    house = House(federation_id)
    admins = {plan.slug: plan.person(Role.COOP_ADMIN).login for plan in MEMBERS}
    admins |= {plan.slug: plan.people[0].login for plan in NEIGHBOURS}
    live = {plan.slug for plan in MEMBERS}
    for slug, admin in admins.items():
        if slug == LYON.slug:
            continue
        _apply(slug, admin, at=_moment(began_on, 1))
        _release(slug, admin, USUAL | ({} if slug in live else ELSEWHERE), at=_moment(began_on, 3))
        _report(house, slug, Review.Kind.ADMISSION, ASKED, FOUND, at=_moment(began_on, 20))
        _decide(
            house,
            slug,
            Action.ADMIT,
            FOUND,
            summary="Admise à l’unanimité des révisions.",
            at=_moment(began_on, 27),
        )
        year_on = add_months(began_on, 12)
        _release(slug, admin, {"D1": "6", "D2": "64"}, at=_moment(year_on, 10))
        _report(house, slug, Review.Kind.LIGHT, YEARLY, STILL, at=_moment(year_on, 15))
    for slug in sorted(live):
        _as_it_stands(slug, admins[slug], at)
    _grenoble(house, admins[GRENOBLE.slug], at)
    _lyon(house, admins[LYON.slug], at)
    for slug, logins in WILLING.items():
        with _inside(slug):
            for login in logins:
                say_consent(is_willing=True, by=person(login), at=at - timedelta(days=60))
    tell("eight are admitted, one is in observation, one applies")


def _apply(slug: str, admin: str, *, at: datetime, legal_form: str = "", plan: str = PLAN) -> None:
    here = cooperative(slug)
    assert here is not None
    form = legal_form or FRENCH_FORMS.get(here.legal_form, here.legal_form)
    if here.country not in ("FR", "BE"):
        form = "cooperative"
    statutes = paper(
        f"Statuts : {here.name}",
        "Article 12. Une personne, une voix.",
        "Article 33. Réserves impartageables.",
    )
    with scope(here.pk):
        founders = "\n".join(_founders(slug))
        said = ApplicationSaid(form, founders, plan, (f"statuts-{slug}.pdf", statutes))
        save_draft(said=said, by=person(admin), at=at)
        submit_application(by=person(admin), at=at)


def _founders(slug: str) -> list[str]:
    for member in MEMBERS:
        if member.slug == slug:
            return [one.name for one in member.people if one.role is not Role.STORE_STAFF][:4]
    return sorted({one.name for plan in NEIGHBOURS if plan.slug == slug for one in plan.people})


def _release(slug: str, admin: str, values: Mapping[str, str], *, at: datetime) -> None:
    with _inside(slug):
        for code, value in values.items():
            first, last = at.date() - timedelta(days=365), at.date()
            said = Declared(code, Decimal(value), first, last, "D’après nos comptes et procès-verbaux.")
            declare_evidence(said=said, by=person(admin), at=at)
        release_dossier(by=person(admin), at=at)


def _as_it_stands(slug: str, admin: str, at: datetime) -> None:
    """The three that ride with the platform: counted from their own data, with statutes and notice as papers."""
    with _inside(slug):
        collect_evidence(by=Actor.platform("evidence"), at=at)
        for code, value, title in (
            ("M3", "0", "Statuts, article 12"),
            ("D3", "18", "Convocation de l’assemblée"),
        ):
            content = paper(
                title, "Comptes et rapport de révision joints." if code == "D3" else "Une personne, une voix."
            )
            day = at.date() - timedelta(days=150)
            said = Declared(code, Decimal(value), day, day, title, (f"{code.lower()}-{slug}.pdf", content))
            declare_evidence(said=said, by=person(admin), at=at)
        release_dossier(by=person(admin), at=at)


def _report(
    house: House,
    slug: str,
    kind: str,
    why: str,
    conclusion: str,
    *,
    at: datetime,
    reds: Mapping[str, str] | None = None,
) -> Any:
    """Opened a week before, read by Fatou and Rui, reported by Rui."""
    began = at - timedelta(days=7)
    with house.inside():
        review = open_review(slug=slug, kind=kind, why=why, by=house.by("fatou"), at=began)
        for login in ("fatou", "rui"):
            user_id = int(house.by(login).id)
            name_reviewer(review_id=review.pk, user_id=user_id, by=house.by("simone"), at=began)
            for code, text in (reds or {}).items():
                give_opinion(
                    review_id=review.pk, criterion=code, colour="red", text=text, by=house.by(login), at=at
                )
        return send_report(review_id=review.pk, conclusion=conclusion, by=house.by("rui"), at=at)


def _decide(house: House, slug: str, action: Action, reason: str, *, at: datetime, **more: Any) -> None:
    with house.inside():
        decide(said=DecisionSaid(slug, action, reason, **more), by=house.by("fatou"), at=at)


def _grenoble(house: House, admin: str, at: datetime) -> None:
    """Its last assembly was sixteen months ago: a report, a reply, and an observation with two dated items."""
    today = at.date()
    _release(GRENOBLE.slug, admin, {"D1": "16", "D2": "48"}, at=at - timedelta(days=48))
    late = (
        "La dernière assemblée ordinaire a eu lieu il y a seize mois ; la règle est de douze, quinze au plus."
    )
    report = _report(
        house, GRENOBLE.slug, Review.Kind.EXTRAORDINARY, "L’assemblée annuelle n’a pas été tenue dans les quinze mois.",
        "Tout le reste tient. L’assemblée a été repoussée deux fois faute de comptes arrêtés ; il faut une date.",
        at=at - timedelta(days=40), reds={"D1": late},
    )  # fmt: skip
    with _inside(GRENOBLE.slug):
        text = "Notre comptable a changé en juin. Les comptes sont arrêtés depuis octobre, l’assemblée est convoquée."
        reply_to_report(report_id=report.pk, text=text, by=person(admin), at=at - timedelta(days=34))
    plan = (
        PlanSaid("Tenir l’assemblée générale ordinaire", today + timedelta(days=24), "D1"),
        PlanSaid("Envoyer le procès-verbal signé", today + timedelta(days=45), "D1"),
    )
    _decide(
        house, GRENOBLE.slug, Action.OBSERVE, "Une assemblée en retard, une équipe qui répond : un plan daté suffit.",
        at=at - timedelta(days=20), red_reasons={"D1": late}, plan=plan, summary="Assemblée en retard, plan daté.",
    )  # fmt: skip


def _lyon(house: House, admin: str, at: datetime) -> None:
    """An association that applies; more than half of its hours are self-employed, and it says why."""
    plan = (
        "Association depuis 2023, cinq livreuses et livreurs. Trois sont encore auto-entrepreneurs ; la transformation "
        "en Scop est votée pour le printemps, avec leur embauche."
    )
    _apply(LYON.slug, admin, at=at - timedelta(days=18), plan=plan)
    with _inside(LYON.slug):
        text = "55 % des heures sont encore facturées : trois embauches sont signées pour le 1er mars, contrats joints."
        comment_line(criterion="W1", text=text, by=person(admin), at=at - timedelta(days=12))
    values = USUAL | ELSEWHERE | {"W1": "45", "M1": "40", "D1": "5", "F2": "41"}
    _release(LYON.slug, admin, values, at=at - timedelta(days=12))
    with house.inside():
        began = at - timedelta(days=10)
        review = open_review(
            slug=LYON.slug, kind=Review.Kind.ADMISSION, why=ASKED, by=house.by("rui"), at=began
        )
        for login in ("fatou", "rui"):
            name_reviewer(review_id=review.pk, user_id=int(house.by(login).id), by=house.by("kofi"), at=began)
        give_opinion(
            review_id=review.pk,
            criterion="W1",
            colour="red",
            text="Plus de la moitié des heures est indépendante ; les promesses d’embauche sont datées et signées.",
            by=house.by("fatou"),
            at=at - timedelta(days=2),
        )


def _inside(slug: str) -> AbstractContextManager[None]:
    here = cooperative(slug)
    assert here is not None
    return scope(here.pk)


def _moment(day: date, later: int) -> datetime:
    return datetime.combine(day + timedelta(days=later), time(9), UTC)
