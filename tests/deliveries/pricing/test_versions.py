"""An earlier version of a price list can be read, with the zones it meant, and be put in force again."""

from dataclasses import replace

import pytest

from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from deliveries.domain.pricing.prices import Fixed
from deliveries.models import Order, PackageType, RuleSet, RuleSetVersion, Zone
from deliveries.queries.price_books import book_behind
from deliveries.queries.price_versions import KnownBy, read_version, zones_meant
from deliveries.services.packages import delete_package_type
from deliveries.services.rule_sets import remove_rule, restore_version, save_rule
from deliveries.services.zones import delete_zone, redraw_zone
from tests.conftest import placed
from tests.deliveries.pricing.conftest import PORT
from tests.deliveries.pricing.test_two_editors import SHIFTED


def from_before(by_zone, now, version=90):
    """The present rules, in a version that kept no zones."""
    return RuleSetVersion.objects.create(
        rule_set=by_zone,
        version=version,
        strategy=by_zone.strategy,
        rules=by_zone.rules,
        made_at=now,
        made_by="x",
    )


def meant(made):
    (zone,) = zones_meant(made, read_version(made))
    return zone.known_by, zone.ring, zone.is_as_today, zone.version


def kept(by_zone, now, version, ring):
    made = from_before(by_zone, now, version)
    return RuleSetVersion.objects.create(
        rule_set=by_zone,
        version=made.version + 1,
        strategy=made.strategy,
        rules=made.rules,
        zones={"Port": ring},
        made_at=now,
        made_by="x",
    )


def test_what_was_kept_is_what_it_meant(office, by_zone):
    made = RuleSetVersion.objects.get(rule_set=by_zone, version=by_zone.version)
    assert meant(made) == (KnownBy.THEN, PORT, True, None)
    redraw_zone(zone_id=Zone.objects.get().pk, ring=SHIFTED, **office.as_nour)
    assert meant(made) == (KnownBy.THEN, PORT, False, None)


def test_one_from_before_is_read_by_the_first_later_one_that_kept_its_zones(roue, office, by_zone, now):
    order = placed(roue, now)
    old = from_before(by_zone, now, 90)
    kept(by_zone, now, 91, PORT)
    kept(by_zone, now, 93, SHIFTED)
    assert meant(old) == (KnownBy.LATER, PORT, True, 92)
    redraw_zone(zone_id=Zone.objects.get().pk, ring=SHIFTED, **office.as_nour)
    assert meant(old) == (KnownBy.LATER, PORT, False, 92)
    price = Order.objects.select_related("quote", "price_change").get(pk=order.pk).price
    price.rule_set_version = 90
    assert book_behind(price, {}, "EUR").zones == {"Port": PORT}


def test_without_a_later_one_it_is_read_with_what_is_drawn_today_or_says_that_nothing_is(
    office, by_zone, now
):
    old = from_before(by_zone, now)
    assert meant(old) == (KnownBy.TODAY, PORT, True, None)
    (zone_rule,) = [rule["id"] for rule in by_zone.rules if rule["name"] == "Port"]
    remove_rule(rule_set_id=by_zone.pk, rule_id=zone_rule, **office.as_nour)
    delete_zone(zone_id=Zone.objects.get().pk, **office.as_nour)
    assert meant(old) == (KnownBy.NOWHERE, (), True, None)


def test_put_in_force_again_it_is_a_new_version_with_the_zones_of_today(office, by_zone):
    first = by_zone.version
    base = replace(by_zone.read().rules[0], price=Fixed(900))
    save_rule(rule_set_id=by_zone.pk, rule=base, **office.as_nour)
    redraw_zone(zone_id=Zone.objects.get().pk, ring=SHIFTED, **office.as_nour)
    found = restore_version(rule_set_id=by_zone.pk, version=first, seen_version=first + 2, **office.as_nour)
    assert (found.version, found.rules) == (first + 3, by_zone.rules)
    made = RuleSetVersion.objects.get(rule_set=found, version=found.version)
    assert meant(made) == (KnownBy.THEN, SHIFTED, True, None)


def test_what_cannot_be_put_in_force_is_refused_with_a_reason(office, by_zone):
    back = {"rule_set_id": by_zone.pk, **office.as_nour}
    with pytest.raises(NotFound):
        restore_version(version=77, **back)
    with pytest.raises(NotAllowedNow, match="the very same"):
        restore_version(version=by_zone.version, **back)
    first = by_zone.version
    for rule in by_zone.rules[1:3]:
        remove_rule(rule_set_id=by_zone.pk, rule_id=rule["id"], **office.as_nour)
    with pytest.raises(NotAllowedNow, match="meanwhile"):
        restore_version(version=first, seen_version=first, **back)
    office.give(None)
    delete_package_type(package_id=PackageType.objects.get().pk, **office.as_nour)
    with pytest.raises(Invalid, match="no package type with the code XL"):
        restore_version(version=first, **back)
    delete_zone(zone_id=Zone.objects.get().pk, **office.as_nour)
    with pytest.raises(Invalid, match="no zone called Port"):
        restore_version(version=first, **back)


def test_nour_reads_an_earlier_version_and_has_it_back(roue, now, nour, go, listed):
    with roue.inside():
        changed = replace(listed.read().rules[0], price=Fixed(900))
        save_rule(rule_set_id=listed.pk, rule=changed, by=roue.by("nour"), at=now)
        found = RuleSet.objects.get(pk=listed.pk)
    url = go("rule-set-version", listed.pk, listed.version)
    assert url in nour.get(go("rule-set", listed.pk)).text
    page = nour.get(url).text
    assert ("€5.00" in page, "€9.00" in page, "Put these rules in force" in page) == (True, False, True)
    answer = nour.post(url, {"seen": found.version}, follow=True)
    assert f"Version {listed.version} is in force again" in answer.text
    with roue.inside():
        assert RuleSet.objects.get(pk=listed.pk).rules == listed.rules
    assert "says the very same today" in nour.get(url).text
    again = nour.post(url, {"seen": found.version}, follow=True)
    assert "Somebody else changed this meanwhile" in again.text
    assert nour.get(go("rule-set-version", listed.pk, 77)).status_code == 404


def test_the_page_of_one_from_before_says_whose_zones_it_shows(roue, office, by_zone, now, nour, go):
    from_before(by_zone, now)
    page = nour.get(go("rule-set-version", by_zone.pk, 90)).text
    assert "not kept with this version: as it is drawn today" in page
    present = nour.get(go("rule-set-version", by_zone.pk, by_zone.version)).text
    assert "as it was drawn then, and is today" in present
