"""A member's own worked time: what waits for their word, what was corrected and why."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.doing import attempt
from members.permissions import can_read_own_work
from members.queries.records import latest_records, record_shown
from members.services.records import agree_to_record, contest_record
from members.web.my_shifts import member_here
from members.web.roster_forms import ContestForm, refuse


@require_GET
@allow(can_read_own_work)
def my_hours(request: TenantRequest) -> HttpResponse:
    """The latest records, those that wait for a word first."""
    return _page(request)


@require_POST
@allow(can_read_own_work)
def agree(request: TenantRequest, record_id: UUID) -> HttpResponse:
    member = member_here(request)
    attempt(
        request,
        lambda: agree_to_record(
            record_id=record_id, member_id=member.pk, by=actor_of(request), at=timezone.now()
        ),
        said=_("Agreed."),
    )
    return redirect("my-hours", request.cooperative.slug)


@require_POST
@allow(can_read_own_work)
def contest(request: TenantRequest, record_id: UUID) -> HttpResponse:
    """With a word about what is wrong."""
    member, shown = member_here(request), record_shown(record_id)
    if shown is None or shown.record.member_id != member.pk:
        raise Http404
    form = ContestForm(request.POST, prefix=str(record_id))
    if form.is_valid():
        try:
            contest_record(
                record_id=record_id,
                member_id=member.pk,
                note=form.cleaned_data["note"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except DomainError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The dispatcher sees that these times are contested."))
            return redirect("my-hours", request.cooperative.slug)
    return _page(request, wrong=(record_id, form), status=422)


def _page(
    request: TenantRequest, *, wrong: tuple[UUID, ContestForm] | None = None, status: int = 200
) -> HttpResponse:
    member = member_here(request)
    rows = [
        {
            "shown": shown,
            "is_open": bool(wrong and wrong[0] == shown.record.pk),
            "form": wrong[1]
            if wrong and wrong[0] == shown.record.pk
            else ContestForm(prefix=str(shown.record.pk)),
        }
        for shown in latest_records(member.pk, limit=30)
    ]
    waiting = [row for row in rows if row["shown"].state == "member"]  # type: ignore[attr-defined]
    rest = [row for row in rows if row not in waiting]
    context = {"waiting": waiting, "rest": rest, "member": member}
    return render(request, "members/my_hours.html", context, status=status)
