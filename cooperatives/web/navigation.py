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
    """An entry for those allowed; `is_shown` where more than their role decides."""

    label: Any
    url_name: str
    allowed: rules.Predicate
    order: int
    kind: str = "member"
    is_shown: Callable[[HttpRequest], bool] | None = None


class Nav(list[dict[str, Any]]):
    """The entries in their order. A wide header shows the `first` of them and keeps the rest in a menu."""

    @property
    def first(self) -> list[dict[str, Any]]:
        return self if len(self) <= MOST_IN_A_ROW + 1 else self[:MOST_IN_A_ROW]

    @property
    def more(self) -> list[dict[str, Any]]:
        return self[len(self.first) :]

    @property
    def is_current_in_more(self) -> dict[str, Any] | None:
        """The entry of the page we are on, where the menu holds it."""
        return next((entry for entry in self.more if entry["is_current"]), None)


MOST_IN_A_ROW = 8
_items: list[NavItem] = []


def register(*items: NavItem) -> None:
    """Called from each app's `urls.py`, where its pages are named."""
    _items.extend(item for item in items if item not in _items)


def nav_items(request: HttpRequest) -> Nav:
    """Label, address and whether it is the current page, of what this person may open here."""
    cooperative, access = getattr(request, "cooperative", None), getattr(request, "access", NOBODY)
    if cooperative is None:
        return Nav()
    items = (i for i in _items if i.kind == cooperative.kind and i.allowed.test(access))
    shown = sorted((i for i in items if i.is_shown is None or i.is_shown(request)), key=_order)
    entries = []
    for item in shown:
        url = reverse(item.url_name, args=[cooperative.slug])
        entries.append({"label": item.label, "url": url, "is_current": request.path.startswith(url)})
    longest = max((len(e["url"]) for e in entries if e["is_current"]), default=0)
    return Nav(
        entry | {"is_current": entry["is_current"] and len(entry["url"]) == longest} for entry in entries
    )


def _order(item: NavItem) -> int:
    return item.order
