"""A co-op's side of the account at its exit: what is open, signed or contested, booked and paid."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from federation.models import ExitSent, ExitSettlement
from federation.permissions import can_book_dues, can_read_means, can_sign_settlement
from federation.queries.means.leaving import settlement_called, standing_of, standing_with
from federation.queries.means.open_here import leaves_on, own_account, partners_here, unseen_cents
from federation.services.means.leaving.own import answer_settlement, book_settlements, send_instalment
from federation.web.here import of_a_cooperative
from federation.web.means.leaving_shown import ContestForm, MovedForm, account_context, standing_context
from federation.web.means.tabs import means_for
from members.web.forms import done


@allow(can_read_means)
@require_safe
@of_a_cooperative
def account(request: TenantRequest) -> HttpResponse:
    """What is open with the federation and with others: as it was drawn up, else as it is now."""
    return _page(request)


@allow(can_read_means)
@require_safe
@of_a_cooperative
def earlier(request: TenantRequest, settlement_id: UUID) -> HttpResponse:
    """The account of an exit we came back from, with its own plan while that runs."""
    return _earlier_page(request, _agreed(request, settlement_id))


@require_POST
@allow(can_sign_settlement)
@of_a_cooperative
def answer(request: TenantRequest, settlement_id: UUID) -> HttpResponse:
    """Signed as it stood on the page, or contested."""
    by, at, sha256 = actor_of(request), timezone.now(), request.POST.get("sha256", "")
    if "sign" in request.POST:
        attempt(
            request,
            lambda: answer_settlement(
                settlement_id=settlement_id, sha256=sha256, is_agreed=True, by=by, at=at
            ),
            said=_("Signed. A second person of the federation confirms it now."),
        )
        return redirect("leaving", request.cooperative.slug)
    form = ContestForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: answer_settlement(
            settlement_id=settlement_id,
            sha256=sha256,
            is_agreed=False,
            reason=form.cleaned_data["reason"],
            by=by,
            at=at,
        ),
    ):
        messages.success(request, _("Contested: the federation reads why, and draws it up anew."))
        return redirect("leaving", request.cooperative.slug)
    return _page(request, status=422, contest_form=form)


@require_POST
@allow(can_book_dues)
@of_a_cooperative
def book(request: TenantRequest) -> HttpResponse:
    attempt(
        request,
        lambda: book_settlements(by=actor_of(request), at=timezone.now()),
        said=_("Your books hold your side of the settlement."),
    )
    return redirect("leaving", request.cooperative.slug)


@require_POST
@allow(can_book_dues)
@of_a_cooperative
def pay(request: TenantRequest, settlement_id: UUID) -> HttpResponse:
    form = MovedForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: send_instalment(
            settlement_id=settlement_id, **form.cleaned_data, by=actor_of(request), at=timezone.now()
        ),
    ):
        messages.success(request, _("Noted, in your own books."))
        if _is_earlier(request, settlement_id):
            return redirect("leaving-earlier", request.cooperative.slug, settlement_id)
        return redirect("leaving", request.cooperative.slug)
    if _is_earlier(request, settlement_id):
        return _earlier_page(request, _agreed(request, settlement_id), status=422, moved_form=form)
    return _page(request, status=422, moved_form=form)


def _agreed(request: TenantRequest, settlement_id: UUID) -> ExitSettlement:
    row = settlement_called(settlement_id)
    is_ours = row is not None and row.member_id == request.cooperative.pk
    if row is None or not is_ours or getattr(row, "agreed", None) is None:
        raise Http404
    return row


def _is_earlier(request: TenantRequest, settlement_id: UUID) -> bool:
    """Whether our account is of another exit by now, or settled."""
    now = standing_of(request.cooperative)
    return now is None or now.row is None or now.row.pk != settlement_id


def _page(
    request: TenantRequest,
    *,
    status: int = 200,
    contest_form: ContestForm | None = None,
    moved_form: MovedForm | None = None,
) -> HttpResponse:
    here, now = request.cooperative, timezone.now()
    today = timezone.localdate(now, here.zone)
    standing, may_book = standing_of(here), can_book_dues.test(request.access)
    context: dict[str, Any] = means_for(request, "leaving")
    if standing is not None and standing.row is not None:
        context |= standing_context(standing, today, _sent(standing.row), may_note=may_book)
        shown = standing.row.read.account
    else:
        shown = own_account(today)
    context |= account_context(shown, here=here.slug, earlier="leaving-earlier")
    context |= {
        "last_day": leaves_on(),
        "has_left": standing is not None and standing.has_left(today),
        "partners": partners_here(now),
        "unseen": unseen_cents(),
        "may_sign": can_sign_settlement.test(request.access),
        "may_book": may_book,
        "contest_form": contest_form or ContestForm(),
        "is_contesting": contest_form is not None,
        "moved_form": moved_form,
        "is_own": True,
    }
    return render(request, "federation/means/leaving.html", context, status=status)


def _earlier_page(
    request: TenantRequest, row: ExitSettlement, *, status: int = 200, moved_form: MovedForm | None = None
) -> HttpResponse:
    here, may_book = request.cooperative, can_book_dues.test(request.access)
    today = timezone.localdate(timezone.now(), here.zone)
    context: dict[str, Any] = means_for(request, "leaving")
    context |= standing_context(standing_with(row), today, _sent(row), may_note=may_book)
    context |= account_context(row.read.account, here=here.slug, earlier="leaving-earlier") | {
        "name": here.name,
        "back": reverse("leaving", args=[here.slug]),
        "to_note": reverse("leaving-pay", args=[here.slug, row.pk]),
        "moved_form": moved_form,
        "is_own": True,
    }
    return render(request, "federation/means/leaving_earlier.html", context, status=status)


def _sent(row: ExitSettlement) -> dict[int, date]:
    return {one.instalment: one.paid_on for one in ExitSent.objects.filter(settlement=row.pk)}
