"""What every page knows: the co-op, who asks, where they can go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cooperatives.queries.access import doors_of
from cooperatives.web.navigation import nav_items


def page(request: HttpRequest) -> dict[str, Any]:
    access = getattr(request, "access", None)
    user = getattr(request, "user", None)
    return {
        "cooperative": getattr(request, "cooperative", None),
        "access": access,
        "nav": SimpleLazyObject(lambda: nav_items(request)),
        "doors": SimpleLazyObject(lambda: doors_of(user.pk) if user and user.is_authenticated else []),
        "is_demo": settings.DEMO,
    }
