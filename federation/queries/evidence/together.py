"""B1, C1: how the co-op rides, and what it does with the others."""

from datetime import date
from decimal import Decimal

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.scope import required
from deliveries.domain.vehicles import Counted
from deliveries.queries.month import metres_by_vehicle
from federation.domain.review.dossier import Measured, percent_of
from federation.models import DelegateVote, PolicyMark, PolicyVersion, RollEntry
from federation.queries.evidence.measuring import CENTS, NO_DISTANCE, NOTHING_TOGETHER, unknown, year_before
from federation.queries.means.loans import loans_here
from members.queries.days import day_window

BIKES = (Counted.BIKE, Counted.CARGO)
RODE = _(
    "%(bike)s km by bike, %(cargo)s km by cargo bike and %(motor)s km by motor vehicle between the stops, by what the "
    "fleet says of each vehicle; what it says nothing of counts as a bike, and nothing is known of journeys beside it"
)
RODE_BIKES = _(
    "%(bike)s km by bike and %(cargo)s km by cargo bike between the stops; the platform sends no other vehicle out and "
    "knows nothing of journeys beside it"
)
"""What dossiers of before a fleet knew motor vehicles still say."""
SHARED = _("policies shared in the commons: %(policies)s; hours lent to other cooperatives: %(hours)s")


def by_bike(today: date) -> Measured:
    """In kilometres. What another co-op carried for it is counted there."""
    first, last = year_before(today)
    metres = metres_by_vehicle(_window(first, last))
    whole = sum(metres.values())
    if not whole:
        return unknown("B1", first, last, NO_DISTANCE)
    ridden = sum(metres.get(one, 0) for one in BIKES)
    note = Sentence(RODE, {one.value: round(metres.get(one, 0) / 1000, 1) for one in Counted})
    part, all_ = _kilometres(ridden), _kilometres(whole)
    return Measured("B1", first, last, percent_of(ridden, whole), part, all_, note.as_json())


def between_cooperatives(today: date) -> Measured:
    """Votes that ended in twelve months and had the co-op on their roll; policies and hours beside them, in words."""
    first, last = year_before(today)
    window = _window(first, last)
    asked = RollEntry.objects.filter(
        cooperative=required(),
        consultation__vote_until__gte=window.after,
        consultation__vote_until__lt=window.before,
    ).values_list("consultation", flat=True)
    votes = DelegateVote.objects.filter(
        cooperative=required(), consultation__in=asked, amendment__isnull=True
    )
    taken, possible = votes.values("consultation").distinct().count(), len(asked)
    policies = _policies_shared()
    minutes = sum(
        one.minutes or 0
        for one in loans_here(window.before)
        if window.after <= one.loan.starts_at < window.before
    )
    if not (possible or policies or minutes):
        return unknown("C1", first, last, NOTHING_TOGETHER)
    note = Sentence(SHARED, {"policies": policies, "hours": round(minutes / 60, 1)})
    return Measured("C1", first, last, Decimal(taken), Decimal(taken), Decimal(possible), note.as_json())


def _policies_shared() -> int:
    """Those the co-op wrote of which a version is published and was not withdrawn."""
    marked = PolicyVersion.objects.filter(cooperative=required(), marks__kind=PolicyMark.Kind.PUBLISHED)
    withdrawn = PolicyMark.objects.filter(kind=PolicyMark.Kind.WITHDRAWN).values("version")
    return marked.exclude(pk__in=withdrawn).values("policy").distinct().count()


def _window(first: date, last: date) -> TimeWindow:
    return day_window(first, last, cooperative_here().zone)


def _kilometres(metres: int) -> Decimal:
    return (Decimal(metres) / 1000).quantize(CENTS)


SOURCES = (by_bike, between_cooperatives)
