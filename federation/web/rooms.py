"""A co-op's side of the federation: one entry in its header, and a row of rooms under it."""

from dataclasses import dataclass
from typing import Any

import rules
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cooperatives.permissions import is_member
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest


@dataclass(frozen=True, slots=True)
class Room:
    """A page of the co-op's side, for whom, and its place in the row."""

    url_name: str
    label: Any
    allowed: rules.Predicate
    order: int


_rooms: list[Room] = []


def open_room(*rooms: Room) -> None:
    """Called from each part of `federation/urls`, where its pages are named."""
    _rooms.extend(room for room in rooms if room not in _rooms)


def rooms_for(request: TenantRequest, current: str) -> dict[str, Any]:
    """The context each page of a co-op's side stands on: the rooms this person may enter, and the one we are in."""
    slug = request.cooperative.slug
    return {
        "rooms": [
            {"name": room.url_name, "label": room.label, "url": reverse(room.url_name, args=[slug])}
            for room in _allowed(request)
        ],
        "room": current,
    }


@allow(is_member)
def our_federation(request: TenantRequest) -> HttpResponse:
    """On to the first room this person may enter."""
    rooms = _allowed(request)
    if not rooms:
        raise Http404
    return redirect(rooms[0].url_name, request.cooperative.slug)


def has_rooms(request: Any) -> bool:
    return bool(_allowed(request))


def _allowed(request: TenantRequest) -> list[Room]:
    shown = [room for room in _rooms if room.allowed.test(request.access)]
    return sorted(shown, key=lambda room: room.order)
