"""Who may not judge whom."""

from cooperatives.queries.access import doors_of
from federation.models import ConflictOfInterest


def conflicted_with(user_id: int) -> set[str]:
    """The co-ops a person of the federation has something to do with: belongs to, or has declared. In its scope.

    Whether they belong is asked for this one person by the function that also fills their own switcher.
    """
    belongs = {door.slug for door in doors_of(user_id) if door.kind == "member"}
    declared = ConflictOfInterest.objects.filter(person=user_id).values_list("member__slug", flat=True)
    return belongs | set(declared)


def is_conflicted(user_id: int, slug: str) -> bool:
    return slug in conflicted_with(user_id)


def declared_conflicts() -> list[ConflictOfInterest]:
    """Everything declared, the newest first."""
    rows = ConflictOfInterest.objects.select_related("person", "member", "declared_by")
    return list(rows.order_by("-declared_at"))
