"""A member's own expenses and kilometres: asked for here, paid with the month once somebody else approves."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import NotFound
from coopplatform.web.doing import attempt
from members.permissions import can_read_own_work
from members.queries.closed import closed_months
from members.queries.roster import worker_of
from members.queries.variables import is_variable_asked_by, variables_asked_by
from members.services.variables import BY_MEMBER, ask_variable, withdraw_variable
from members.web.forms import done, month_choices, posted, previous_month
from members.web.variables import AmountForm

MONTHS_OFFERED = 4


class AskForm(AmountForm):
    """Of the last months whose pay is not approved."""

    month = forms.ChoiceField(label=gettext_lazy("Month"))

    field_order = ("kind", "month")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, kinds=BY_MEMBER, **kwargs)
        months = [today.replace(day=1)]
        while len(months) < MONTHS_OFFERED:
            months.append(previous_month(months[-1]))
        closed = {month.isoformat() for month in closed_months()}
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        offered = month_choices(months[-1], MONTHS_OFFERED)
        field.choices = [choice for choice in reversed(offered) if choice[0] not in closed]


@allow(can_read_own_work)
@require_http_methods(["GET", "POST"])
def my_expenses(request: TenantRequest) -> HttpResponse:
    worker = worker_of(request.user.pk)
    if worker is None:
        return render(request, "members/me_not_a_worker.html")
    form = AskForm(posted(request), today=timezone.localdate())
    if form.is_valid() and done(
        form,
        lambda: ask_variable(
            member_id=worker.courier_id,
            amount=form.amount_of(date.fromisoformat(form.cleaned_data["month"])),
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Sent. Once approved, it is paid with the month."))
        return redirect("my-expenses", request.cooperative.slug)
    context = {
        "form": form,
        "rows": variables_asked_by(worker.courier_id, str(actor_of(request))),
        "closed": closed_months(),
    }
    return render(request, "members/my_expenses.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_read_own_work)
def my_expense_withdraw(request: TenantRequest, variable_id: UUID) -> HttpResponse:
    """What one has entered oneself; anything else is not found."""
    if not is_variable_asked_by(variable_id, str(actor_of(request))):
        raise NotFound("no_variable", _("There is no such variable."))
    attempt(
        request,
        lambda: withdraw_variable(variable_id=variable_id, by=actor_of(request), at=timezone.now()),
        said=_("Taken back."),
    )
    return redirect("my-expenses", request.cooperative.slug)
