"""A member's shifts for their own calendar, behind an address that nobody can guess."""

from django.http import Http404, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from cooperatives.web.guards import open_to_anyone
from cooperatives.web.requests import TenantRequest
from coopplatform.web.limits import limited
from members.queries.calendar import calendar_of, member_by_token

PER_MINUTE = 60


@open_to_anyone
@require_GET
@limited("calendar", per_minute=PER_MINUTE)
def feed(request: TenantRequest, token: str) -> HttpResponse:
    """The secret is the key: a calendar program sends no other."""
    member = member_by_token(token)
    if member is None:
        raise Http404
    with translation.override(member.user.locale or request.cooperative.locale):
        body = calendar_of(member, timezone.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="shifts.ics"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, private=True, no_store=True)
    return response
