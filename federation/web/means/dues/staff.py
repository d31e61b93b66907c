"""The federation's dues: what is called and paid, period by period, and which bases are missing."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import Invalid
from coopplatform.web.doing import attempt
from coopplatform.web.papers import pdf_file
from federation.adapters.dues_pdf import rendered
from federation.domain.means.dues_periods import Period
from federation.models import DuesBase, DuesTerms
from federation.permissions import can_call_dues, can_confirm_dues, can_propose_dues, can_see_means
from federation.queries.means.dues.bases import bases_in
from federation.queries.means.dues.calls import PeriodAccount, all_accounts, call_with
from federation.queries.means.dues.members import Owing, owing_in
from federation.queries.means.dues.statement import whole_statement, years_called
from federation.queries.means.dues.terms import all_terms, periods, terms_for, terms_on
from federation.services.means.dues.calling import correct_call, issue_calls
from federation.services.means.dues.paying import receive_payment, take_payment_back
from federation.web.here import of_the_federation
from federation.web.means.dues.forms import PaymentForm
from federation.web.means.dues.showing import (
    account_shown,
    base_shown,
    group_words,
    payments_shown,
    period_words,
    terms_shown,
    uses_shown,
)
from federation.web.means.tabs import means_for
from members.web.forms import cents_of, done

PERIODS_SHOWN = 6


@allow(can_see_means)
@require_safe
@of_the_federation
def dues(request: TenantRequest) -> HttpResponse:
    return _page(request)


@require_POST
@allow(can_call_dues)
@of_the_federation
def dues_issue(request: TenantRequest) -> HttpResponse:
    """The calls of a period, all or none."""
    try:
        period = Period.parse(request.POST.get("period", ""))
    except Invalid:
        raise Http404 from None
    attempt(
        request,
        lambda: issue_calls(
            period=period,
            floor_for_missing=request.POST.get("floor_for_missing") == "on",
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=_("Called. Each co-op reads and books its own."),
    )
    return redirect("federation-dues", request.cooperative.slug)


@require_POST
@allow(can_call_dues)
@of_the_federation
def dues_correct(request: TenantRequest, call_id: UUID) -> HttpResponse:
    """A credit note, and the call anew."""
    attempt(
        request,
        lambda: correct_call(call_id=call_id, by=actor_of(request), at=timezone.now()),
        said=_("Taken back by a credit note, and called anew."),
    )
    return redirect("federation-dues", request.cooperative.slug)


@require_POST
@allow(can_call_dues)
@of_the_federation
def dues_received(request: TenantRequest, call_id: UUID) -> HttpResponse:
    """A payment that arrived."""
    form = PaymentForm(request.POST, auto_id=f"pay-{call_id}_%s")

    def receive() -> Any:
        said = form.cleaned_data
        return receive_payment(
            call_id=call_id,
            cents=cents_of(said["amount"]),
            paid_on=said["paid_on"],
            is_booked_elsewhere=said["is_booked_elsewhere"],
            by=actor_of(request),
            at=timezone.now(),
        )

    return _did(request, form, receive, call_id)


@require_POST
@allow(can_call_dues)
@of_the_federation
def dues_take_back(request: TenantRequest, payment_id: UUID) -> HttpResponse:
    """A payment noted in error."""
    attempt(
        request,
        lambda: take_payment_back(payment_id=payment_id, by=actor_of(request), at=timezone.now()),
        said=_("The payment is taken back."),
    )
    return redirect("federation-dues", request.cooperative.slug)


@allow(can_see_means)
@require_safe
@of_the_federation
def dues_pdf(request: TenantRequest, call_id: UUID) -> HttpResponse:
    """A call on paper."""
    call = call_with(call_id)
    if call is None:
        raise Http404
    return pdf_file(rendered(call), f"{call.number}.pdf")


def _did(request: TenantRequest, form: forms.Form, service: Callable[[], Any], call_id: UUID) -> HttpResponse:
    if form.is_valid() and done(form, service):
        messages.success(request, _("Noted and booked."))
        return redirect("federation-dues", request.cooperative.slug)
    return _page(request, status=422, pay_forms={call_id: form})


def _page(
    request: TenantRequest, *, status: int = 200, pay_forms: Mapping[UUID, forms.Form] | None = None
) -> HttpResponse:
    today = timezone.localdate(timezone.now(), request.cooperative.zone)
    shown = periods(today)[:PERIODS_SHOWN]
    accounts, owing, bases = all_accounts(), owing_in(shown), bases_in(shown)
    row = terms_on(today)
    years = years_called()
    whole = whole_statement(years[0]) if years else None
    may_call = can_call_dues.test(request.access)
    context = means_for(request, "federation-dues") | {
        "periods": [
            _period(one, accounts, owing[str(one)], bases, today, pay_forms or {}, may_call=may_call)
            for one in shown
        ],
        "terms": terms_shown(row) if row else None,
        "others": [terms_shown(one) for one in all_terms() if row is None or one.pk != row.pk],
        "me": request.user.pk,
        "whole": whole,
        "whole_uses": uses_shown(whole) if whole else [],
        "may_call": may_call,
        "may_propose": can_propose_dues.test(request.access),
        "may_confirm": can_confirm_dues.test(request.access),
    }
    return render(request, "federation/means/federation_dues.html", context, status=status)


def _period(
    period: Period,
    accounts: list[PeriodAccount],
    owing: list[Owing],
    bases: Mapping[tuple[int, str], DuesBase],
    today: Any,
    pay_forms: Mapping[UUID, forms.Form],
    *,
    may_call: bool,
) -> dict[str, Any]:
    """A period with its calls, and who still has none: with what base, or missing."""
    code, row = str(period), terms_for(period)
    own = [one for one in accounts if one.period == code]
    called = {one.member.pk for one in own}
    waiting = [(one, bases.get((one.cooperative.pk, code))) for one in owing]
    uncalled = [(one, base) for one, base in waiting if one.cooperative.pk not in called]
    rows = [
        account_shown(one, today, **_standing(one, bases, row, today, pay_forms, may_call=may_call))
        for one in own
    ]
    return {
        "code": code,
        "words": period_words(code),
        "is_over": period.is_over(today),
        "accounts": rows,
        "late": sum(one.shape == "late" for one in rows),
        "shared": [
            (one.cooperative.name, group_words(one.group), base_shown(base)) for one, base in uncalled if base
        ],
        "missing": [one.cooperative.name for one, base in uncalled if base is None],
        "uncalled": len(uncalled),
    }


def _standing(
    account: PeriodAccount,
    bases: Mapping[tuple[int, str], DuesBase],
    row: DuesTerms | None,
    today: Any,
    pay_forms: Mapping[UUID, forms.Form],
    *,
    may_call: bool,
) -> dict[str, Any]:
    """What the treasurer may do with a member's period."""
    call, base = account.standing, bases.get((account.member.pk, account.period))
    payments = payments_shown(account)
    if call is None or not may_call or account.is_in_settlement:
        return {"payments": payments, "form": None, "newer": ""}
    is_newer = (
        base is not None and row is not None and base.kind == row.terms.base and base.pk != call.base_id
    )
    form = None
    if account.left_cents > 0:
        form = pay_forms.get(call.pk) or PaymentForm(
            auto_id=f"pay-{call.pk}_%s", initial={"amount": account.left_cents / 100, "paid_on": today}
        )
    return {
        "payments": payments,
        "form": form,
        "is_refused": call.pk in pay_forms,
        "newer": base_shown(base) if base is not None and is_newer else "",
    }
