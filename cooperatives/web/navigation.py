"""The header's entries: each app adds its own, each person sees theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import rules
from django.http import HttpRequest
from django.urls import reverse

from cooperatives.domain.roles import NOBODY


@dataclass(frozen=True, slots=True)
class NavItem:
    label: Any
    url_name: str
    allowed: rules.Predicate
    order: int
    kind: str = "member"
    is_shown: Callable[[HttpRequest], bool] | None = None


_items: list[NavItem] = []


def register(*items: NavItem) -> None:
    """Called from each app's `urls.py`, where its pages are named."""
    _items.extend(item for item in items if item not in _items)


def nav_items(request: HttpRequest) -> list[dict[str, Any]]:
    """Label, address and whether it is the current page, of what this person may open here."""
    cooperative, access = getattr(request, "cooperative", None), getattr(request, "access", NOBODY)
    if cooperative is None:
        return []
    shown = sorted((i for i in _items if i.kind == cooperative.kind and i.allowed.test(access)), key=_order)
    entries = []
    for item in shown:
        url = reverse(item.url_name, args=[cooperative.slug])
        entries.append({"label": item.label, "url": url, "is_current": request.path.startswith(url)})
    longest = max((len(e["url"]) for e in entries if e["is_current"]), default=0)
    return [entry | {"is_current": entry["is_current"] and len(entry["url"]) == longest} for entry in entries]


def _order(item: NavItem) -> int:
    return item.order
