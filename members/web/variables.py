"""A month's variables: entered by the treasurer, decided when a member asks, taken back until the pay is approved."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
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
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.time import last_of_month
from coopplatform.web.doing import attempt
from members.domain.pay.fr.allowances import BIKE_ALLOWANCES
from members.models import MemberWorker, PayVariable
from members.permissions import can_enter_variable
from members.queries.closed import closed_months
from members.queries.contracts import members_employed
from members.queries.variables import bike_km_cents, variable_here, variables_here, variables_to_decide
from members.services.variables import (
    BY_HAND,
    Amount,
    approve_variable,
    enter_variable,
    refuse_variable,
    withdraw_variable,
)
from members.web.forms import amount_field, cents_of, done, month_asked, next_month, posted, previous_month

ALLOWANCES = {
    "bike_km": gettext_lazy("A kilometre by bike"),
    "mobility_package_yearly": gettext_lazy("Sustainable mobility package, a year"),
    "mobility_package_with_transport_yearly": gettext_lazy("The same beside a transport pass, a year"),
}


class AmountForm(forms.Form):
    """An amount, or kilometres on one's own bike; `key` makes a form that is sent twice count once."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    amount = amount_field(gettext_lazy("Amount"), required=False)
    kilometres = forms.IntegerField(
        label=gettext_lazy("Kilometres"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("On one's own bike: the charter's rate gives the amount."),
    )
    note = forms.CharField(
        label=gettext_lazy("Where it comes from"),
        max_length=200,
        help_text=gettext_lazy("A receipt, a decision, a date."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, *args: Any, kinds: tuple[PayVariable.Kind, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.label) for kind in kinds]

    def clean(self) -> dict[str, Any]:
        """Of an amount the amount, of kilometres the kilometres."""
        cleaned = super().clean() or {}
        wanted = "kilometres" if cleaned.get("kind") == PayVariable.Kind.BIKE_KILOMETRES else "amount"
        if cleaned.get("kind") and cleaned.get(wanted) is None and wanted not in self.errors:
            self.add_error(wanted, self.fields[wanted].error_messages["required"])
        return cleaned

    def amount_of(self, month: date) -> Amount:
        """The cleaned entry, for a month."""
        asked = self.cleaned_data
        return Amount(
            kind=asked["kind"],
            month=month,
            note=asked["note"],
            key=asked["key"],
            cents=cents_of(asked["amount"] or Decimal(0)),
            kilometres=asked["kilometres"] or 0,
        )


class EnterForm(AmountForm):
    """Whose it is, too."""

    member = forms.TypedChoiceField(label=gettext_lazy("Member"), coerce=UUID)

    field_order = ("member",)

    def __init__(self, *args: Any, members: list[MemberWorker], **kwargs: Any) -> None:
        super().__init__(*args, kinds=BY_HAND, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), one.name) for one in members]


@allow(can_enter_variable)
@require_http_methods(["GET", "POST"])
def variables(request: TenantRequest) -> HttpResponse:
    """One month: what counts, what waits, the form."""
    month = month_asked(request.GET.get("month", ""), timezone.localdate())
    form = EnterForm(posted(request), members=members_employed(month, last_of_month(month)))
    if form.is_valid() and done(
        form,
        lambda: enter_variable(
            member_id=form.cleaned_data["member"],
            amount=form.amount_of(month),
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Entered: it counts in this month's pay."))
        return redirect(request.get_full_path())
    rows = [row for row in variables_here(month) if row.state == PayVariable.State.ENTERED]
    context = {
        "form": form,
        "month": month,
        "before": previous_month(month),
        "after": next_month(month),
        "rows": rows,
        "by_hand": BY_HAND,
        "to_decide": variables_to_decide(),
        "is_closed": month in closed_months(),
        "km_cents": _rate(month),
        "allowances": _allowances(request, month),
    }
    return render(request, "members/variables.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_enter_variable)
def variable_approve(request: TenantRequest, variable_id: UUID) -> HttpResponse:
    return _decided(
        request,
        variable_id,
        lambda: approve_variable(variable_id=variable_id, by=actor_of(request), at=timezone.now()),
        said=_("Approved: it counts in the month's pay."),
    )


@require_POST
@allow(can_enter_variable)
def variable_refuse(request: TenantRequest, variable_id: UUID) -> HttpResponse:
    return _decided(
        request,
        variable_id,
        lambda: refuse_variable(
            variable_id=variable_id,
            reason=request.POST.get("reason", "")[:200],
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=_("Refused. The member reads why."),
    )


@require_POST
@allow(can_enter_variable)
def variable_withdraw(request: TenantRequest, variable_id: UUID) -> HttpResponse:
    return _decided(
        request,
        variable_id,
        lambda: withdraw_variable(variable_id=variable_id, by=actor_of(request), at=timezone.now()),
        said=_("Taken back."),
    )


def _decided(
    request: TenantRequest, variable_id: UUID, service: Callable[[], Any], *, said: str
) -> HttpResponse:
    variable = variable_here(variable_id)
    if variable is None:
        raise Http404
    attempt(request, service, said=said)
    answer = redirect("variables", request.cooperative.slug)
    answer["Location"] += f"?month={variable.month:%Y-%m}"
    return answer


def _rate(month: date) -> int | None:
    """The charter's rate a kilometre; None while it has none."""
    try:
        return bike_km_cents(month)
    except Invalid:
        return None


def _allowances(request: TenantRequest, month: date) -> list[dict[str, Any]]:
    """What the law caps, in France, with source and doubt."""
    if request.cooperative.country != "FR":
        return []
    rows = [(words, BIKE_ALLOWANCES.row(name, month)) for name, words in ALLOWANCES.items()]
    return [{"words": words, "cents": cents_of(row.value), "row": row} for words, row in rows]
