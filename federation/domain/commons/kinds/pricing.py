"""Price lists: the rules of `deliveries.domain.pricing`, with amounts as parameters.

[body]
strategy = "sum"                       # or "first"
[[body.rules]]
name = "Base"
target = "delivery"                    # or stop, pickup, dropoff
price = { kind = "fixed", cents = "@base" }
conditions = [{ kind = "between", of = "distance", over = 3000 }]
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from itertools import product
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Param, Sentence, _
from deliveries.domain.pricing import Ride, Rules, StopFacts, Whole, price_consignment
from deliveries.domain.pricing.examples import answers
from deliveries.domain.pricing.prices import UNITS, counted
from deliveries.domain.pricing.rules import MOST_RULES
from federation.domain.commons.document import Parameter
from federation.domain.commons.kinds.kind import CURRENCY, Part, in_words, listed, only, said, wrong

TARGETS = {
    "delivery": _("the whole delivery"),
    "stop": _("each stop"),
    "pickup": _("each pickup"),
    "dropoff": _("each drop-off"),
}
STRATEGIES = {"sum": _("All rules that fit are added up"), "first": _("The first rule that fits counts")}
MONEY = ("cents", "cheaper_cents")
COUNTRY, DAY = "FR", date(2026, 1, 5)
"""Of golden tests: what is compared is net, so that no VAT enters."""
NUMBER = re.compile(r"(?<![@\w])[0-9]+")
PRICE_WORDS = {
    "fixed": _("%(cents)s, fixed"),
    "per_km": _("%(cents)s a km beyond the first %(beyond)s m, by started 100 m"),
    "steps": _("%(cents)s for each started %(step)s of %(of)s beyond %(beyond)s"),
    "per_bag": _("%(cents)s for each bag beyond the first %(beyond)s"),
    "per_package": _("%(cents)s for each %(package)s"),
    "percentage": _("made %(ten_thousandths)s ten-thousandths of the lines above"),
    "own": _("own formula: %(text)s"),
}
CONDITION_WORDS = {
    "between": _("%(of)s over %(over)s, up to %(up_to)s"),
    "over": _("%(of)s over %(over)s"),
    "up_to": _("%(of)s up to %(up_to)s"),
    "own": _("own condition: %(text)s"),
}


class Pricing:
    code = "pricing"
    label = _("price list")
    what = _("What a delivery costs: rules in their order.")
    needs_golden = True
    has_formulas = True
    is_charter = False

    def check(self, body: Mapping[str, Any]) -> None:
        rules = self.rules(body)
        for rule in rules.rules:
            rule.compiled()
        for answer in answers(rules, country=COUNTRY, on=DAY, currency=CURRENCY):
            if answer.refused is not None and answer.refused.code == "rule_refused":
                raise answer.refused

    def rules(self, body: Mapping[str, Any]) -> Rules:
        """The rule set a filled body is. Raises Invalid."""
        only(body, {"strategy", "rules"}, "body")
        found = listed(body, "rules", MOST_RULES)
        if not found:
            raise wrong(_("A price list has at least one rule."))
        if body.get("strategy", "sum") not in STRATEGIES:
            raise wrong(_("“strategy” is sum or first."))
        stored = [{"id": str(at), "target": "delivery", **rule} for at, rule in enumerate(found, 1)]
        try:
            return Rules.from_json(str(body.get("strategy", "sum")), stored)
        except (KeyError, TypeError, ValueError) as problem:
            raise wrong(_("This is no price rule: %(what)s."), what=str(problem)[:200]) from None

    def parts(
        self, body: Mapping[str, Any], parameters: Mapping[str, Parameter], currency: str
    ) -> list[Part]:
        found = [Part("strategy", Sentence(STRATEGIES.get(str(body.get("strategy", "sum")), "–")))]
        for at, rule in enumerate(listed(body, "rules", MOST_RULES), 1):
            name = str(rule.get("name") or at)
            params: dict[str, Param] = {
                "name": name,
                "target": Sentence(TARGETS.get(str(rule.get("target", "delivery")), "–")),
                "price": _price(rule.get("price") or {}, parameters, currency),
            }
            words = _("%(name)s, for %(target)s: %(price)s")
            if conditions := [_condition(one, parameters, currency) for one in rule.get("conditions") or []]:
                words = _("%(name)s, for %(target)s: %(price)s, if %(conditions)s")
                params["conditions"] = _joined(conditions)
            if rule.get("is_supplement"):
                words = _("%(name)s, only when asked for: %(price)s")
            found.append(Part(f"rule {name}", Sentence(words, params)))
        return found

    def run(self, body: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        rules = self.rules(body)
        rides = [_ride(one) for one in given.get("rides", [given])]
        together = Whole(sum(ride.metres for ride in rides), COUNTRY, DAY, CURRENCY)
        try:
            quotes = price_consignment(together, rides, rules)
        except Invalid as refused:
            if refused.code == "rule_refused":
                raise
            return {"refused": refused.code}
        return {
            "net_cents": sum(quote.net_cents for quote in quotes),
            "lines": [[line.cents for line in quote.lines if line.code != "vat"] for quote in quotes],
        }

    def amounts(self, body: Mapping[str, Any]) -> list[str]:
        """Fixed amounts of money; in an own formula every number, for it may be one."""
        found = []
        for at, rule in enumerate(listed(body, "rules", MOST_RULES), 1):
            price = rule.get("price") or {}
            name = str(rule.get("name") or at)
            if any(type(price.get(part)) is int and price[part] for part in MONEY) or (
                price.get("kind") == "own"
                and any(int(number) >= 10 for number in NUMBER.findall(str(price.get("text", ""))))
            ):
                found.append(name)
        return found

    def worst(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Near and far, light and heavy, at all hours: each with what the rules speak of."""
        rules = self.rules(body)
        spoken = {
            "packages": dict.fromkeys(sorted(rules.packages)[:10], 50),
            "zones": {"pickup": sorted(rules.zones), "dropoff": sorted(rules.zones)},
        }
        return [
            {
                "metres": metres,
                "bags": bags,
                "grams": grams,
                "pickup_minute": minute,
                **(spoken if is_in else {}),
            }
            for metres, bags, grams, minute, is_in in product(
                (0, 999, 30_000), (1, 20), (0, 400_000), (0, 1439), (False, True)
            )
        ]

    def breaks_claim(self, body: Mapping[str, Any], claim: str) -> Sentence | None:
        """What contradicts a claim, tried on many deliveries; None where nothing does. Raises Invalid for another."""
        if claim != "dearer_with_distance":
            raise wrong(_("A price list may claim “dearer_with_distance”, not “%(claim)s”."), claim=claim)
        before: int | None = None
        for metres in range(0, 30_001, 500):
            found = self.run(body, {"metres": metres, "bags": 1}).get("net_cents")
            if before is not None and found is not None and found < before:
                return Sentence(_("%(metres)s m cost less than 500 m before."), {"metres": metres})
            before = found if found is not None else before
        return None


