"""The parts of the means side by side: dues, fund, mutual aid. Of a co-op's side, and of the federation's."""

from dataclasses import dataclass
from typing import Any

import rules
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from federation.permissions import can_read_means, can_see_means
from federation.web.here import of_a_cooperative, of_the_federation
from federation.web.rooms import rooms_for


@dataclass(frozen=True, slots=True)
class Tab:
    """A page among the means, for whom, on whose side (`cooperative` or `federation`), and its place."""

    url_name: str
    label: Any
    allowed: rules.Predicate
    side: str
    order: int


_tabs: list[Tab] = []


def open_tab(*tabs: Tab) -> None:
    """Called from each part of `federation/urls`, where its pages are named."""
    _tabs.extend(tab for tab in tabs if tab not in _tabs)


def means_for(request: TenantRequest, current: str) -> dict[str, Any]:
    """The context each page of the means stands on: the rooms, and the tabs this person may open."""
    slug = request.cooperative.slug
    shown = [
        {"name": tab.url_name, "label": tab.label, "url": reverse(tab.url_name, args=[slug])}
        for tab in _allowed(request)
    ]
    return rooms_for(request, "means") | {"tabs": shown, "tab": current}


@allow(can_read_means)
@of_a_cooperative
def means(request: TenantRequest) -> HttpResponse:
    """On to the first part, on a co-op's side."""
    return _to_the_first(request)


@allow(can_see_means)
@of_the_federation
def federation_means(request: TenantRequest) -> HttpResponse:
    """On to the first part, on the federation's side."""
    return _to_the_first(request)


def _to_the_first(request: TenantRequest) -> HttpResponse:
    tabs = _allowed(request)
    if not tabs:
        raise Http404
    return redirect(tabs[0].url_name, request.cooperative.slug)


def _allowed(request: TenantRequest) -> list[Tab]:
    side = "federation" if request.cooperative.kind == "federation" else "cooperative"
    shown = [tab for tab in _tabs if tab.side == side and tab.allowed.test(request.access)]
    return sorted(shown, key=lambda tab: tab.order)
