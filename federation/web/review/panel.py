"""Workers who would decide on appeals, and those whom the lot has chosen."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from federation.domain.review import terms
from federation.domain.review.deadlines import last_day, local_day
from federation.domain.review.membership import HAPPENED, Action
from federation.models import PanelVote
from federation.permissions import can_sit_in_panel
from federation.queries.review.appeals import own_consent, own_seat, own_seats
from federation.services.review.appealing import say_consent, vote_in_panel
from federation.web.review.showing import in_cooperative
from federation.web.rooms import rooms_for
from members.web.forms import done, posted

CHOICES = [("uphold", gettext_lazy("The decision stands")), ("overturn", gettext_lazy("The decision falls"))]


class VoteForm(forms.Form):
    verdict = forms.ChoiceField(
        label=gettext_lazy("What you decide"), choices=CHOICES, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The cooperative reads it; your name is not with it."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@allow(can_sit_in_panel)
@require_http_methods(["GET", "POST"])
def panel(request: TenantRequest) -> HttpResponse:
    """Whether one would sit in a panel, and the cases one was drawn for."""
    in_cooperative(request)
    if request.method == "POST":
        is_willing = "yes" in request.POST
        said = _("You may be drawn from now on.") if is_willing else _("You are not drawn any more.")
        attempt(
            request,
            lambda: say_consent(is_willing=is_willing, by=actor_of(request), at=timezone.now()),
            said=said,
        )
        return redirect("panel", request.cooperative.slug)
    voted = set(PanelVote.objects.values_list("seat_id", flat=True))
    seats = [(seat, seat.pk in voted, _until(request, seat)) for seat in own_seats(request.user.pk)]
    context = rooms_for(request, "panel") | {"consent": own_consent(request.user.pk), "seats": seats}
    return render(request, "federation/review/panel.html", context)


@allow(can_sit_in_panel)
@require_http_methods(["GET", "POST"])
def seat(request: TenantRequest, seat_id: UUID) -> HttpResponse:
    """The case, and one's own decision."""
    in_cooperative(request)
    found = own_seat(seat_id, request.user.pk)
    if found is None:
        raise Http404
    form = VoteForm(posted(request))
    if form.is_valid() and done(
        form,
        lambda: vote_in_panel(
            seat_id=seat_id,
            is_overturned=form.cleaned_data["verdict"] == "overturn",
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Decided. The panel's outcome comes once three agree."))
        return redirect("panel", request.cooperative.slug)
    context = rooms_for(request, "panel") | {
        "seat": found,
        "case": found.case,
        "happened": _(HAPPENED[Action(found.case["action"])]),
        "reasons": sorted(found.case["red_reasons"].items()),
        "vote": PanelVote.objects.filter(seat=found).first(),
        "until": _until(request, found),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "federation/review/seat.html", context, status=status)


def _until(request: TenantRequest, found: object) -> object:
    drawn_at = found.draw.drawn_at  # type: ignore[attr-defined]
    return last_day(local_day(drawn_at, request.cooperative.zone), terms.PANEL)
