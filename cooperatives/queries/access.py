"""Who may enter where."""

from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from cooperatives.domain.roles import Access
from cooperatives.models import Cooperative, Membership, User
from coopplatform.tenancy.scope import scope


@dataclass(frozen=True, slots=True)
class Door:
    """A co-op a person can enter, with what they are there."""

    slug: str
    name: str
    kind: str
    roles: tuple[str, ...]


def cooperative(slug: str) -> Cooperative | None:
    """Read in the scope it had before, so that the session's stamp need not change twice a request."""
    with scope(_last_known[slug]) if slug in _last_known else nullcontext():
        found = Cooperative.objects.filter(slug=slug).first()
    if found is not None:
        _last_known[slug] = found.pk
    return found


_last_known: dict[str, int] = {}


def account(email: str) -> User | None:
    return User.objects.filter(email=email.lower()).first()


def logged_in_since(user_ids: Collection[int], moment: datetime) -> set[int]:
    """Which of these people have logged in since then."""
    found = User.objects.filter(pk__in=user_ids, last_login__gte=moment)
    return set(found.values_list("pk", flat=True))


def access_of(user: User | AnonymousUser) -> Access:
    """The person's roles today in the co-op in scope."""
    if user.pk is None:
        return Access(None, frozenset())
    today = timezone.localdate()
    open_today = Q(started_on__lte=today) & (Q(ended_on__isnull=True) | Q(ended_on__gte=today))
    return Access.of(
        user.pk, Membership.objects.filter(open_today, user_id=user.pk).values_list("role", flat=True)
    )


def doors_of(user_id: int, *, on: date | None = None) -> list[Door]:
    """Every co-op the person belongs to, by name: the switcher. The one read that visits several co-ops,
    by a database function that enters each in turn and answers for this one person only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.slug, c.name, c.kind, d.roles from doors_of(%s, %s) d"
            " join cooperatives_cooperative c on c.id = d.cooperative_id order by c.kind, c.name",
            [user_id, on or timezone.localdate()],
        )
        return [Door(slug, name, kind, tuple(sorted(roles))) for slug, name, kind, roles in cursor.fetchall()]


def people_with(roles: Collection[str], *, on: date) -> list[User]:
    """Who has one of these roles in the co-op in scope on a day, by name."""
    open_then = Q(started_on__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gte=on))
    having = Membership.objects.filter(open_then, role__in=roles).values("user_id")
    return list(User.objects.filter(pk__in=having).order_by("name"))
