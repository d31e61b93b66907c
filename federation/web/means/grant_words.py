"""Grants in plain words: what for, at which price, until when, and what is left."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coopplatform.web import formats
from deliveries.web.incident_words import reason_words
from federation.domain.means.grants import State, Step
from federation.domain.means.terms import Amount, Basis, Kind, Side, Terms
from federation.domain.means.uses import UseState
from federation.domain.means.vat import Case, seller_of
from federation.queries.means.grants import SeenGrant, SeenUse
from federation.services.means.booking import tax_on

KINDS = {
    Kind.RELAY: gettext_lazy("Relay of deliveries"),
    Kind.CLIENT: gettext_lazy("A client served together"),
    Kind.LEND: gettext_lazy("A courier lent"),
}
STATES = {
    State.OFFERED: ("waiting", gettext_lazy("waits for an answer")),
    State.COMING: ("waiting", gettext_lazy("agreed, not begun")),
    State.IN_FORCE: ("done", gettext_lazy("in force")),
    State.SPENT: ("part", gettext_lazy("used up")),
    State.DECLINED: ("cancelled", gettext_lazy("declined")),
    State.REVOKED: ("cancelled", gettext_lazy("revoked")),
    State.EXPIRED: ("cancelled", gettext_lazy("over")),
}
USE_STATES = {
    UseState.ASKED: ("waiting", gettext_lazy("waits for an answer")),
    UseState.TAKEN: ("part", gettext_lazy("taken on")),
    UseState.BEGUN: ("sent", gettext_lazy("under way")),
    UseState.REPORTED: ("sent", gettext_lazy("reported as done")),
    UseState.DONE: ("done", gettext_lazy("done")),
    UseState.FAILED: ("late", gettext_lazy("could not be done")),
    UseState.DECLINED: ("cancelled", gettext_lazy("declined")),
    UseState.WITHDRAWN: ("cancelled", gettext_lazy("taken back")),
}
LIMITS = {
    "deliveries": gettext_lazy("Deliveries"),
    "minutes": gettext_lazy("Hours"),
    "cents": gettext_lazy("Amount without VAT"),
    "daily_deliveries": gettext_lazy("Deliveries today"),
    "daily_minutes": gettext_lazy("Hours today"),
    "daily_cents": gettext_lazy("Amount today"),
}
LIVE = (State.OFFERED, State.COMING, State.IN_FORCE, State.SPENT)


@dataclass(frozen=True, slots=True)
class Bar:
    """How much of a limit is used: `used` of `most`, and both in words."""

    label: Any
    used: int
    most: int
    words: str


def what_of(terms: Terms, giver: str, taker: str) -> str:
    """Who does what for whom."""
    names = {"giver": giver, "taker": taker}
    match terms.kind:
        case Kind.RELAY:
            return _("%(giver)s hands deliveries over, %(taker)s carries them.") % names
        case Kind.CLIENT:
            return _("%(giver)s has a client, %(taker)s delivers for it in its own town.") % names
    return _("Couriers of %(giver)s work some hours for %(taker)s.") % names


def price_of(terms: Terms, giver: str, taker: str) -> str:
    tariff, names = terms.tariff, {"giver": giver, "taker": taker}
    if terms.kind is Kind.LEND:
        hour = formats.money(tariff.cents_per_hour, terms.currency)
        return _("%(hour)s an hour, at cost: nobody earns on it.") % {"hour": hour}
    each = _("%(delivery)s a delivery and %(km)s a km") % {
        "delivery": formats.money(tariff.cents_per_delivery, terms.currency),
        "km": formats.money(tariff.cents_per_km, terms.currency),
    }
    if tariff.basis is Basis.OWN:
        return _("By the price list of %(taker)s, at most %(each)s, without VAT.") % (names | {"each": each})
    if terms.kind is Kind.CLIENT:
        kept = {"each": each, "percent": tariff.kept_percent}
        return _("%(each)s, without VAT; %(giver)s keeps %(percent)s%% of it.") % (names | kept)
    return _("%(each)s, without VAT.") % {"each": each}


def vat_of(seen: SeenGrant) -> dict[str, Any]:
    """What of VAT goes with the price today: who charges or owes it, the seller's sentence, and where it is written."""
    tax = tax_on(seen, seen.today)
    pair = (seen.grant.cooperative.name, seen.grant.member.name)
    seller, buyer = pair if seller_of(seen.terms.kind) is Side.GIVER else pair[::-1]
    rate = tax.charged if tax.case is Case.HOME else tax.owed
    names = {"seller": seller, "buyer": buyer, "percent": formats.number((rate or 0) / 10, 1)}
    match tax.case:
        case Case.HOME if rate is not None:
            words = _("%(seller)s adds %(percent)s %% of VAT, and %(buyer)s deducts it.")
        case Case.UNION | Case.OUT | Case.INTO if rate is not None:
            words = _("%(seller)s charges no VAT. %(buyer)s owes %(percent)s %% itself, and deducts as much.")
        case Case.UNION | Case.OUT | Case.INTO:
            words = _(
                "%(seller)s charges no VAT. %(buyer)s owes it at home, at a rate that is not known here."
            )
        case _unknown:
            words = _(
                "VAT between these two countries is not known here: ask your accountant. None is booked."
            )
    return {
        "words": words % names,
        "sentence": tax.rule.sentence,
        "source": tax.rule.source,
        "is_verified": tax.rule.is_verified,
    }


