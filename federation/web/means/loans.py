"""Shifts lent and borrowed: a courier's own word, the planner's asking, and what other co-ops offer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from federation.domain.means.loans import LoanState, amendment
from federation.domain.means.terms import Kind, Side
from federation.domain.means.uses import UseState
from federation.permissions import can_answer_loan, can_lend, can_read_means
from federation.queries.means.grants import in_force
from federation.queries.means.loans import LoanSeen, guests_here, loans_asked_of, loans_here, own_couriers
from federation.services.means.borrowing import decline_loan, take_loan
from federation.services.means.lending import answer_loan, ask_to_lend, withdraw_loan
from federation.web.here import of_a_cooperative
from federation.web.means.loan_forms import LoanForm
from federation.web.means.tabs import means_for
from members.web.forms import done, posted

SHOWN = 40
LOAN_WORDS = {
    LoanState.ASKED: ("waiting", gettext_lazy("the courier is asked")),
    LoanState.REFUSED: ("late", gettext_lazy("the courier said no")),
    LoanState.OFFERED: ("waiting", gettext_lazy("offered to the other co-op")),
    LoanState.TAKEN: ("sent", gettext_lazy("taken on")),
    LoanState.BEGUN: ("sent", gettext_lazy("at work there")),
    LoanState.DONE: ("part", gettext_lazy("ridden, hours to be entered")),
    LoanState.PAID: ("done", gettext_lazy("hours entered here")),
    LoanState.DECLINED: ("late", gettext_lazy("declined")),
    LoanState.FAILED: ("late", gettext_lazy("not ridden")),
    LoanState.WITHDRAWN: ("part", gettext_lazy("taken back")),
}
GUEST_WORDS = {
    UseState.ASKED: ("waiting", gettext_lazy("waits for our word")),
    UseState.TAKEN: ("sent", gettext_lazy("on our roster")),
    UseState.BEGUN: ("sent", gettext_lazy("at work here")),
    UseState.DONE: ("done", gettext_lazy("done, cost booked")),
    UseState.FAILED: ("late", gettext_lazy("not ridden")),
    UseState.DECLINED: ("late", gettext_lazy("declined")),
    UseState.WITHDRAWN: ("part", gettext_lazy("taken back by them")),
}
TAKEN_BACK = (LoanState.ASKED, LoanState.OFFERED, LoanState.TAKEN)


@allow(can_read_means)
@of_a_cooperative
@require_safe
def loans(request: TenantRequest) -> HttpResponse:
    """A courier finds what is asked of them; planners ask, and read what came of it."""
    return _page(request)


@allow(can_lend)
@of_a_cooperative
@require_POST
def ask(request: TenantRequest) -> HttpResponse:
    at = timezone.now()
    form = LoanForm(posted(request), grants=in_force(Kind.LEND, Side.GIVER, at), couriers=own_couriers(at))
    if form.is_valid() and done(
        form, lambda: ask_to_lend(**form.facts(), by=actor_of(request), at=timezone.now())
    ):
        return redirect("loans", request.cooperative.slug)
    return _page(request, form=form, status=422)


@allow(can_answer_loan)
@of_a_cooperative
@require_POST
def answer(request: TenantRequest, loan_id: UUID) -> HttpResponse:
    agrees = request.POST.get("answer") == "agreed"
    return _back(
        request,
        lambda: answer_loan(
            loan_id=loan_id,
            agrees=agrees,
            user_id=request.user.pk or 0,
            by=actor_of(request),
            at=timezone.now(),
        ),
        _("Agreed: it is on your roster, and the other co-op is asked.") if agrees else _("You said no."),
    )


@allow(can_lend)
@of_a_cooperative
@require_POST
def withdraw(request: TenantRequest, loan_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _back(
        request,
        lambda: withdraw_loan(loan_id=loan_id, reason=reason, by=actor_of(request), at=timezone.now()),
        _("Taken back."),
    )


@allow(can_lend)
@of_a_cooperative
@require_POST
def take(request: TenantRequest, use_id: UUID) -> HttpResponse:
    return _back(
        request,
        lambda: take_loan(use_id=use_id, by=actor_of(request), at=timezone.now()),
        _("Taken on: the guest is on your roster."),
    )


@allow(can_lend)
@of_a_cooperative
@require_POST
def decline(request: TenantRequest, use_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _back(
        request,
        lambda: decline_loan(use_id=use_id, reason=reason, by=actor_of(request), at=timezone.now()),
        _("Declined: they read why."),
    )


def _back(request: TenantRequest, service: Callable[[], Any], said: str) -> HttpResponse:
    attempt(request, service, said=said)
    return redirect("loans", request.cooperative.slug)


def _page(request: TenantRequest, *, form: LoanForm | None = None, status: int = 200) -> HttpResponse:
    at, here = timezone.now(), request.cooperative
    context = means_for(request, "loans") | {
        "asked_of_me": [_of_me(one, here.name) for one in loans_asked_of(request.user.pk or 0, at)],
        "plans": can_lend.test(request.access),
    }
    if context["plans"]:
        grants = in_force(Kind.LEND, Side.GIVER, at)
        context |= {
            "form": form or (LoanForm(grants=grants, couriers=own_couriers(at)) if grants else None),
            "lent": [
                {"seen": one, "shape": LOAN_WORDS[one.state][0], "word": LOAN_WORDS[one.state][1]}
                | {"to_take_back": one.state in TAKEN_BACK}
                for one in loans_here(at)[:SHOWN]
            ],
            "guests": [
                {"seen": one, "shape": GUEST_WORDS[one.state][0], "word": GUEST_WORDS[one.state][1]}
                | {"asks": one.state is UseState.ASKED, "to_decline": one.state is UseState.TAKEN}
                for one in guests_here(at)[:SHOWN]
            ],
        }
    return render(request, "federation/means/loans.html", context, status=status)


def _of_me(one: LoanSeen, giver: str) -> dict[str, Any]:
    return {
        "seen": one,
        "is_asked": one.state is LoanState.ASKED,
        "agreement": amendment(giver, one.partner),
        "word": LOAN_WORDS[one.state][1],
    }
