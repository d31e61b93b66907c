"""The register of members' shares, one member's capital account, and each member's own."""

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
from coopplatform.kernel.errors import Invalid
from coopplatform.web.doing import attempt
from coopplatform.web.tables import csv_file, units
from members.domain.surplus.capital import MOST_INSTALMENTS, ShareTerms
from members.models import MemberWorker
from members.permissions import can_keep_register, can_read_own_work
from members.queries.contracts import members_employed
from members.queries.roster import worker_of
from members.queries.shares import (
    CapitalAccount,
    capital_account,
    capital_accounts,
    capital_here,
    refunds_owed,
    terms_of_shares,
)
from members.queries.surplus import own_parts
from members.services.shares import pay_refund, refund_shares, subscribe_shares
from members.web.around import around
from members.web.forms import day_field, done, month_choices, posted

MONTHS_AHEAD = 6


class SubscribeForm(forms.Form):
    """Who subscribes how many, from which day, and how they are paid."""

    member = forms.TypedChoiceField(label=gettext_lazy("Member"), coerce=UUID)
    units = forms.IntegerField(label=gettext_lazy("Shares"), min_value=1)
    on = day_field(gettext_lazy("Day"))
    instalments = forms.IntegerField(
        label=gettext_lazy("Deductions on pay"),
        min_value=0,
        max_value=MOST_INSTALMENTS,
        required=False,
        help_text=gettext_lazy("How many months; empty where the shares are paid by bank."),
    )
    first_month = forms.TypedChoiceField(
        label=gettext_lazy("First month deducted"),
        coerce=date.fromisoformat,
        required=False,
        empty_value=None,
    )

    def __init__(self, *args: Any, members: list[MemberWorker], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member, month = self.fields["member"], self.fields["first_month"]
        assert isinstance(member, forms.ChoiceField)
        assert isinstance(month, forms.ChoiceField)
        member.choices = [(str(one.pk), one.name) for one in members]
        month.choices = [("", "–"), *month_choices(today, MONTHS_AHEAD)]


class RefundForm(forms.Form):
    units = forms.IntegerField(label=gettext_lazy("Shares refunded"), min_value=1)
    on = day_field(gettext_lazy("Day"))


@allow(can_keep_register)
@require_http_methods(["GET", "POST"])
def register(request: TenantRequest) -> HttpResponse:
    """Everyone's shares by entry, what is owed to those who left, and a new subscription."""
    today = timezone.localdate()
    terms = _terms(today)
    form = SubscribeForm(
        posted(request), members=members_employed(today, today), today=today, initial={"on": today}
    )
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        subscribed = done(
            form,
            lambda: subscribe_shares(
                member_id=asked["member"],
                units=asked["units"],
                on=asked["on"],
                instalments=asked["instalments"] or 0,
                first_month=asked["first_month"],
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if subscribed:
            messages.success(
                request, _("Subscribed, number %(number)s of the register.") % {"number": subscribed.number}
            )
            return redirect("register", request.cooperative.slug)
    accounts = capital_accounts()
    context = {
        **around(request),
        "accounts": accounts,
        "subscribed_cents": sum(account.subscribed_cents for account in accounts),
        "paid_in_cents": sum(account.paid_in_cents for account in accounts),
        "outstanding_cents": sum(account.outstanding_cents for account in accounts),
        "owed": refunds_owed(),
        "terms": terms,
        "capital": capital_here(terms),
        "form": form,
        "currency": request.cooperative.currency,
    }
    return render(request, "members/register.html", context, status=422 if form.is_bound else 200)


@allow(can_keep_register)
def register_csv(request: TenantRequest) -> HttpResponse:
    """Every movement of the register, in its order."""
    moves = sorted(
        (move for account in capital_accounts() for move in account.movements), key=lambda move: move.number
    )
    rows = [
        (
            move.number,
            move.on,
            move.member.name,
            move.kind,
            move.units,
            units(move.nominal_cents),
            units(move.cents),
        )
        for move in moves
    ]
    head = ("number", "date", "member", "kind", "shares", "nominal", "amount")
    return csv_file("register.csv", head, rows)


@allow(can_keep_register)
@require_http_methods(["GET", "POST"])
def account(request: TenantRequest, member_id: UUID) -> HttpResponse:
    """One member's capital account, and giving shares back."""
    found = capital_account(member_id)
    if found is None:
        raise Http404
    today = timezone.localdate()
    form = RefundForm(posted(request), initial={"on": today, "units": found.units})
    if form.is_bound and form.is_valid():
        refunded = done(
            form,
            lambda: refund_shares(
                member_id=member_id,
                units=form.cleaned_data["units"],
                on=form.cleaned_data["on"],
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if refunded:
            messages.success(request, _("Refunded and in the books: it is owed to the member now."))
            return redirect("capital-account", request.cooperative.slug, member_id)
    context = {
        **around(request),
        **_account_context(found),
        "form": form,
        "would_get_cents": _would_get(found, _terms(today)),
        "currency": request.cooperative.currency,
    }
    return render(request, "members/capital_account.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_keep_register)
def refund_paid(request: TenantRequest, refund_id: UUID) -> HttpResponse:
    attempt(
        request,
        lambda: pay_refund(
            refund_id=refund_id, on=timezone.localdate(), by=actor_of(request), at=timezone.now()
        ),
        said=_("Paid, and in the books."),
    )
    return redirect("register", request.cooperative.slug)


@allow(can_read_own_work)
def my_shares(request: TenantRequest) -> HttpResponse:
    """A member's own capital account and their parts of the surplus."""
    worker = worker_of(request.user.pk)
    if worker is None:
        return render(request, "members/me_not_a_worker.html")
    found = capital_account(worker.courier_id)
    context = {
        "worker": worker,
        "parts": own_parts(worker.courier_id),
        "last_year": timezone.localdate().year - 1,
        "currency": request.cooperative.currency,
        **(_account_context(found) if found else {"account": None}),
    }
    return render(request, "members/my_shares.html", context)


def _account_context(found: CapitalAccount) -> dict[str, Any]:
    return {
        "account": found,
        "movements": list(reversed(found.movements)),
        "payments": sorted(
            (payment for move in found.movements for payment in move.payments.all()),
            key=lambda payment: payment.on,
            reverse=True,
        ),
    }


def _would_get(found: CapitalAccount, terms: ShareTerms) -> int:
    """What all of a member's shares come to today."""
    paid_in = found.paid_in_cents
    return capital_here(terms).refund_cents(units=1, nominal_cents=paid_in) if paid_in else 0


def _terms(day: date) -> ShareTerms:
    """The statutes' terms; the plainest where those in force break an article."""
    try:
        return terms_of_shares(day)
    except Invalid:
        return ShareTerms()
