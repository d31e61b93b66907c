"""What a store's orders are priced by, and what they must say."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from coopplatform.contracts.pricing import StorePricesSet
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.models import PackageType, RuleSet, Store, StorePackage


@unit_of_work
def set_store_prices(
    *,
    store_id: UUID,
    rule_set_id: UUID | None,
    package_ids: Collection[UUID] = (),
    is_weight_required: bool = False,
    are_packages_required: bool = False,
    by: Actor,
    at: datetime,
) -> Store:
    """From the next order on; without a rule set by the charter's tariff.

    Raises NotFound for an unknown store, rule set or package type; Invalid where packages are required and none sent.
    """
    store = Store.objects.select_for_update(of=("self",), no_key=True).filter(pk=store_id).first()
    if store is None:
        raise NotFound("no_store", _("There is no such store."))
    if rule_set_id is not None and not _is_in_use(rule_set_id):
        raise NotFound("no_rule_set", _("There is no such price list."))
    packages = PackageType.objects.filter(pk__in=package_ids, deleted_at__isnull=True)
    if packages.count() != len({*package_ids}):
        raise NotFound("no_package_type", _("There is no such package type."))
    if are_packages_required and not package_ids:
        raise Invalid("no_packages", _("Choose the package types before you require them."), field="packages")
    store.rule_set_id = rule_set_id
    store.is_weight_required, store.are_packages_required = is_weight_required, are_packages_required
    store.save(update_fields=["rule_set", "is_weight_required", "are_packages_required"])
    StorePackage.objects.filter(store=store).exclude(package_id__in=package_ids).delete()
    kept = {*StorePackage.objects.filter(store=store).values_list("package_id", flat=True)}
    StorePackage.objects.bulk_create(
        StorePackage(store=store, package=package) for package in packages if package.pk not in kept
    )
    record(StorePricesSet(store_id=store_id, rule_set_id=rule_set_id, occurred_at=at), by=by)
    return store


@unit_of_work
def give_rule_set(*, rule_sets: Mapping[UUID, UUID | None], by: Actor, at: datetime) -> None:
    """Each store another price list from the next order on, or (None) the charter's tariff; packages stay as they are.

    A store that is gone is passed over. Raises NotFound for a list that is deleted.
    """
    stores = Store.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(rule_sets))
    for store in stores.order_by("pk"):
        rule_set_id = rule_sets[store.pk]
        if rule_set_id is not None and not _is_in_use(rule_set_id):
            raise NotFound("no_rule_set", _("There is no such price list."))
        store.rule_set_id = rule_set_id
        store.save(update_fields=["rule_set"])
        record(StorePricesSet(store_id=store.pk, rule_set_id=rule_set_id, occurred_at=at), by=by)


def _is_in_use(rule_set_id: UUID) -> bool:
    """Locked, so that it is not deleted meanwhile."""
    rows = RuleSet.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=rule_set_id, deleted_at__isnull=True).first() is not None
