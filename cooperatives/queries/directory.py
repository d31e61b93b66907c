"""Who the co-ops of the platform are: what anybody may know of them."""

from collections.abc import Collection

from cooperatives.models import Cooperative


def member_cooperatives() -> list[Cooperative]:
    """Every member co-op, by name."""
    return list(Cooperative.objects.filter(kind=Cooperative.Kind.MEMBER).order_by("name"))


def cooperatives_called(slugs: Collection[str]) -> dict[str, Cooperative]:
    return {found.slug: found for found in Cooperative.objects.filter(slug__in=slugs)}


def the_federation() -> Cooperative | None:
    """The platform's federation, once it is founded."""
    return Cooperative.objects.filter(kind=Cooperative.Kind.FEDERATION).order_by("id").first()
