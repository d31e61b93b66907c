"""Who is away: a month at a glance, what is to decide, and entries from a paper."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.time import last_of_month
from coopplatform.web.doing import attempt
from members.domain.absence import AbsenceKind
from members.domain.calendar import DayAway, month_days, row_of
from members.domain.leave import leave_rule, working_days
from members.models import AbsenceRequest, MemberWorker
from members.models.absences import KINDS
from members.permissions import can_decide_absence
from members.queries.absences import absence_here, approved_in, shifts_in, to_decide
from members.queries.contracts import members_employed
from members.queries.leave import holidays_around, leave_accounts
from members.services.absences import (
    Days,
    approve_absence,
    cancel_absence,
    enter_absence,
    refuse_absence,
)
from members.web.forms import day_field, done, month_asked, next_month, posted, previous_month


class EnterForm(forms.Form):
    """A sick note, or what was agreed on by word."""

    member = forms.TypedChoiceField(label=gettext_lazy("Member"), coerce=UUID)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        initial=AbsenceKind.SICKNESS,
    )
    first = day_field(gettext_lazy("First day"))
    last = day_field(gettext_lazy("Last day"))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)
    in_advance = forms.BooleanField(
        label=gettext_lazy("Grant paid leave in advance, beyond the balance"), required=False
    )

    def __init__(self, *args: Any, members: list[MemberWorker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), one.name) for one in members]


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A request with what granting it means."""

    absence: AbsenceRequest
    days: int
    left: Any
    shifts: int
    words: Any


@allow(can_decide_absence)
@require_http_methods(["GET", "POST"])
def absences(request: TenantRequest) -> HttpResponse:
    """The month asked for, what waits for a decision, and the form for papers."""
    today = timezone.localdate()
    month = month_asked(request.GET.get("month", ""), today)
    members = members_employed(min(month, today), max(last_of_month(month), today))
    form = EnterForm(posted(request), members=members)
    if form.is_valid() and done(form, lambda: _entered(request, form.cleaned_data)):
        messages.success(request, _("Entered: the days count."))
        return redirect(request.get_full_path())
    asked = to_decide()
    granted = approved_in(month, last_of_month(month))
    context = {
        "form": form,
        "month": month,
        "before": previous_month(month),
        "after": next_month(month),
        "days": month_days(month, holidays_around(month, request.cooperative.country), today),
        "rows": _rows(request, members, month, granted, asked, today),
        "kinds": [(kind.value, words) for kind, words in KINDS.items()],
        "granted": [(row, KINDS[AbsenceKind(row.kind)]) for row in granted],
        "to_decide": _to_decide(request, asked, today),
        "has_rule": leave_rule(request.cooperative.country, today) is not None,
        "query": request.GET.urlencode(),
    }
    return render(request, "members/absences.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_decide_absence)
def absence_approve(request: TenantRequest, absence_id: UUID) -> HttpResponse:
    """Granted; beyond the balance only with the box that says so."""
    return _decided(
        request,
        absence_id,
        lambda: approve_absence(
            absence_id=absence_id,
            in_advance="in_advance" in request.POST,
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=_("Granted."),
    )


@require_POST
@allow(can_decide_absence)
def absence_refuse(request: TenantRequest, absence_id: UUID) -> HttpResponse:
    return _decided(
        request,
        absence_id,
        lambda: refuse_absence(
            absence_id=absence_id,
            reason=request.POST.get("reason", "")[:200],
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=_("Refused. The member reads why."),
    )


@require_POST
@allow(can_decide_absence)
def absence_cancel(request: TenantRequest, absence_id: UUID) -> HttpResponse:
    """Granted days taken back, to be entered otherwise."""
    return _decided(
        request,
        absence_id,
        lambda: cancel_absence(
            absence_id=absence_id,
            reason=request.POST.get("reason", "")[:200],
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=_("Taken back."),
    )


def _decided(request: TenantRequest, absence_id: UUID, service: Any, *, said: str) -> HttpResponse:
    if absence_here(absence_id) is None:
        raise Http404
    attempt(request, service, said=said)
    month = request.GET.get("month", "")
    answer = redirect("absences", request.cooperative.slug)
    if month:
        answer["Location"] += f"?month={month_asked(month, timezone.localdate()):%Y-%m}"
    return answer


def _entered(request: TenantRequest, asked: dict[str, Any]) -> AbsenceRequest:
    return enter_absence(
        member_id=asked["member"],
        days=Days(AbsenceKind(asked["kind"]), asked["first"], asked["last"], asked["note"]),
        in_advance=asked["in_advance"],
        by=actor_of(request),
        at=timezone.now(),
    )


def _rows(
    request: TenantRequest,
    members: list[MemberWorker],
    month: date,
    granted: list[AbsenceRequest],
    asked: list[AbsenceRequest],
    today: date,
) -> list[tuple[MemberWorker, list[DayAway]]]:
    """Everybody under contract with their days."""
    days = month_days(month, holidays_around(month, request.cooperative.country), today)

    def spans(rows: list[AbsenceRequest], member: MemberWorker) -> list[tuple[str, date, date]]:
        return [(row.kind, row.first, row.last) for row in rows if row.member_id == member.pk]

    return [(one, row_of(days, spans(granted, one), spans(asked, one))) for one in members]


def _to_decide(request: TenantRequest, asked: list[AbsenceRequest], today: date) -> list[ToDecide]:
    accounts = leave_accounts(today, of={row.member_id for row in asked}) if asked else {}
    shifts = shifts_in(asked, request.cooperative.zone)
    holidays = holidays_around(today, request.cooperative.country)
    return [
        ToDecide(
            row,
            working_days(row.first, row.last, holidays),
            accounts[row.member_id].left if row.member_id in accounts else None,
            shifts[row.id],
            KINDS[AbsenceKind(row.kind)],
        )
        for row in asked
    ]
