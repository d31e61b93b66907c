"""Nour and Théo edit the same prices: nobody's change is lost, and a frozen price keeps the zones it was priced by."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from cooperatives.domain.roles import Role
from cooperatives.services.founding import grant_role
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.tenancy.work import NoUnitOfWork
from deliveries.domain.pricing import Strategy
from deliveries.domain.pricing.prices import Fixed
from deliveries.domain.zones import as_lines
from deliveries.models import Order, RuleSet, RuleSetVersion, Zone
from deliveries.queries.price_books import book_behind
from deliveries.services.rule_sets import change_rule_set, remove_rule, renew_for_zone, save_rule
from deliveries.services.zones import redraw_zone
from tests.conftest import PLATFORM, placed
from tests.deliveries.pricing.conftest import PORT, Office, rule

SHIFTED = tuple((lon + 0.016, lat + 0.006) for lon, lat in PORT)


@pytest.fixture
def desk(roue, login, now):
    """Nour's browser; a price list, and what Théo does to it meanwhile."""
    with roue.inside():
        grant_role(user=roue.theo, role=Role.COOP_ADMIN, started_on=now.date(), by=PLATFORM)
        office = Office(roue, now)
        made = office.price_list(rule(Fixed(500), name="Base"), rule(Fixed(200), name="Stairs"))
    return Desk(login(roue.nour), roue, made, now)


class Desk:
    def __init__(self, client, cast, made, now):
        self.client, self.cast, self.made = client, cast, made
        self.theo = {"by": cast.by("theo"), "at": now}

    def url(self, name, *args):
        return reverse(name, args=[self.cast.slug, *args])

    def rule(self, index=0):
        return self.made.rules[index]["id"]

    def opened(self, url):
        """The version the form says it saw."""
        return re.search(r'name="seen" value="([^"]*)"', self.client.get(url).text)[1]

    def typed(self, amount, *, name="Base", seen):
        return {"name": name, "target": "delivery", "kind": "fixed", "amount": amount, "seen": seen}

    def theo_saves(self, cents, index=0):
        with self.cast.inside():
            theirs = replace(self.made.read().rules[index], price=Fixed(cents))
            return save_rule(rule_set_id=self.made.pk, rule=theirs, **self.theo)

    def prices(self):
        with self.cast.inside():
            return [(one.name, one.price.cents) for one in RuleSet.objects.get().read().rules]


def test_a_save_on_a_changed_rule_is_answered_with_who_changed_what_and_keeps_ones_own_text(desk):
    url = desk.url("rule", desk.made.pk, desk.rule())
    seen = desk.opened(url)
    desk.theo_saves(700)
    answer = desk.client.post(url, desk.typed("6.00", seen=seen))
    assert answer.status_code == 409
    assert "<b>Theo</b>" in answer.text
    assert re.findall(r'meanwhile-line">([^<]*)<', answer.text) == [
        "Base · €5.00, fixed · The whole delivery, once",
        "Base · €7.00, fixed · The whole delivery, once",
    ]
    assert 'value="6.00"' in answer.text
    assert desk.prices() == [("Base", 700), ("Stairs", 200)]

    # mine anyway, with what the page says it saw now
    again = re.search(r'name="seen" value="(\d+)"', answer.text)[1]
    assert desk.client.post(url, desk.typed("6.00", seen=again)).status_code == 302
    assert desk.prices() == [("Base", 600), ("Stairs", 200)]
    with desk.cast.inside():
        kept = RuleSetVersion.objects.order_by("version").values_list("rules__0__price__cents", flat=True)
        assert list(kept)[-3:] == [500, 700, 600]


def test_theirs_is_taken_by_opening_the_rule_again(desk):
    url = desk.url("rule", desk.made.pk, desk.rule())
    seen = desk.opened(url)
    desk.theo_saves(700)
    page = desk.client.post(url, desk.typed("6.00", seen=seen)).text
    theirs = re.search(r'<a class="btn btn--form" href="([^"]+)">Take theirs</a>', page)[1]
    assert theirs == url
    assert 'value="7.00"' in desk.client.get(theirs).text


def test_a_change_of_another_rule_is_in_nobodys_way(desk):
    url = desk.url("rule", desk.made.pk, desk.rule())
    seen = desk.opened(url)
    desk.theo_saves(300, index=1)
    assert desk.client.post(url, desk.typed("6.00", seen=seen)).status_code == 302
    assert desk.prices() == [("Base", 600), ("Stairs", 300)]


def test_who_says_the_same_as_somebody_else_is_not_asked(desk):
    url = desk.url("rule", desk.made.pk, desk.rule())
    seen = desk.opened(url)
    desk.theo_saves(700)
    assert desk.client.post(url, desk.typed("7.00", seen=seen)).status_code == 302
    assert desk.prices() == [("Base", 700), ("Stairs", 200)]


def test_a_mistake_on_the_way_does_not_hide_what_somebody_else_changed(desk):
    url = desk.url("rule", desk.made.pk, desk.rule())
    seen = desk.opened(url)
    desk.theo_saves(700)
    wrong = desk.client.post(url, desk.typed("", seen=seen))
    assert (wrong.status_code, re.search(r'name="seen" value="(\d+)"', wrong.text)[1]) == (422, seen)
    assert desk.client.post(url, desk.typed("6.00", seen=seen)).status_code == 409


def test_a_rule_somebody_removed_is_told_and_can_be_kept_again(desk):
    url = desk.url("rule", desk.made.pk, desk.rule())
    seen = desk.opened(url)
    with desk.cast.inside():
        remove_rule(rule_set_id=desk.made.pk, rule_id=desk.rule(), **desk.theo)
    answer = desk.client.post(url, desk.typed("6.00", seen=seen))
    assert (answer.status_code, "removed" in answer.text) == (409, True)
    assert desk.prices() == [("Stairs", 200)]
    again = re.search(r'name="seen" value="(\d+)"', answer.text)[1]
    assert desk.client.post(url, desk.typed("6.00", seen=again)).status_code == 302
    assert desk.prices() == [("Stairs", 200), ("Base", 600)]


