"""A co-op's side of the account at its exit: what is open, signed or contested, booked and paid."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from federation.models import ExitSent
from federation.permissions import can_book_dues, can_read_means, can_sign_settlement
from federation.queries.means.leaving import standing_of
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
        return redirect("leaving", request.cooperative.slug)
    return _page(request, status=422, moved_form=form)


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
        sent = {one.instalment: one.paid_on for one in ExitSent.objects.filter(settlement=standing.row.pk)}
        context |= standing_context(standing, today, sent, may_note=may_book)
        context |= account_context(standing.row.read.account)
    else:
        context |= account_context(own_account(today))
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
