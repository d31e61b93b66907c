"""The one loop over co-ops: beat's jobs enter each in turn, there is no mode that sees all."""

from cooperatives.models import Cooperative


def cooperative_ids(*, kind: str = "") -> list[int]:
    """Ids of all co-ops, or of one kind, in the order they joined."""
    found = Cooperative.objects.order_by("pk")
    return list((found.filter(kind=kind) if kind else found).values_list("pk", flat=True))
