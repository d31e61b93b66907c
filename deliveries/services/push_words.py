"""The words of a push message: the restaurant and the number of an order, and of the recipient nothing."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from cooperatives.queries.here import cooperative_here
from deliveries.domain.push import Change
from deliveries.models import Task


def words(
    came: Sequence[str],
    went: Sequence[str],
    said: Sequence[str] = (),
    told: Sequence[str] = (),
    *,
    language: str,
) -> dict[str, str]:
    """Title, body and kind of what came, went and was answered (ids of deliveries) and a dispatcher said; one at least.

    In the reader's language.
    """
    pickups = Task.objects.filter(delivery__in=[*came, *went, *told], kind=Task.Kind.PICKUP)
    stops = {str(stop.delivery_id): stop for stop in pickups.select_related("delivery__order")}
    with override(language), timezone.override(ZoneInfo(cooperative_here().timezone)):
        answers = [_answer(stops[one]) for one in told]
        lines = [*([_body(came, went, stops)] if came or went else []), *said, *answers]
        alone = _("The dispatcher writes") if said else lines[0]
        title = _title(came, went, stops) if came or went else alone
        lines = lines[lines[0] == title :]
    return {
        "title": title,
        "body": "\n".join(lines),
        "kind": (Change.GONE if went and not (came or said or told) else Change.NEW).value,
        "lang": language,
    }


def _title(came: Sequence[str], went: Sequence[str], stops: dict[str, Task]) -> str:
    if came and went:
        return _("Your day changed")
    if len(came) == 1:
        return _("New: %(store)s, no. %(number)s") % _named(stops[came[0]])
    if came:
        return ngettext("%(count)s new order", "%(count)s new orders", len(came)) % {"count": len(came)}
    if len(went) == 1:
        return _("No longer yours: %(store)s, no. %(number)s") % _named(stops[went[0]])
    return ngettext(
        "%(count)s order is no longer yours", "%(count)s orders are no longer yours", len(went)
    ) % {"count": len(went)}


def _body(came: Sequence[str], went: Sequence[str], stops: dict[str, Task]) -> str:
    parts = []
    if len(came) == 1:
        ready = date_format(timezone.localtime(stops[came[0]].window_after), "H:i")
        parts.append(_("Pickup at %(time)s, %(store)s.") % {"time": ready, "store": stops[came[0]].name})
    elif came:
        parts.append(", ".join(dict.fromkeys(stops[one].name for one in came)))
    if went and came:
        parts.append(_("No longer yours:") + " " + ", ".join(_number(stops[one]) for one in went))
    elif went:
        parts.append(_("It was cancelled, or given to a colleague. You need do nothing."))
    return "\n".join(parts)


def _answer(stop: Task) -> str:
    return _("The dispatcher answered about no. %(number)s") % {"number": stop.delivery.order.number}


def _number(stop: Task) -> str:
    return _("no. %(number)s") % {"number": stop.delivery.order.number}


def _named(stop: Task) -> dict[str, object]:
    return {"store": stop.name, "number": stop.delivery.order.number}
