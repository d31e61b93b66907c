"""Worked time as the co-op looks at it: a week's records, confirmed together or one by one, put right with a reason."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.doing import attempt
from members.domain.labour import Code
from members.domain.records import month_paying
from members.domain.roster import name_of_week, week_named
from members.permissions import can_confirm_records, can_correct_record
from members.queries.labour import findings
from members.queries.records import RecordShown, is_month_closed, record_shown, records_between
from members.services.records import confirm_matching, confirm_record, correct_record
from members.web.roster import week_asked, week_links
from members.web.roster_forms import CorrectionForm, refuse


@allow(can_confirm_records)
def records(request: TenantRequest) -> HttpResponse:
    """A week of worked time: what is open first, then what is closed."""
    monday = week_asked(request)
    sunday = monday + timedelta(days=6)
    shown = records_between(monday, sunday)
    no_break = {key for one in findings(monday, sunday) if one.code is Code.BREAK for key in one.keys}
    own = request.user.pk
    context = {
        "open": [one for one in shown if one.state != "closed"],
        "closed": [one for one in shown if one.state == "closed"],
        "now": timezone.now(),
        "matching": sum(_can_confirm_together(one, own) for one in shown),
        "no_break": no_break,
        "seconds": sum(one.record.paid_seconds for one in shown),
        "is_paid": is_month_closed(monday),
        **week_links(monday),
    }
    return render(request, "members/records.html", context)


@require_POST
@allow(can_confirm_records)
def confirm(request: TenantRequest, record_id: UUID) -> HttpResponse:
    """One record."""
    shown = record_shown(record_id)
    if shown is None:
        raise Http404
    attempt(
        request,
        lambda: confirm_record(record_id=record_id, by=actor_of(request), at=timezone.now()),
        said=_("Confirmed."),
    )
    return redirect(_week_of(request, shown))


@require_POST
@allow(can_confirm_records)
def confirm_all(request: TenantRequest) -> HttpResponse:
    """Every record of the week that went as planned."""
    monday = week_named(request.POST.get("week", ""))
    if monday is None:
        raise Http404
    count = confirm_matching(
        first=monday, last=monday + timedelta(days=6), by=actor_of(request), at=timezone.now()
    )
    said = ngettext("%(n)s record confirmed.", "%(n)s records confirmed.", count) % {"n": count}
    messages.success(request, said)
    return redirect(f"{reverse('records', args=[request.cooperative.slug])}?week={name_of_week(monday)}")


@allow(can_correct_record)
@require_http_methods(["GET", "POST"])
def record(request: TenantRequest, record_id: UUID) -> HttpResponse:
    """One record: plan and clock side by side, its corrections, and the form that makes another."""
    shown = record_shown(record_id)
    if shown is None:
        raise Http404
    is_post = request.method == "POST"
    form = CorrectionForm(shown, request.POST if is_post else None)
    if is_post and form.is_valid():
        try:
            correct_record(record_id=record_id, **form.facts(), by=actor_of(request), at=timezone.now())
        except DomainError as refused:
            refuse(form, refused, CorrectionForm.FIELDS)
        else:
            messages.success(request, _("Corrected. The member reads it, and agrees or contests."))
            return redirect(_week_of(request, shown))
    context = {
        "shown": shown,
        "form": form,
        "is_own": shown.record.member.user_id == request.user.pk,
        "is_paid": is_month_closed(shown.record.worked_on),
        "month": month_paying(shown.record.worked_on),
        "back": _week_of(request, shown),
    }
    return render(request, "members/record.html", context, status=422 if is_post else 200)


def _can_confirm_together(one: RecordShown, user_id: int) -> bool:
    return one.state == "coop" and one.is_as_planned and one.record.member.user_id != user_id


def _week_of(request: TenantRequest, shown: RecordShown) -> str:
    week = name_of_week(shown.record.worked_on)
    return f"{reverse('records', args=[request.cooperative.slug])}?week={week}"