def bars_of(seen: SeenGrant) -> list[Bar]:
    """A bar a limit, in the order of `LIMITS`."""
    most, left = seen.terms.limits.as_json(), seen.left
    return [
        Bar(label, most[name] - left[name], most[name], _left_words(name, left[name], most[name], seen))
        for name, label in LIMITS.items()
        if name in most
    ]


def _left_words(name: str, left: int, most: int, seen: SeenGrant) -> str:
    parts = {"left": in_unit(name, left, seen.terms), "most": in_unit(name, most, seen.terms)}
    return _("%(left)s left of %(most)s") % parts


def in_unit(name: str, value: int, terms: Terms) -> str:
    match name.removeprefix("daily_"):
        case "minutes":
            return formats.duration(value * 60) if value else _("0 h")
        case "cents":
            return formats.money(value, terms.currency)
    return formats.number(value)


def amount_words(amount: Amount) -> str:
    """Deliveries or hours, without the money."""
    if amount.minutes:
        return formats.duration(amount.minutes * 60)
    return ngettext("%(n)s delivery", "%(n)s deliveries", amount.deliveries) % {"n": amount.deliveries}


def shown(seen: SeenGrant) -> dict[str, Any]:
    """A grant as a row or a page shows it."""
    terms, giver, taker = seen.terms, seen.grant.cooperative.name, seen.grant.member.name
    shape, words = STATES[seen.state]
    step = Step.DECLINED if seen.state is State.DECLINED else Step.REVOKED
    return {
        "seen": seen,
        "id": seen.grant.pk,
        "kind": KINDS[terms.kind],
        "partner": seen.partner,
        "is_given": seen.side is Side.GIVER,
        "what": what_of(terms, giver, taker),
        "price": price_of(terms, giver, taker),
        "vat": vat_of(seen),
        "purpose": terms.purpose,
        "first": terms.valid_from,
        "last": terms.valid_until,
        "shape": shape,
        "state": words,
        "is_live": seen.state in LIVE,
        "bars": bars_of(seen),
        "reason": seen.reason_of(step),
        "sha256": terms.sha256,
    }


def shown_use(seen: SeenGrant, use: SeenUse, *, booked: bool) -> dict[str, Any]:
    """A use with what it came to. `booked`: whether it stands in our own books."""
    shape, words = USE_STATES[use.state]
    amount = use.counted.amount if use.counted.amount != Amount() else use.use.amount
    last = use.steps[-1] if use.steps else None
    return {
        "id": use.use.pk,
        "what": what_was(seen, use),
        "on": use.use.on,
        "shape": shape,
        "state": words,
        "amount": amount_words(amount),
        "cents": amount.cents,
        "currency": seen.terms.currency,
        "counts": use.counted.amount != Amount(),
        "reason": reason_words(last.reason) if last and last.reason else "",
        "is_booked": booked,
    }


def what_was(seen: SeenGrant, use: SeenUse) -> str:
    """A relay's use is called by the number it has where it was handed over."""
    if seen.terms.kind is Kind.RELAY:
        return _("no. %(number)s") % {"number": use.use.what}
    return use.use.what
