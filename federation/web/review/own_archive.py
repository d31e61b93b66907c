"""All of a co-op's data, for it to take along: at any time, member or not."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.streams import streamed
from federation.adapters.archive import archive_parts, archive_public_key
from federation.permissions import can_export_everything
from federation.queries.archive import tables
from federation.services.review.leaving import note_archive_taken
from federation.web.review.showing import in_cooperative
from federation.web.rooms import rooms_for


@allow(can_export_everything)
@require_safe
def archive(request: TenantRequest) -> HttpResponse:
    """What is in it, and how to check it."""
    in_cooperative(request)
    context = rooms_for(request, "archive") | {"public_key": archive_public_key(), "tables": len(tables())}
    return render(request, "federation/review/archive.html", context)


@allow(can_export_everything)
@require_safe
def archive_file(request: TenantRequest) -> StreamingHttpResponse:
    """The archive itself, sent as it is made; the journal keeps who took it."""
    in_cooperative(request)
    now = timezone.now()
    note_archive_taken(by=actor_of(request), at=now)
    name = f"{request.cooperative.slug}-{timezone.localdate(now).isoformat()}.zip"
    return streamed(name, "application/zip", archive_parts(now))
