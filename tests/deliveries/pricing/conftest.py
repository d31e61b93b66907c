"""Nour's price lists, zones and packages, made through the services."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from deliveries.domain.pricing import Rule, Strategy, Target
from deliveries.domain.pricing.conditions import Between, InZone
from deliveries.domain.pricing.prices import Fixed, PerPackage
from deliveries.domain.zones import Ring
from deliveries.services.packages import PackageSaid, add_package_type
from deliveries.services.rule_sets import create_rule_set, save_rule
from deliveries.services.store_prices import set_store_prices
from deliveries.services.zones import draw_zone

PORT: Ring = ((7.410, 43.730), (7.417, 43.730), (7.417, 43.736), (7.410, 43.736))
"""Mme Rossi lives in it, the pizzeria does not."""

XL = PackageSaid("Crate", "XL", 4, 6, 8000, 12_000, "#2C8A57")


def rule(price: Any, *conditions: Any, name: str = "", target: Target = Target.DELIVERY, **more: Any) -> Rule:
    return Rule(more.pop("key", ""), price, name, target, tuple(conditions), **more)


class Office:
    """What Nour does at her desk, inside the scope of her co-op."""

    def __init__(self, cast: Any, now: Any) -> None:
        self.cast, self.now = cast, now
        self.as_nour = {"by": cast.by("nour"), "at": now}

    def price_list(self, *rules: Rule, name: str = "Cargo", strategy: Strategy = Strategy.SUM) -> Any:
        made = create_rule_set(name=name, strategy=strategy, **self.as_nour)
        for one in rules:
            made = save_rule(rule_set_id=made.pk, rule=one, **self.as_nour)
        return made

    def port(self) -> Any:
        return draw_zone(name="Port", ring=PORT, **self.as_nour)

    def crates(self) -> Any:
        return add_package_type(said=XL, **self.as_nour)

    def give(self, rule_set: Any, *packages: Any, **required: Any) -> None:
        set_store_prices(
            store_id=self.cast.store_id,
            rule_set_id=rule_set.pk if rule_set else None,
            package_ids=[package.pk for package in packages],
            **required,
            **self.as_nour,
        )


@pytest.fixture
def office(inside: Any, now: Any) -> Office:
    return Office(inside, now)


@pytest.fixture
def by_zone(office: Office) -> Any:
    """Base 5.00, 2.00 more in the port, 3.00 a crate, 1.50 beyond 9 km; given to the pizzeria."""
    office.port()
    crates = office.crates()
    made = office.price_list(
        rule(Fixed(500), name="Base"),
        rule(Fixed(200), InZone("dropoff", "Port"), name="Port"),
        rule(PerPackage("XL", 300), name="Crates"),
        rule(Fixed(150), Between("distance", over=9000), name="Far"),
        rule(Fixed(120), name="Stairs", is_supplement=True),
    )
    office.give(made, crates)
    return made


def in_minutes(now: Any, minutes: int) -> Any:
    return now + timedelta(minutes=minutes)


@pytest.fixture
def nour(roue: Any, login: Any) -> Any:
    return login(roue.nour)


@pytest.fixture
def go(roue: Any) -> Any:
    return lambda name, *args: reverse(name, args=[roue.slug, *args])


@pytest.fixture
def listed(roue: Any, now: Any) -> Any:
    """A list with a base price, and one for crates."""
    with roue.inside():
        office = Office(roue, now)
        office.crates()
        return office.price_list(rule(Fixed(500), name="Base"), rule(PerPackage("XL", 300), name="Crates"))


def alerts(page: Any) -> list[str]:
    return re.findall(r'class="error"[^>]*>.*?<span>(.*?)</span>', page.text, re.S)
