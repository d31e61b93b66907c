"""Price several orders placed at once; one order is the same with one ride."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import allocate
from coopplatform.kernel.text import Param, Sentence, _
from deliveries.domain.pricing.facts import (
    HandPrice,
    Ride,
    Stop,
    Whole,
    scope_of_stop,
    scope_of_whole,
    stops_of,
)
from deliveries.domain.pricing.language import MOST_CENTS, Scope
from deliveries.domain.pricing.quote import PricedLine, PricedQuote, check_in_range, vat_line
from deliveries.domain.pricing.rules import Rule, Rules, Strategy

MOST_SUPPLEMENTS = 100


@dataclass(slots=True)
class _Bill:
    """The lines of each ride, as they are found."""

    whole: Whole
    lines: list[list[PricedLine]] = field(default_factory=list)

    def subtotal(self, rides: Sequence[int]) -> int:
        return sum(line.cents for at in rides for line in self.lines[at])

    def share(self, line: PricedLine, rides: Sequence[int]) -> None:
        """One amount among the rides it is for, to the cent; each is told which part it has.

        What is added is shared equally; what is taken off, in proportion to what each costs so far, so that none
        falls below nothing.
        """
        if len(rides) == 1:
            self.lines[rides[0]].append(line)
            return
        so_far = [max(0, self.subtotal([at])) for at in rides]
        shares = allocate(line.cents, so_far if line.cents < 0 < sum(so_far) else [1] * len(rides))
        for part, (at, cents) in enumerate(zip(rides, shares, strict=True), 1):
            named: dict[str, Param] = {"label": line.label, "part": part, "parts": len(rides)}
            label = Sentence(_("%(label)s, part %(part)s of %(parts)s"), named)
            self.lines[at].append(PricedLine(line.code, label, line.formula, cents))


def price_consignment(whole: Whole, rides: Sequence[Ride], rules: Rules) -> tuple[PricedQuote, ...]:
    """One quote a ride; their nets add up to the net of the whole, each with the VAT on its own.

    Rules for stops are asked at each stop, a pickup of several rides once, shared among them. Rules for the delivery
    are asked once, of everything, and shared among all rides. Then what was asked by hand is added to its ride. A
    cancelled ride counts for nothing and costs nothing. Raises Invalid for what is out of range, a rule that cannot
    be worked out (`rule_refused`), a total nobody asks, and `no_price` where no rule applies.
    """
    live = [at for at, ride in enumerate(rides) if not ride.is_cancelled]
    for at in live:
        check_in_range(rides[at])
    bill = _Bill(whole, [[] for _ride in rides])
    by_rule = [at for at in live if rides[at].by_hand is None]
    if by_rule:
        _by_rules(bill, rides, by_rule, rules)
    for at in live:
        hand = rides[at].by_hand
        if hand is not None:
            bill.lines[at] = [_hand_line(hand)]
        _check_total(bill.lines[at])
    return tuple(_quote(bill, at) for at in range(len(rides)))


def _by_rules(bill: _Bill, rides: Sequence[Ride], live: Sequence[int], rules: Rules) -> None:
    stops = stops_of(rides, live)
    for stop in stops:
        _at_stop(bill, stop, stops, rides, rules)
    scope = scope_of_whole(bill.whole.metres, stops, [rides[at] for at in live])
    for rule in rules.applied:
        if rule.target.is_for("delivery"):
            scope.set("subtotal", bill.subtotal(live))
            if rule.holds(scope):
                bill.share(_line(rule, scope, bill.whole.currency), live)
                if rules.strategy is Strategy.FIRST:
                    break
    for at in live:
        if not bill.lines[at]:
            raise _no_price(rides[at])
        _supplements(bill, at, rides[at], rules)


def _at_stop(bill: _Bill, stop: Stop, stops: Sequence[Stop], rides: Sequence[Ride], rules: Rules) -> None:
    asked = [rule for rule in rules.applied if rule.target.is_for(stop.kind)]
    if not asked:
        return
    scope, subtotal = scope_of_stop(stop, stops, rides), 0
    for rule in asked:
        scope.set("subtotal", subtotal)
        if rule.holds(scope):
            line = _line(rule, scope, bill.whole.currency)
            subtotal += line.cents
            bill.share(line, stop.rides)
            if rules.strategy is Strategy.FIRST:
                return


def _supplements(bill: _Bill, at: int, ride: Ride, rules: Rules) -> None:
    if not ride.supplements:
        return
    scope = scope_of_whole(ride.metres, stops_of([ride], [0]), [ride])
    for rule_id, quantity in ride.supplements:
        rule = rules.supplements.get(rule_id)
        if rule is None:
            raise Invalid(
                "unknown_supplement",
                _("This supplement is not among the store's prices any more: choose it again."),
                field="supplements",
            )
        if not 1 <= quantity <= MOST_SUPPLEMENTS:
            raise Invalid(
                "supplement_quantity",
                _("A supplement is taken between 1 and %(most)s times."),
                field="supplements",
                most=MOST_SUPPLEMENTS,
            )
        scope.set("quantity", quantity)
        scope.set("subtotal", bill.subtotal([at]))
        bill.lines[at].append(_line(rule, scope, bill.whole.currency))


def _line(rule: Rule, scope: Scope, currency: str) -> PricedLine:
    cents = rule.cents(scope)
    return PricedLine(rule.code, rule.label, rule.price.words(scope, cents, currency), cents)


def _hand_line(hand: HandPrice) -> PricedLine:
    if not hand.name.strip():
        raise Invalid("unnamed_price", _("Say what this price is for."), field="price_name")
    if not 0 <= hand.cents <= MOST_CENTS:
        raise Invalid(
            "price_out_of_range",
            _("A price goes from 0 to %(most)s."),
            field="price_cents",
            most=MOST_CENTS // 100,
        )
    label = Sentence("%(name)s", {"name": hand.name.strip()})
    return PricedLine("by_hand", label, Sentence(_("set by the dispatcher")), hand.cents)


def _no_price(ride: Ride) -> Invalid:
    return Invalid(
        "no_price",
        _(
            "There is no price for this order: no rule fits %(km)s km and %(bags)s bags. Please call the co-op."
        ),
        km=round(ride.metres / 1000, 1),
        bags=ride.bags,
    )


def _check_total(lines: Sequence[PricedLine]) -> None:
    if not 0 <= sum(line.cents for line in lines) <= MOST_CENTS:
        raise Invalid(
            "price_out_of_range",
            _("The price rules give a total that nobody asks: please call the co-op."),
        )


def _quote(bill: _Bill, at: int) -> PricedQuote:
    """What costs nothing (no crates, so much for each) is not said, unless all of it is free."""
    lines = [line for line in bill.lines[at] if line.cents] or bill.lines[at]
    net = sum(line.cents for line in lines)
    whole = bill.whole
    vat = vat_line(net, whole.country, whole.on, whole.currency, is_taxed=whole.is_taxed)
    return PricedQuote(bill.whole.currency, (*lines, vat), net, vat.cents)
