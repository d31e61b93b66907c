"""People by what the journal calls them."""

from collections.abc import Collection, Iterable

from cooperatives.models import User
from coopplatform.kernel.actor import Actor


def actor_names(actors: Iterable[str]) -> dict[str, str]:
    """The name of each actor of kind person; others are not in it."""
    ids = {actor: Actor.parse(actor).id for actor in set(actors) if actor.startswith("person:")}
    known = {str(user.pk): user.name or user.email for user in User.objects.filter(pk__in=set(ids.values()))}
    return {actor: known[key] for actor, key in ids.items() if key in known}


def people(user_ids: Collection[int]) -> dict[int, User]:
    """Their accounts, by id."""
    return {user.pk: user for user in User.objects.filter(pk__in=user_ids)}
