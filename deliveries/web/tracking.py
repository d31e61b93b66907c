"""The recipient's page, behind an unguessable link."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from cooperatives.web.guards import open_to_anyone
from cooperatives.web.requests import TenantRequest
from deliveries.queries.tracking import tracking


@open_to_anyone
def track(request: TenantRequest, token: str) -> HttpResponse:
    found = tracking(token)
    if found is None:
        raise Http404
    return render(request, "deliveries/track.html", {"tracking": found})
