"""Reminders on pages: the co-op's steps and what goes next, and holding back an invoice's or a store's."""

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
from coopplatform.web.doing import attempt
from deliveries.domain.invoicing.reminders import EARLIEST, LATEST, MOST_STEPS, Step, Tone, working_day
from deliveries.domain.invoicing.terms import late_rules
from deliveries.models import ReminderSettings
from deliveries.permissions import can_keep_invoices
from deliveries.queries.invoices import invoice_for
from deliveries.queries.reminders import Plan, holds, reminder_plan
from deliveries.queries.stores import store_named
from deliveries.services.invoice_mails import reminders_due
from deliveries.services.reminders import hold_reminders, lift_hold, set_reminders
from members.web.forms import day_field, done, posted

TONES = {
    Tone.COMING: gettext_lazy("says that it will be due"),
    Tone.KIND: gettext_lazy("reminds kindly"),
    Tone.FIRM: gettext_lazy("reminds firmly"),
    Tone.FORMAL: gettext_lazy("is a formal notice"),
}
AHEAD_DAYS = 14


class RemindersForm(forms.Form):
    """The steps as pairs of fields `days_1`, `tone_1`, …; a pair without days is no step."""

    is_automatic = forms.BooleanField(
        label=gettext_lazy("Send reminders by themselves, on working days from nine to six"), required=False
    )
    late_rate = forms.DecimalField(
        label=gettext_lazy("Penalties for late payment, percent a year"),
        max_digits=5,
        decimal_places=2,
        required=False,
        localize=True,
        help_text=gettext_lazy("Empty: the rate of the law, for the half-years that are known here."),
    )
    late_rate_since = day_field(gettext_lazy("Of invoices due from"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tones = [(tone.value, words) for tone, words in TONES.items()]
        for number in range(1, MOST_STEPS + 1):
            self.fields[f"days_{number}"] = forms.IntegerField(
                label=_("Step %(number)s, days after the due day") % {"number": number},
                required=False,
                min_value=EARLIEST,
                max_value=LATEST,
            )
            self.fields[f"tone_{number}"] = forms.ChoiceField(
                label=_("Its letter"), choices=tones, initial=Tone.KIND.value
            )

    @property
    def step_fields(self) -> list[tuple[Any, Any]]:
        return [(self[f"days_{number}"], self[f"tone_{number}"]) for number in range(1, MOST_STEPS + 1)]

    def steps(self) -> list[Step]:
        asked = self.cleaned_data
        return [
            (asked[f"days_{number}"], Tone(asked[f"tone_{number}"]))
            for number in range(1, MOST_STEPS + 1)
            if asked[f"days_{number}"] is not None
        ]

    def rate(self) -> int | None:
        """In hundredths of a percent."""
        asked: Decimal | None = self.cleaned_data["late_rate"]
        return None if asked is None else int(asked * 100)


class HoldForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why no reminder goes"), max_length=200)
    is_contested = forms.BooleanField(label=gettext_lazy("The store contests this invoice"), required=False)


class StoreHoldForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why no reminder goes"), max_length=200)


@allow(can_keep_invoices)
@require_http_methods(["GET", "POST"])
def reminders(request: TenantRequest) -> HttpResponse:
    """The co-op's steps, what goes in the next two weeks, and what is held back."""
    plan, today = reminder_plan(), timezone.localdate()
    form = RemindersForm(posted(request), initial=_initial(plan))
    if form.is_bound and form.is_valid() and _kept(request, form):
        messages.success(request, _("Kept. Invoices go on with the step after their last one."))
        return redirect("invoice-reminders", request.cooperative.slug)
    coming = [(one, one.next_step(today)) for one in reminders_due(today, ahead=AHEAD_DAYS)]
    country = request.cooperative.country
    rate, rules = plan.late_rate(today), late_rules(country, today)
    context = {
        "form": form,
        "plan": plan,
        "coming": [(one, step[0], _day(step[1], plan), TONES[step[0].tone]) for one, step in coming if step],
        "holds": holds(),
        "rate": None if rate is None else rate / 100,
        "rules": rules,
        "today": today,
        "this_month": today.replace(day=1),
    }
    return render(request, "deliveries/reminders.html", context, status=422 if form.errors else 200)


@allow(can_keep_invoices)
@require_POST
def hold_invoice(request: TenantRequest, invoice_id: UUID) -> HttpResponse:
    """No reminder of this invoice; `lift` makes them go again."""
    found = invoice_for(request.access, invoice_id)
    if found is None:
        raise Http404
    _hold_or_lift(request, HoldForm(request.POST), found.store_id, found.pk)
    return redirect("invoice", request.cooperative.slug, invoice_id)


@allow(can_keep_invoices)
@require_POST
def hold_store(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """No reminder of any invoice of the store; `lift` makes them go again."""
    if store_named(store_id) is None:
        raise Http404
    _hold_or_lift(request, StoreHoldForm(request.POST), store_id, None)
    return redirect("store-billing", request.cooperative.slug, store_id)


def _day(day: date, plan: Plan) -> date:
    """When it goes: by itself on a working day only."""
    return working_day(day) if plan.is_automatic else day


def _hold_or_lift(request: TenantRequest, form: forms.Form, store_id: UUID, invoice_id: UUID | None) -> None:
    of: dict[str, Any] = {"store_id": store_id, "invoice_id": invoice_id}
    by: dict[str, Any] = {"by": actor_of(request), "at": timezone.now()}
    if "lift" in request.POST:
        attempt(request, lambda: lift_hold(**of, **by), said=_("Reminders go again."))
    elif form.is_valid():
        attempt(
            request,
            lambda: hold_reminders(**of, **form.cleaned_data, **by),
            said=_("No reminder goes for now."),
        )
    else:
        messages.error(request, _("Say why no reminder goes: the next one who keeps invoices reads it."))


def _kept(request: TenantRequest, form: RemindersForm) -> ReminderSettings | None:
    kept: ReminderSettings | None = done(
        form,
        lambda: set_reminders(
            is_automatic=form.cleaned_data["is_automatic"],
            steps=form.steps(),
            late_rate=form.rate(),
            late_rate_since=form.cleaned_data["late_rate_since"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    )
    return kept


def _initial(plan: Plan) -> dict[str, Any]:
    found: dict[str, Any] = {"is_automatic": plan.is_automatic}
    if plan.known and plan.known.late_rate is not None:
        found["late_rate"] = Decimal(plan.known.late_rate) / 100
        found["late_rate_since"] = plan.known.late_rate_since
    for level in plan.levels:
        found |= {f"days_{level.number}": level.after_days, f"tone_{level.number}": level.tone.value}
    return found
