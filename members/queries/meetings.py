"""Assemblies that were held in the co-op in scope, as a review counts them."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from members.domain.meetings import Meeting
from members.models import Assembly, AssemblyPaper

MOST = 24


def meetings_held(until: date) -> list[Meeting]:
    """Up to a day, the newest first. One that was called again and held then counts once, by its last call."""
    zone = cooperative_here().zone
    held = Assembly.objects.filter(state=Assembly.State.HELD, members__gt=0)
    rows = [
        row
        for row in held.exclude(again__state=Assembly.State.HELD).order_by("-held_at")[:MOST]
        if timezone.localdate(row.held_at, zone) <= until
    ]
    papers = _first_published([row.pk for row in rows])
    return [
        Meeting(
            held_on=timezone.localdate(row.held_at, zone),
            notice_days=row.notice_days,
            members=row.members,
            present=row.present,
            represented=row.represented,
            most_proxies=row.most_proxies,
            proxies_each=row.bound.proxies_each,
            **{f"{kind}_on": day for kind, day in papers.get(row.pk, {}).items()},
        )
        for row in rows
    ]


def _first_published(ids: list[UUID]) -> Mapping[UUID, dict[str, date]]:
    """By assembly and kind, the day a paper of it was there first."""
    zone = cooperative_here().zone
    kinds = (AssemblyPaper.Kind.ACCOUNTS, AssemblyPaper.Kind.REVIEW, AssemblyPaper.Kind.MINUTES)
    rows = AssemblyPaper.objects.filter(assembly__in=ids, kind__in=kinds).values("assembly", "kind")
    found: dict[UUID, dict[str, date]] = {}
    for row in rows.annotate(first=Min("published_at")).order_by():
        found.setdefault(row["assembly"], {})[row["kind"]] = timezone.localdate(row["first"], zone)
    return found
