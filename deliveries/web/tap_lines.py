"""Taps in words for the dispatcher: what was tapped, when, when it came in, and why it could not count."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliveries.queries.taps import TapShown, taps_of, to_look_at

WORDS = {
    "take": gettext_lazy("Taken"),
    "arrive": gettext_lazy("Arrived"),
    "complete pickup": gettext_lazy("Picked up"),
    "complete dropoff": gettext_lazy("Delivered"),
    "fail": gettext_lazy("Problem told"),
    "incident": gettext_lazy("Incident reported"),
    "decline": gettext_lazy("Handed back"),
    "clock_in": gettext_lazy("Shift begun"),
    "clock_out": gettext_lazy("Shift ended"),
    "break_start": gettext_lazy("Break begun"),
    "break_end": gettext_lazy("Break ended"),
    "undo": gettext_lazy("Undone"),
    "forgot": gettext_lazy("Phone emptied"),
}


@dataclass(frozen=True, slots=True)
class TapLine:
    shown: TapShown

    @property
    def words(self) -> str:
        kind = self.shown.tap.kind
        known = WORDS.get(kind) or WORDS.get(f"{kind} {self.shown.stop_kind}")
        return str(known or _("Tapped"))


def lines_to_look_at() -> list[TapLine]:
    return [TapLine(shown) for shown in to_look_at()]


def lines_of(delivery_id: UUID) -> list[TapLine]:
    return [TapLine(shown) for shown in taps_of(delivery_id)]
