"""Member-workers: the list, hiring, a member's contracts, address, account, tax rate and leave."""

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
from members.domain.contracts import minimum_wage
from members.domain.iban import shown_iban
from members.domain.leave import leave_rule
from members.models import Contract, MemberWorker
from members.permissions import can_manage_members
from members.queries.contracts import contracts_of, everyone_employed, member_here, rules_on
from members.queries.leave import leave_account_of, leave_credits_of
from members.queries.profiles import profile_of, withholding_of
from members.services.contracts import change_contract, employ, end_contract
from members.services.leave_credits import credit_leave, withdraw_credit
from members.services.profiles import enter_withholding_rate
from members.web.forms import (
    ContractForm,
    HireForm,
    amount_field,
    day_field,
    done,
    month_choices,
    posted,
    previous_month,
)

MONTHS_OFFERED = 5


class RateForm(forms.Form):
    """The tax office's rate from a month on; empty says the neutral grid."""

    since = forms.ChoiceField(label=gettext_lazy("From the month"))
    percent = amount_field(
        gettext_lazy("Rate, in percent"),
        required=False,
        help_text=gettext_lazy("Empty: the neutral grid applies."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=120,
        help_text=gettext_lazy("The tax office's message and its date."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["since"]
        assert isinstance(field, forms.ChoiceField)
        today = timezone.localdate()
        field.choices = month_choices(previous_month(today), MONTHS_OFFERED)
        field.initial = today.replace(day=1).isoformat()


class EndForm(forms.Form):
    ended_on = day_field(gettext_lazy("Last day"))


class CreditForm(forms.Form):
    """Days beside the accrual."""

    days = amount_field(gettext_lazy("Working days"))
    first = day_field(gettext_lazy("May be taken from"))
    last = day_field(gettext_lazy("To be taken until"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy(
            "Carried over after an illness (15 months from the notice, L3141-19-1), former books, an agreement."
        ),
    )


@allow(can_manage_members)
def people(request: TenantRequest) -> HttpResponse:
    """Everyone with their contract, those who have left at the end."""
    today = timezone.localdate()
    found = everyone_employed(today)
    to_look_at = sum(bool(one.warnings) for one in found)
    context = {"people": found, "to_look_at": to_look_at, "today": today}
    return render(request, "members/people.html", context)


@allow(can_manage_members)
@require_http_methods(["GET", "POST"])
def hire(request: TenantRequest) -> HttpResponse:
    today = timezone.localdate()
    form = HireForm(
        posted(request),
        grid=rules_on(today).grid,
        initial={"weekly_hours": 35, "started_on": today},
    )
    if form.is_valid():
        asked = form.cleaned_data
        made = done(
            form,
            lambda: employ(
                email=asked["email"],
                name=asked["name"],
                code=asked["code"],
                terms=form.terms(),
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if made:
            messages.success(request, _("%(name)s is hired.") % {"name": made.name})
            return redirect("member", request.cooperative.slug, made.pk)
    context = {"form": form, "today": today, **_floors(today)}
    return render(request, "members/hire.html", context, status=422 if form.is_bound else 200)


@allow(can_manage_members)
def member(request: TenantRequest, member_id: UUID) -> HttpResponse:
    """One member: contracts, leave, address and account, tax rate."""
    return _member_page(request, _found(member_id))


@allow(can_manage_members)
@require_http_methods(["GET", "POST"])
def contract_change(request: TenantRequest, member_id: UUID) -> HttpResponse:
    """Other hours, another rate, another kind: a new contract from a day on."""
    found, today = _found(member_id), timezone.localdate()
    contracts = contracts_of(member_id)
    form = ContractForm(posted(request), grid=rules_on(today).grid, initial=_initial(contracts))
    if form.is_valid() and done(
        form,
        lambda: change_contract(
            member_id=member_id, terms=form.terms(), by=actor_of(request), at=timezone.now()
        ),
    ):
        messages.success(request, _("The contract is signed."))
        return redirect("member", request.cooperative.slug, member_id)
    context = {
        "member": found,
        "form": form,
        "contracts": contracts,
        "today": today,
        **_floors(today),
    }
    return render(request, "members/contract.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_manage_members)
def contract_end(request: TenantRequest, member_id: UUID, contract_id: UUID) -> HttpResponse:
    found = _found(member_id)
    if contract_id not in {contract.pk for contract in contracts_of(member_id)}:
        raise Http404
    form = EndForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: end_contract(
            contract_id=contract_id,
            ended_on=form.cleaned_data["ended_on"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("The contract's last day is entered."))
        return redirect("member", request.cooperative.slug, member_id)
    return _member_page(request, found, end_form=form)


@require_POST
@allow(can_manage_members)
def withholding_rate(request: TenantRequest, member_id: UUID) -> HttpResponse:
    found = _found(member_id)
    form = RateForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: enter_withholding_rate(
            member_id=member_id,
            since=date.fromisoformat(form.cleaned_data["since"]),
            basis_points=basis_points_of(form.cleaned_data["percent"]),
            source=form.cleaned_data["source"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("The rate is entered."))
        return redirect("member", request.cooperative.slug, member_id)
    return _member_page(request, found, rate_form=form)


@require_POST
@allow(can_manage_members)
def leave_credit(request: TenantRequest, member_id: UUID) -> HttpResponse:
    found = _found(member_id)
    form = CreditForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: credit_leave(
            member_id=member_id, **form.cleaned_data, by=actor_of(request), at=timezone.now()
        ),
    ):
        messages.success(request, _("The days are credited."))
        return redirect("member", request.cooperative.slug, member_id)
    return _member_page(request, found, credit_form=form)


@require_POST
@allow(can_manage_members)
def leave_credit_withdraw(request: TenantRequest, member_id: UUID, credit_id: UUID) -> HttpResponse:
    _found(member_id)
    if credit_id not in {credit.pk for credit in leave_credits_of(member_id)}:
        raise Http404
    attempt(
        request,
        lambda: withdraw_credit(credit_id=credit_id, by=actor_of(request), at=timezone.now()),
        said=_("Taken back."),
    )
    return redirect("member", request.cooperative.slug, member_id)


def _member_page(
    request: TenantRequest,
    found: MemberWorker,
    *,
    end_form: EndForm | None = None,
    rate_form: RateForm | None = None,
    credit_form: CreditForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    profile = profile_of(found.pk)
    contracts = contracts_of(found.pk)
    context = {
        "member": found,
        "today": today,
        "contracts": contracts,
        "to_end": next((c for c in contracts if c.ended_on is None or c.ended_on >= today), None),
        "profile": profile,
        "iban": shown_iban(profile.iban) if profile else "",
        "rates": withholding_of(found.pk),
        "rule": leave_rule(request.cooperative.country, today),
        "account": leave_account_of(found.pk, today),
        "end_form": end_form or EndForm(),
        "rate_form": rate_form or RateForm(),
        "credit_form": credit_form or CreditForm(initial={"first": today}),
        "leave_credits": leave_credits_of(found.pk),
    }
    failed = any(form is not None for form in (end_form, rate_form, credit_form))
    return render(request, "members/member.html", context, status=422 if failed else 200)


def _found(member_id: UUID) -> MemberWorker:
    found = member_here(member_id)
    if found is None:
        raise Http404
    return found


def _initial(contracts: list[Contract]) -> dict[str, Any]:
    """The last contract's terms, to be changed."""
    if not contracts:
        return {}
    last = contracts[0]
    return {
        "kind": last.kind,
        "job_title": last.job_title,
        "weekly_hours": Decimal(last.weekly_minutes) / 60,
        "hourly_rate": Decimal(last.hourly_cents) / 100,
        "grid_class": last.grid_class,
        "short_hours_reason": last.short_hours_reason,
    }


def basis_points_of(percent: Decimal | None) -> int | None:
    """Hundredths of a percent; None stays None."""
    return None if percent is None else int((percent * 100).to_integral_value())


def _floors(today: date) -> dict[str, Any]:
    """What a contract of today is held against."""
    rules = rules_on(today)
    return {"minimum": minimum_wage(rules.country, today), "grid": list(rules.grid.on(today).values())}
