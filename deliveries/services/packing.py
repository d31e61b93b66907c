"""What an order's packages are to its store."""

from deliveries.domain.packages import Packed, packed
from deliveries.models import Store
from deliveries.queries.packages import package_facts_of


def packed_by(store: Store, asked: tuple[tuple[str, int], ...], grams: int | None) -> Packed:
    """One query where packages are told. Raises Invalid for what this store does not send, or must say."""
    facts = package_facts_of(store) if asked else {}
    return packed(
        asked,
        facts,
        grams=grams,
        are_required=store.are_packages_required,
        is_weight_required=store.is_weight_required,
    )
