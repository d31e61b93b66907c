"""Package types of the co-op, and those a store sends."""

from deliveries.domain.packages import PackageFacts
from deliveries.models import PackageType, Store


def package_types() -> list[PackageType]:
    """Those in use, by name."""
    return list(PackageType.objects.filter(deleted_at__isnull=True).order_by("name"))


def package_types_of(store: Store) -> list[PackageType]:
    """What this store may send, the smallest first."""
    return list(
        PackageType.objects.filter(
            deleted_at__isnull=True, pk__in=store.packages.values("package_id")
        ).order_by("units_average", "name")
    )


def package_facts_of(store: Store) -> dict[str, PackageFacts]:
    """By code, what a package of this store counts for."""
    return {
        kind.code: PackageFacts(kind.units_average, kind.grams_average) for kind in package_types_of(store)
    }
