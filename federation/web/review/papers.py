"""What a co-op handed in, as files: statutes, papers of its dossier and of its plan, the dossier on paper."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from coopplatform.web.papers import pdf_file
from federation.adapters.dossier_pdf import rendered
from federation.permissions import can_see_register
from federation.queries.review.dossier import dossier_paper, newest_dossier
from federation.queries.review.reviews import (
    newest_application,
    newest_report,
    plan_paper,
    reply_to,
)
from federation.web.review.judged import judged
from federation.web.review.showing import (
    in_federation,
)


@allow(can_see_register)
@require_safe
def statutes(request: TenantRequest, member: str) -> HttpResponse:
    in_federation(request)
    found = newest_application(judged(request, member).pk, with_statutes=True)
    if found is None:
        raise Http404
    return pdf_file(bytes(found.statutes), found.statutes_name)


@allow(can_see_register)
@require_safe
def paper(request: TenantRequest, member: str, code: str) -> HttpResponse:
    """A paper of the released dossier."""
    in_federation(request)
    dossier = newest_dossier(judged(request, member).pk)
    found = dossier_paper(dossier.pk, code) if dossier else None
    if found is None:
        raise Http404
    return pdf_file(bytes(found.content), found.name)


@allow(can_see_register)
@require_safe
def item_paper(request: TenantRequest, item_id: UUID) -> HttpResponse:
    """What a co-op sent of an item of its plan."""
    in_federation(request)
    found = plan_paper(item_id)
    if found is None or found.content is None:
        raise Http404
    judged(request, found.item.member.slug)
    return pdf_file(bytes(found.content), found.name)


@allow(can_see_register)
@require_safe
def printed(request: TenantRequest, member: str) -> HttpResponse:
    """The released dossier on paper."""
    in_federation(request)
    found = judged(request, member)
    dossier, last = newest_dossier(found.pk), newest_report(found.pk)
    if dossier is None:
        raise Http404
    content = rendered(
        name=found.name,
        lines=dossier.lines,
        on=timezone.localdate(dossier.released_at),
        report=last,
        reply=reply_to(last.pk) if last else None,
    )
    return pdf_file(content, f"dossier-{member}.pdf")
