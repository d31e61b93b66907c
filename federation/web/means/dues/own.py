"""A co-op's dues: what they are reckoned from, line by line, what is paid, and what they paid for."""

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
from federation.domain.means.dues_kinds import group_of
from federation.domain.means.dues_periods import Period
from federation.domain.means.dues_terms import BASES
from federation.permissions import can_book_dues, can_read_means, can_share_dues_base
from federation.queries.means.dues.calls import PeriodAccount, call_with, own_accounts
from federation.queries.means.dues.own import BaseAsked, bases_asked, calls_to_book, sent_by_call
from federation.queries.means.dues.statement import (
    built_with,
    own_statement,
    whole_statement,
    years_called,
)
from federation.queries.means.dues.terms import all_terms, is_adopted, is_pending, terms_on
from federation.services.means.dues.own import book_calls, send_payment
from federation.services.means.dues.sharing import declare_base, share_base
from federation.web.here import of_a_cooperative
from federation.web.means.dues.forms import DeclareForm, PaymentForm
from federation.web.means.dues.showing import (
    account_shown,
    base_shown,
    group_words,
    period_words,
    terms_shown,
    uses_shown,
)
from federation.web.means.tabs import means_for
from members.web.forms import cents_of, done


@allow(can_read_means)
@require_safe
@of_a_cooperative
def dues(request: TenantRequest) -> HttpResponse:
    return _page(request)


@require_POST
@allow(can_share_dues_base)
@of_a_cooperative
def dues_share(request: TenantRequest) -> HttpResponse:
    """The figure that stood on the page, and only that one."""
    period = _period(request)
    try:
        seen = int(request.POST.get("seen_cents", ""))
    except ValueError:
        raise Http404 from None
    attempt(
        request,
        lambda: share_base(period=period, seen_cents=seen, by=actor_of(request), at=timezone.now()),
        said=_("Shared with the federation."),
    )
    return redirect("dues", request.cooperative.slug)


@require_POST
@allow(can_share_dues_base)
@of_a_cooperative
def dues_declare(request: TenantRequest) -> HttpResponse:
    period = _period(request)
    form = DeclareForm(request.POST, auto_id=f"declare-{period}_%s")
    return _did(
        request,
        form,
        lambda: declare_base(
            period=period,
            cents=cents_of(form.cleaned_data["cents"]),
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=_("Declared to the federation."),
        declare_forms={str(period): form},
    )


@require_POST
@allow(can_book_dues)
@of_a_cooperative
def dues_book(request: TenantRequest) -> HttpResponse:
    """Every call that is not in the books yet."""
    attempt(
        request,
        lambda: book_calls(by=actor_of(request), at=timezone.now()),
        said=_("In your books: as a cost, and owed to the federation."),
    )
    return redirect("dues", request.cooperative.slug)


@require_POST
@allow(can_book_dues)
@of_a_cooperative
def dues_pay(request: TenantRequest, call_id: UUID) -> HttpResponse:
    form = PaymentForm(request.POST, auto_id=f"pay-{call_id}_%s")
    return _did(
        request,
        form,
        lambda: send_payment(
            call_id=call_id,
            cents=cents_of(form.cleaned_data["amount"]),
            paid_on=form.cleaned_data["paid_on"],
            is_booked_elsewhere=form.cleaned_data["is_booked_elsewhere"],
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=_("Noted, in your own books."),
        pay_forms={call_id: form},
    )


@allow(can_read_means)
@require_safe
@of_a_cooperative
def dues_pdf(request: TenantRequest, call_id: UUID) -> HttpResponse:
    """A call on paper."""
    call = call_with(call_id)
    if call is None or call.member_id != request.cooperative.pk:
        raise Http404
    return pdf_file(rendered(call), f"{call.number}.pdf")


def _did(
    request: TenantRequest, form: forms.Form, service: Callable[[], Any], *, said: str, **told: Any
) -> HttpResponse:
    """Done, and back to the page; or the page with what is wrong at its field."""
    if form.is_valid() and done(form, service):
        messages.success(request, said)
        return redirect("dues", request.cooperative.slug)
    return _page(request, status=422, **told)


def _page(
    request: TenantRequest,
    *,
    status: int = 200,
    declare_forms: Mapping[str, forms.Form] | None = None,
    pay_forms: Mapping[UUID, forms.Form] | None = None,
) -> HttpResponse:
    here = request.cooperative
    today = timezone.localdate(timezone.now(), here.zone)
    row, sent = terms_on(today), sent_by_call()
    asked, group = bases_asked(today), group_of(here.legal_form)
    context = means_for(request, "dues") | {
        "terms": terms_shown(row, group=group, currency=here.currency) if row else None,
        "coming": [
            terms_shown(one, group=group, currency=here.currency)
            for one in all_terms()
            if one.valid_from > today and (is_adopted(one) or is_pending(one))
        ],
        "group": group_words(group.value),
        "bases": [_asked(one, declare_forms or {}) for one in asked],
        "waiting": sum(one.shared is None for one in asked),
        "accounts": [
            account_shown(one, today, **_sent(one, sent, pay_forms or {}, today)) for one in own_accounts()
        ],
        "to_book": len(calls_to_book()),
        "may_share": can_share_dues_base.test(request.access),
        "may_book": can_book_dues.test(request.access),
    }
    return render(request, "federation/means/dues.html", context | _paid_for(request), status=status)


def _asked(one: BaseAsked, declare_forms: Mapping[str, forms.Form]) -> dict[str, Any]:
    period = str(one.period)
    form = declare_forms.get(period)
    return {
        "asked": one,
        "code": period,
        "period": period_words(period),
        "what": _(BASES[one.base]),
        "shared": base_shown(one.shared) if one.shared else "",
        "is_open": one.shared is None or one.is_moved,
        "form": form or DeclareForm(auto_id=f"declare-{period}_%s"),
        "is_refused": form is not None,
    }


def _sent(
    account: PeriodAccount, sent: Mapping[UUID, Any], pay_forms: Mapping[UUID, forms.Form], today: Any
) -> dict[str, Any]:
    """What the co-op paid by its own books, and the form for more."""
    own = [one for call in account.calls for one in sent.get(call.pk, ())]
    left, call = account.owed_cents - sum(one.cents for one in own), account.standing
    if call is None or left <= 0 or account.is_in_settlement:
        return {"sent": own, "form": None}
    form = pay_forms.get(call.pk) or PaymentForm(
        auto_id=f"pay-{call.pk}_%s", initial={"amount": left / 100, "paid_on": today}
    )
    return {"sent": own, "form": form, "is_refused": call.pk in pay_forms}


def _paid_for(request: TenantRequest) -> dict[str, Any]:
    """The statement of the year asked for, else of the newest."""
    years = years_called()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else next(iter(years), None)
    if year is None:
        return {"years": [], "year": None}
    own, whole = own_statement(year), whole_statement(year)
    built = built_with(request.cooperative.slug, year)
    return {
        "years": years,
        "year": year,
        "statement": own,
        "uses": uses_shown(own) if own else [],
        "whole": whole,
        "whole_uses": uses_shown(whole) if whole else [],
        "built": built,
        "built_cents": sum(one.paid_cents for one in built),
    }


def _period(request: TenantRequest) -> Period:
    try:
        return Period.parse(request.POST.get("period", ""))
    except Invalid:
        raise Http404 from None
