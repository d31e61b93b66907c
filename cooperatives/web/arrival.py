"""After login: to the one co-op, or to the choice of several; to the page of the first role."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from cooperatives.domain.roles import Role
from cooperatives.permissions import is_member
from cooperatives.queries.access import Door, doors_of
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest

HOMES = (
    (Role.DISPATCHER, "board"),
    (Role.COURIER, "day"),
    (Role.STORE_STAFF, "stores"),
    (Role.TREASURER, "books"),
    (Role.COOP_ADMIN, "today"),
    (Role.DELEGATE, "our-federation"),
    (Role.BOARD, "reviews"),
    (Role.REVIEWER, "reviews"),
    (Role.STATISTICIAN, "federation-members"),
)

WORDS = {
    Role.COURIER: _("courier"),
    Role.STORE_STAFF: _("restaurant"),
    Role.DISPATCHER: _("dispatcher"),
    Role.COOP_ADMIN: _("administrator"),
    Role.TREASURER: _("treasurer"),
    Role.DELEGATE: _("delegate"),
    Role.BOARD: _("board"),
    Role.REVIEWER: _("reviewer"),
    Role.STATISTICIAN: _("statistician"),
}


def home_of(door: Door) -> str:
    """The name of the page a person of these roles starts from."""
    return next((name for role, name in HOMES if role in door.roles), "today")


@login_required
def arrive(request: HttpRequest) -> HttpResponse:
    doors = doors_of(request.user.pk or 0)
    if len(doors) == 1:
        return redirect(home_of(doors[0]), doors[0].slug)
    choices = [
        (door, home_of(door), ", ".join(str(WORDS[Role(role)]) for role in door.roles)) for door in doors
    ]
    return render(request, "cooperatives/doors.html", {"choices": choices})


@allow(is_member)
def inside(request: TenantRequest) -> HttpResponse:
    """The co-op's own address: on to the page this person starts from."""
    found = request.cooperative
    door = Door(found.slug, found.name, found.kind, tuple(sorted(request.access.roles)))
    return redirect(home_of(door), door.slug)
