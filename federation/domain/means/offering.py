"""Whether terms make a grant: with an end, a limit, a purpose and a price."""

from datetime import date

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from federation.domain.means.terms import (
    LEAST_PURPOSE,
    LENDING_LAW,
    LONGEST,
    MOST,
    MOST_KEPT_PERCENT,
    MOST_PURPOSE,
    Basis,
    Kind,
    Terms,
)


def check_terms(terms: Terms, today: date) -> None:
    """Raises Invalid, at the field, for terms that are no grant: without end, limit, purpose or price."""
    if terms.giver == terms.taker:
        raise Invalid("to_itself", _("Choose another co-op: this one is yours."), field="taker")
    if not LEAST_PURPOSE <= len(terms.purpose.strip()) <= MOST_PURPOSE:
        raise Invalid(
            "no_purpose",
            _("Say in %(least)s to %(most)s characters what it is for."),
            field="purpose",
            least=LEAST_PURPOSE,
            most=MOST_PURPOSE,
        )
    if not terms.valid_from <= terms.valid_until or terms.valid_until < today:
        raise Invalid("ends_before", _("It ends after it begins, and not before today."), field="valid_until")
    if terms.valid_until - terms.valid_from > LONGEST:
        raise Invalid(
            "too_long", _("A grant lasts a year at most: it can be offered anew."), field="valid_until"
        )
    _check_limits(terms)
    _check_tariff(terms)


def _check_limits(terms: Terms) -> None:
    given = terms.limits.as_json()
    for name, value in given.items():
        if not 0 < value <= MOST:
            raise Invalid(
                "limit_out_of_range", _("A limit is more than nothing: leave it empty for none."), field=name
            )
    totals = {"minutes"} if terms.kind is Kind.LEND else {"deliveries", "cents"}
    if not given.keys() & totals:
        raise Invalid(
            "no_limit",
            _("Set a limit for the whole time: a grant without one is a blank cheque."),
            field="minutes" if terms.kind is Kind.LEND else "deliveries",
        )
    for name in ("deliveries", "minutes", "cents"):
        if given.get(f"daily_{name}", 0) > given.get(name, MOST):
            raise Invalid(
                "daily_above_all",
                _("A day's limit is no more than that of the whole time."),
                field=f"daily_{name}",
            )


def _check_tariff(terms: Terms) -> None:
    tariff = terms.tariff
    for name, value in tariff.as_json().items():
        if name != "basis" and not 0 <= value <= MOST:
            raise Invalid("price_out_of_range", _("A price is nothing or more."), field=name)
    if terms.kind is Kind.LEND:
        if tariff.cents_per_hour == 0:
            raise Invalid("no_price", _("Say what an hour costs."), field="cents_per_hour")
        if tariff.cents_per_hour > tariff.cost_cents_per_hour:
            raise Invalid(
                "above_cost",
                _("A courier is lent at cost: wages, contributions and expenses, no more (%(law)s)."),
                field="cents_per_hour",
                law=LENDING_LAW,
            )
        return
    if tariff.cents_per_delivery == 0:
        raise Invalid("no_price", _("Say what a delivery costs."), field="cents_per_delivery")
    if terms.kind is Kind.CLIENT and tariff.basis is not Basis.FIXED:
        raise Invalid(
            "client_needs_price",
            _("The client has one price in every town: set it here."),
            field="cents_per_delivery",
        )
    if tariff.kept_percent > (MOST_KEPT_PERCENT if terms.kind is Kind.CLIENT else 0):
        raise Invalid(
            "keeps_too_much",
            _("Who has the client keeps %(most)s%% at most."),
            field="kept_percent",
            most=MOST_KEPT_PERCENT,
        )