def test_a_changed_rule_is_neither_removed_nor_moved_unseen(desk):
    seen = desk.opened(desk.url("rule-set", desk.made.pk))
    desk.theo_saves(700)
    page = desk.client.post(
        desk.url("rule-remove", desk.made.pk, desk.rule()), {"seen": seen}, follow=True
    ).text
    assert "Somebody else changed this rule meanwhile" in page
    with desk.cast.inside():
        remove_rule(rule_set_id=desk.made.pk, rule_id=desk.rule(1), **desk.theo)
    moved = desk.client.post(
        desk.url("rule-move", desk.made.pk, desk.rule()), {"seen": seen, "to": "down"}, follow=True
    ).text
    assert "moved, added or removed rules meanwhile" in moved
    assert desk.prices() == [("Base", 700)]


def test_name_and_way_of_a_list_are_guarded_alike(desk):
    url = desk.url("rule-set", desk.made.pk)
    seen = desk.opened(url)
    with desk.cast.inside():
        change_rule_set(rule_set_id=desk.made.pk, name="Bikes", strategy=Strategy.FIRST, **desk.theo)
    mine = {"name": "Heavy cargo", "strategy": "sum", "seen": seen}
    answer = desk.client.post(url, mine)
    assert (answer.status_code, "<b>Theo</b>" in answer.text) == (409, True)
    assert re.findall(r'meanwhile-line">([^<]*)<', answer.text) == [
        "Cargo · All rules that fit are added up",
        "Bikes · The first rule that fits counts",
    ]
    assert 'value="Heavy cargo"' in answer.text
    head = answer.text[answer.text.index('id="head-form"') :]
    again = re.search(r'name="seen" value="(\d+)"', head)[1]
    assert desk.client.post(url, mine | {"seen": again}).status_code == 302
    with desk.cast.inside():
        assert RuleSet.objects.values_list("name", "strategy").get() == ("Heavy cargo", "sum")


def test_a_zone_somebody_drew_anew_is_told_with_both_outlines(desk, now):
    with desk.cast.inside():
        port = Office(desk.cast, now).port()
    url = desk.url("zone", port.pk)
    seen = as_lines(PORT)
    with desk.cast.inside():
        redraw_zone(zone_id=port.pk, ring=SHIFTED, **desk.theo)
    mine = as_lines(((7.4, 43.7), (7.5, 43.7), (7.5, 43.8)))
    answer = desk.client.post(url, {"corners": mine, "seen": seen})
    assert (answer.status_code, "<b>Theo</b>" in answer.text) == (409, True)
    assert re.findall(r'meanwhile-line">([^<]*)<', answer.text) == [as_lines(PORT), as_lines(SHIFTED)]
    assert mine in answer.text
    assert desk.client.post(url, {"corners": mine, "seen": as_lines(SHIFTED)}).status_code == 302
    with desk.cast.inside():
        assert as_lines(Zone.objects.get().ring) == mine


def test_a_zone_drawn_anew_makes_a_new_version_and_a_frozen_price_keeps_its_own(roue, office, by_zone, now):
    order = placed(roue, now)
    price = Order.objects.select_related("quote", "price_change").get(pk=order.pk).price
    port = Zone.objects.get()
    redraw_zone(zone_id=port.pk, ring=SHIFTED, **office.as_nour)
    found = RuleSet.objects.get(pk=by_zone.pk)
    assert (price.rule_set_version, found.version) == (by_zone.version, by_zone.version + 1)
    kept = RuleSetVersion.objects.filter(rule_set=found).order_by("version").values_list("zones", flat=True)
    assert list(kept)[-2:] == [{"Port": [list(c) for c in PORT]}, {"Port": [list(c) for c in SHIFTED]}]
    assert book_behind(price, {}, "EUR").zones == {"Port": PORT}
    redraw_zone(zone_id=port.pk, ring=SHIFTED, **office.as_nour)
    assert RuleSet.objects.get(pk=by_zone.pk).version == found.version


def test_a_list_that_does_not_ask_about_the_zone_stays_as_it_is(office, by_zone):
    other = office.price_list(rule(Fixed(100)), name="Without zones")
    redraw_zone(zone_id=Zone.objects.get().pk, ring=SHIFTED, **office.as_nour)
    assert RuleSet.objects.get(pk=other.pk).version == other.version


def test_versions_from_before_zones_were_kept_are_read_with_those_of_today(roue, office, by_zone, now):
    order = placed(roue, now)
    price = Order.objects.select_related("quote", "price_change").get(pk=order.pk).price
    old = RuleSetVersion.objects.get(rule_set=by_zone, version=by_zone.version)
    RuleSetVersion.objects.create(
        rule_set=by_zone, version=99, strategy=old.strategy, rules=old.rules, made_at=now, made_by="x"
    )
    price.rule_set_version = 99
    assert book_behind(price, {}, "EUR").zones == {"Port": PORT}


def test_a_version_nobody_knows_is_no_way_around(office, by_zone):
    mine = replace(by_zone.read().rules[0], price=Fixed(1))
    with pytest.raises(NotAllowedNow):
        save_rule(rule_set_id=by_zone.pk, rule=mine, seen_version=77, **office.as_nour)


def test_renewing_is_part_of_drawing(office, by_zone):
    with pytest.raises(NoUnitOfWork):
        renew_for_zone(Zone.objects.get(), **office.as_nour)
