"""Words of the live board: what was done, in the undo bar and for readers, in the reader's language."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deliveries.models import BoardMove, Delivery, GroupedOrder, Hub, Order, OrderGroup, Tag
from members.queries.roster import workers


def words_of(row: BoardMove) -> str:
    """What the dispatcher did: “No. 12 → Cléo”."""
    return str(WORDS[BoardMove.Kind(row.kind)](row))


def _stops(row: BoardMove) -> str:
    holders: dict[str, str | None] = row.after["holders"]
    numbers = _numbers(list(holders))
    if name := _group_of(list(holders)):
        numbers = f"{numbers} ({name})"
    to = next(iter(holders.values()), None)
    if holders == row.before["holders"]:
        return _("No. %(number)s moved") % {"number": numbers}
    if to is None:
        return _("No. %(number)s waits again") % {"number": numbers}
    known = workers({UUID(to)})
    name = known[UUID(to)].name if UUID(to) in known else "?"
    return _("No. %(number)s → %(name)s") % {"number": numbers, "name": name}


def _group_of(delivery_ids: list[str]) -> str:
    """What these deliveries are called together, where they are all of one group."""
    found = GroupedOrder.objects.filter(order__delivery__in=[UUID(one) for one in delivery_ids])
    names = list(found.values_list("group_id", "group__name"))
    return names[0][1] if len(names) == len(delivery_ids) and len(set(names)) == 1 else ""


def _group(row: BoardMove) -> str:
    before, after = (set(side["jobs"]) for side in (row.before, row.after))
    name = OrderGroup.objects.filter(pk=row.after["group"]).values_list("name", flat=True).first()
    said = {"group": name, "number": _numbers(list(before ^ after))}
    match row.after["act"]:
        case "made":
            return _("Group “%(group)s”: no. %(number)s") % said
        case "added":
            return _("No. %(number)s joins the group “%(group)s”") % said
        case "dissolved":
            return _("The group “%(group)s” is dissolved") % said
    return _("No. %(number)s is out of the group “%(group)s”") % said


def _renamed(row: BoardMove) -> str:
    return _("The group “%(before)s” is called “%(after)s” now") % {
        "before": row.before["name"],
        "after": row.after["name"],
    }


def _order(words: str) -> Any:
    def say(row: BoardMove) -> str:
        found = Order.objects.filter(pk=row.after["order"]).values_list("number", flat=True).first()
        return _(words) % {"number": found}

    return say


def _numbers(delivery_ids: list[str]) -> str:
    found = Delivery.objects.filter(pk__in=delivery_ids).values_list("order__number", flat=True)
    return ", ".join(str(number) for number in sorted(found))


def _tag(row: BoardMove) -> str:
    number = Order.objects.filter(pk=row.after["order"]).values_list("number", flat=True).first()
    tag = Tag.objects.filter(pk=row.after["tag"]).values_list("name", flat=True).first()
    words = _("No. %(number)s: %(tag)s") if row.after["on"] else _("No. %(number)s: %(tag)s taken off")
    return words % {"number": number, "tag": tag}


def _relay(row: BoardMove) -> str:
    number = Order.objects.filter(pk=row.after["order"]).values_list("number", flat=True).first()
    hub = Hub.objects.filter(pk=row.after["hub"]).values_list("name", flat=True).first()
    return _("No. %(number)s changes courier at %(hub)s") % {"number": number, "hub": hub}


WORDS = {
    BoardMove.Kind.STOPS: _stops,
    BoardMove.Kind.CANCEL: _order(gettext_noop("No. %(number)s cancelled")),
    BoardMove.Kind.RESTORE: _order(gettext_noop("No. %(number)s waits again")),
    BoardMove.Kind.RESCHEDULE: _order(gettext_noop("No. %(number)s has another time")),
    BoardMove.Kind.TAG: _tag,
    BoardMove.Kind.RELAY: _relay,
    BoardMove.Kind.GROUP: _group,
    BoardMove.Kind.RENAME: _renamed,
}
