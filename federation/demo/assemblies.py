"""La Roue Libre meets: in spring by the house's rules, one motion failed and one lets it live by the commons; in
autumn by the rules it adopted there; and once more in winter, which is to come."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from cooperatives.queries.here import inside
from federation.demo.cast import MEMBERS
from federation.demo.papers import paper
from federation.demo.people import home, person
from members.domain.roll_call import Ballot, Choice, Sheet
from members.models import Assembly, AssemblyPaper
from members.queries.assemblies import electorate, members_on
from members.services.assemblies import call_assembly, record_assembly
from members.services.assembly_papers import publish_paper
from members.services.roll_calls import choose_ballot, take_roll_call, write_attendance

HELD_AGO, HELD_LAST, AHEAD = timedelta(days=160), timedelta(days=46), timedelta(days=24)
NOTICE, LASTED = timedelta(days=21), timedelta(hours=2)
READ_BEFORE, SIGNED_AFTER = timedelta(days=20), timedelta(days=9)
Kind = AssemblyPaper.Kind
PLACE = "Salle du Canton, 2 rue de la Lüjerneta"
PAST = (
    "Les comptes de l’exercice sont approuvés.",
    "La part travail de l’excédent est partagée par heure travaillée.",
    "La cotisation à la fédération passe de 1,2 à 2 % du chiffre d’affaires.",
    "Nos attestations, nos mots et nos assemblées suivent ce que la fédération a mis en commun.",
)
AUTUMN = (
    "Un atelier de réparation est loué avec la fédération.",
    "Les tournées du dimanche s’arrêtent à 20 heures.",
)
COMING = (
    "Les règles de répartition de la coopérative suivent la version des communs.",
    "Deux personnes de plus entrent au conseil.",
)


def meet_in_spring(*, at: datetime) -> None:
    here = home(MEMBERS[0].slug)
    with inside(here), timezone.override(here.zone):
        made = _called("Assemblée générale ordinaire", PAST, in_spring(at))
        present, represented, members = _there(made)
        votes = present + represented
        record_assembly(
            assembly_id=made.pk,
            members=members,
            present=present,
            represented=represented,
            counts={
                1: (votes, 0, 0),
                2: (votes - 1, 1, 0),
                3: (votes // 3, votes - votes // 3, 0),
                4: (votes, 0, 0),
            },
            most_proxies=min(1, represented),
            by=person("nour"),
            at=made.held_at + LASTED,
        )
        year = made.held_at.year - 1
        _publish(made, Kind.ACCOUNTS, f"Comptes de l'exercice {year}", made.held_at - READ_BEFORE)
        _publish(made, Kind.REVIEW, "Rapport de révision coopérative", made.held_at - READ_BEFORE)
        _publish(made, Kind.MINUTES, f"Procès-verbal : {made.title}", made.held_at + SIGNED_AFTER)


def meet_by_adopted_rules(*, at: datetime) -> None:
    here = home(MEMBERS[0].slug)
    with inside(here), timezone.override(here.zone):
        made = _called("Assemblée générale extraordinaire", AUTUMN, _evening(at - HELD_LAST))
        by, over_at = person("nour"), made.held_at + LASTED
        sheet = _sheet(made)
        votes = len(sheet.carried_by)
        take_roll_call(assembly_id=made.pk, number=2, votes=_in_turn(sheet), by=by, at=over_at)
        record_assembly(
            assembly_id=made.pk,
            members=members_on(made.held_at.date()),
            present=len(sheet.present),
            represented=sheet.represented,
            counts={1: (votes, 0, 0)},
            by=by,
            at=over_at,
        )
        _publish(made, Kind.MINUTES, f"Procès-verbal : {made.title}", made.held_at + SIGNED_AFTER)
        winter = _called("Assemblée générale d’hiver", COMING, _evening(at + AHEAD), called_at=at)
        choose_ballot(assembly_id=winter.pk, number=2, ballot=Ballot.ELECTION, by=by, at=at)


def _sheet(made: Assembly) -> Sheet:
    """Two thirds are there; whoever rides that evening gave a proxy to one of them, the rest did not come."""
    members = [one.pk for one in electorate(made.held_at.date())]
    there, riding = members[: -(len(members) // 3)], members[-(len(members) // 3) :][: len(members) // 6]
    rows = [(member, None) for member in there] + list(zip(riding, there, strict=False))
    return write_attendance(assembly_id=made.pk, rows=rows, by=person("nour"), at=made.held_at)


def _in_turn(sheet: Sheet) -> list[tuple[UUID, Choice]]:
    """They are of two minds, and who is represented is asked too; the last one abstains."""
    *others, last = sheet.voters
    found = [(member, list(Choice)[place % 2]) for place, member in enumerate(others)]
    return [*found, (last, Choice.BLANK)]


def in_spring(at: datetime) -> datetime:
    """When it is held, for whoever speaks of what it voted."""
    return _evening(at - HELD_AGO)


def _called(
    title: str, motions: Sequence[str], held_at: datetime, called_at: datetime | None = None
) -> Assembly:
    return call_assembly(
        title=title,
        place=PLACE,
        held_at=held_at,
        motions=motions,
        by=person("nour"),
        at=called_at or held_at - NOTICE,
    )


def _publish(made: Assembly, kind: Kind, title: str, at: datetime) -> None:
    content = paper(title, "La Roue Libre", f"Assemblée du {made.held_at:%d/%m/%Y}")
    named = f"{kind.value}-{made.held_at:%Y-%m-%d}.pdf"
    publish_paper(assembly_id=made.pk, kind=kind, paper=(named, content), by=person("nour"), at=at)


def _there(made: Assembly) -> tuple[int, int, int]:
    """Present, represented, and members of that day."""
    members = members_on(made.held_at.date())
    return members - members // 3, members // 6, members


def _evening(moment: datetime) -> datetime:
    zone = ZoneInfo(MEMBERS[0].timezone)
    return datetime.combine(moment.astimezone(zone).date(), time(18, 30), zone)
