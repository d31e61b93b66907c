"""La Roue Libre meets: a general assembly that was held in spring, one motion of which failed, and one to come."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from cooperatives.queries.here import inside
from federation.demo.cast import MEMBERS
from federation.demo.people import home, person
from members.queries.assemblies import members_on
from members.services.assemblies import call_assembly, record_assembly

HELD_AGO, NOTICE, AHEAD = timedelta(days=160), timedelta(days=21), timedelta(days=24)
PLACE = "Salle du Canton, 2 rue de la Lüjerneta"
PAST = (
    "Les comptes de l’exercice sont approuvés.",
    "La part travail de l’excédent est partagée par heure travaillée.",
    "La cotisation à la fédération passe de 1,2 à 2 % du chiffre d’affaires.",
)
COMING = (
    "Les règles de répartition de la coopérative suivent la version des communs.",
    "Deux personnes de plus entrent au conseil.",
)


def meet(*, at: datetime) -> None:
    here = home(MEMBERS[0].slug)
    with inside(here), timezone.override(here.zone):
        by = person("nour")
        held_at = _evening(at - HELD_AGO)
        called_at = held_at - NOTICE
        made = call_assembly(
            title="Assemblée générale ordinaire",
            place=PLACE,
            held_at=held_at,
            motions=PAST,
            by=by,
            at=called_at,
        )
        there = members_on(held_at.date())
        present, represented = there - there // 3, there // 6
        votes = present + represented
        counts = {1: (votes, 0, 0), 2: (votes - 1, 1, 0), 3: (votes // 3, votes - votes // 3, 0)}
        record_assembly(
            assembly_id=made.pk,
            members=there,
            present=present,
            represented=represented,
            counts=counts,
            by=by,
            at=held_at + timedelta(hours=2),
        )
        call_assembly(
            title="Assemblée générale d’hiver",
            place=PLACE,
            held_at=_evening(at + AHEAD),
            motions=COMING,
            by=by,
            at=at,
        )


def _evening(moment: datetime) -> datetime:
    local = timezone.localtime(moment)
    return datetime.combine(local.date(), time(18, 30), local.tzinfo)