def _price(price: Mapping[str, Any], parameters: Mapping[str, Parameter], currency: str) -> Sentence:
    kind = str(price.get("kind"))
    if kind not in PRICE_WORDS:
        return Sentence("–")
    params: dict[str, Param] = {"beyond": 0, "of": ""}
    for name, value in price.items():
        params[name] = said(value, parameters, currency, is_cents=name in MONEY)
    if isinstance(price.get("of"), str) and price["of"] in UNITS:
        params["of"] = Sentence(UNITS[price["of"]].name)
        for name in ("step", "beyond"):
            params[name] = _counted(price.get(name, 0), price["of"], parameters, currency)
    words = PRICE_WORDS[kind]
    if kind == "per_package" and price.get("cheaper_from"):
        words = _("%(cents)s for each %(package)s, %(cheaper_cents)s from no. %(cheaper_from)s on")
    needed = re.findall(r"%\((\w+)\)s", words)
    return Sentence(words, {name: params.get(name, "–") for name in needed})


def _condition(one: Any, parameters: Mapping[str, Parameter], currency: str) -> Sentence:
    stored: Mapping[str, Any] = one if isinstance(one, Mapping) else {}
    kind = str(stored.get("kind"))
    ends = [name for name in ("over", "up_to") if stored.get(name) is not None]
    if kind == "between" and ends:
        of = str(stored.get("of", ""))
        params = {name: _counted(stored[name], of, parameters, currency) for name in ends}
        params["of"] = Sentence(UNITS[of].name) if of in UNITS else of
        return Sentence(CONDITION_WORDS[kind if len(ends) == 2 else ends[0]], params)
    if kind == "own":
        return Sentence(CONDITION_WORDS[kind], {"text": said(stored.get("text", ""), parameters, currency)})
    rest = ", ".join(in_words(str(value), parameters) for name, value in stored.items() if name != "kind")
    return Sentence("%(kind)s: %(rest)s", {"kind": kind.replace("_", " "), "rest": rest})


def _counted(value: Any, of: str, parameters: Mapping[str, Parameter], currency: str) -> Param:
    """A number in the unit people write, a parameter by its name."""
    if type(value) is int and of in UNITS:
        unit = UNITS[of]
        return Sentence("%(n)s %(unit)s", {"n": counted(of, value), "unit": Sentence(unit.sign)})
    return said(value, parameters, currency)


def _joined(sentences: list[Sentence]) -> Sentence:
    params: dict[str, Param] = {f"part{at}": one for at, one in enumerate(sentences)}
    return Sentence("; ".join(f"%({name})s" for name in params), params)


RIDE = {field.name for field in fields(Ride)} - {"pickup", "dropoff", "by_hand", "is_cancelled"}
STOP = {"minute", "weekday", "notice", "days"}


def _ride(given: Mapping[str, Any]) -> Ride:
    """`metres`, `bags`, `grams`, `packages`, … and `pickup_minute`, `zones = {pickup = [], dropoff = []}`."""
    stops = {f"{which}_{name}" for which in ("pickup", "dropoff") for name in STOP}
    only(given, RIDE | stops | {"zones"}, "given")
    zones = given.get("zones") or {}
    try:
        facts: dict[str, Any] = {name: _plain(name, given[name]) for name in RIDE & given.keys()}
        for which in ("pickup", "dropoff"):
            facts[which] = _stop(which, given, zones.get(which, ()))
        return Ride(**facts)
    except (TypeError, ValueError) as problem:
        raise wrong(_("This is no delivery: %(what)s."), what=str(problem)[:200]) from None


def _stop(which: str, given: Mapping[str, Any], zones: Any) -> StopFacts:
    facts = {name: int(given[f"{which}_{name}"]) for name in STOP if f"{which}_{name}" in given}
    return StopFacts(place=which if which == "pickup" else None, zones=frozenset(zones), **facts)


def _plain(name: str, value: Any) -> Any:
    if name == "needs":
        return frozenset(str(one) for one in value)
    if name == "supplements":
        return tuple((str(key), int(count)) for key, count in value)
    if name == "packages":
        return {str(key): int(count) for key, count in value.items()}
    return str(value) if name == "slot" else int(value)


KIND = Pricing()
