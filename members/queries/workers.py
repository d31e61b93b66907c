"""Whom the co-op employs. Guests ride here and are paid where they come from, so they are no part of it."""

from datetime import date

from django.db.models import QuerySet

from members.models import MemberWorker


def own_workers() -> QuerySet[MemberWorker]:
    """All there ever were, in no order."""
    return MemberWorker.objects.filter(lent_by="")


def own_workers_between(first: date, last: date) -> QuerySet[MemberWorker]:
    """Who was there on any day from `first` to `last`."""
    return own_workers().filter(joined_on__lte=last).exclude(left_on__lt=first)
