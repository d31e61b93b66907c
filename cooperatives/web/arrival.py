"""After login: to the one co-op, or to the choice of several; to the page of the first role."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cooperatives.domain.roles import Role
from cooperatives.queries.access import Door, doors_of

HOMES = (
    (Role.DISPATCHER, "board"),
    (Role.COURIER, "day"),
    (Role.STORE_STAFF, "stores"),
    (Role.TREASURER, "books"),
    (Role.COOP_ADMIN, "today"),
    (Role.REVIEWER, "federation-members"),
    (Role.STATISTICIAN, "federation-members"),
)


def home_of(door: Door) -> str:
    """The name of the page a person of these roles starts from."""
    return next((name for role, name in HOMES if role in door.roles), "today")


@login_required
def arrive(request: HttpRequest) -> HttpResponse:
    doors = doors_of(request.user.pk or 0)
    if len(doors) == 1:
        return redirect(home_of(doors[0]), doors[0].slug)
    return render(request, "cooperatives/doors.html", {"choices": [(door, home_of(door)) for door in doors]})
