"""The language of conditions and prices: what a price may depend on, let in by the gate of formulas."""

from collections.abc import Mapping

from coopplatform.kernel.formulas import ARITHMETIC, ARITHMETIC_WORDS, Formula, Function, Kind, Vocabulary
from coopplatform.kernel.formulas import Scope as FormulaScope
from coopplatform.kernel.text import Sentence, _

__all__ = [
    "ARITHMETIC",
    "FUNCTIONS",
    "MOST_CENTS",
    "NUMBERS",
    "PRICES",
    "WORDS",
    "Formula",
    "Function",
    "Scope",
    "formula",
]

MOST_CENTS = 1_000_000

NUMBERS: Mapping[str, str] = {
    "distance": _("metres to ride"),
    "weight": _("grams"),
    "volume": _("volume units of all packages"),
    "bags": _("bags"),
    "goods": _("what the goods are worth, in cents"),
    "stop": _("which pickup or drop-off this is, from 1; 0 for the whole delivery"),
    "pickups": _("how many pickups"),
    "dropoffs": _("how many drop-offs"),
    "pickup_minute": _("minutes since midnight when it can be picked up"),
    "dropoff_minute": _("minutes since midnight from when it may be handed over"),
    "pickup_weekday": _("1 Monday to 7 Sunday"),
    "dropoff_weekday": _("1 Monday to 7 Sunday"),
    "pickup_notice": _("minutes from the order to the pickup"),
    "dropoff_notice": _("minutes from the order to the end of the drop-off’s window"),
    "pickup_days": _("days from the order to the pickup, 0 for today"),
    "dropoff_days": _("days from the order to the drop-off, 0 for today"),
    "window": _("minutes of the drop-off’s window"),
    "quantity": _("how many times a supplement is taken, else 1"),
    "subtotal": _("cents of the lines above"),
}
WORDS: Mapping[str, str] = {
    "kind": _("“pickup”, “dropoff”, or “delivery” for the whole"),
    "slot": _("name of the time slot, “” without one"),
}
FUNCTIONS: Mapping[str, tuple[tuple[type, ...], str]] = {
    **ARITHMETIC_WORDS,
    "packages": ((str,), _("packages of a type")),
    "in_zone": ((str,), _("this stop, or every stop, is in the zone")),
    "out_zone": ((str,), _("it is not")),
    "pickup_in": ((str,), _("every pickup is in the zone")),
    "dropoff_in": ((str,), _("every drop-off is in the zone")),
    "needs": ((str,), _("the bike must have this equipment")),
}
PRICES = Vocabulary(Sentence(_("the price language")), NUMBERS, WORDS, FUNCTIONS, MOST_CENTS)


def formula(text: str, kind: Kind) -> Formula:
    """Compiled once for all who price. Raises Invalid (`rule_refused`) for anything but the language."""
    return PRICES.formula(text, kind)


class Scope(FormulaScope):
    """One delivery or stop, with its packages for whoever says a price in words."""

    def __init__(
        self,
        values: Mapping[str, int | str],
        asked: Mapping[str, Function],
        packages: Mapping[str, int],
    ) -> None:
        super().__init__(PRICES, values, asked)
        self.packages = packages
