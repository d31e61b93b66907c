"""Address and bank account: the member's own, or entered for them by the treasurer."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from members.domain.iban import shown_iban
from members.models import PayrollProfile
from members.permissions import can_manage_members, can_read_own_work
from members.queries.contracts import member_here
from members.queries.profiles import profile_of
from members.queries.roster import worker_of
from members.services.profiles import Particulars, save_profile
from members.web.forms import done, posted


class ProfileForm(forms.Form):
    """Where the payslip and the pay go."""

    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=120, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=12, required=False)
    town = forms.CharField(label=gettext_lazy("Town"), max_length=80, required=False)
    country = forms.CharField(
        label=gettext_lazy("Country"),
        max_length=2,
        min_length=2,
        required=False,
        help_text=gettext_lazy("Two letters, like FR."),
    )
    iban = forms.CharField(
        label="IBAN",
        max_length=60,
        required=False,
        help_text=gettext_lazy("Your pay is transferred to this account."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["iban"].widget.attrs["autocomplete"] = "off"


@allow(can_manage_members)
@require_http_methods(["GET", "POST"])
def member_profile(request: TenantRequest, member_id: UUID) -> HttpResponse:
    found = member_here(member_id)
    if found is None:
        raise Http404
    back = reverse("member", args=[request.cooperative.slug, member_id])
    return _profile(request, member_id, name=found.name, back=back, is_own=False)


@allow(can_read_own_work)
@require_http_methods(["GET", "POST"])
def my_profile(request: TenantRequest) -> HttpResponse:
    worker = worker_of(request.user.pk)
    if worker is None:
        return render(request, "members/me_not_a_worker.html")
    back = reverse("my-profile", args=[request.cooperative.slug])
    return _profile(request, worker.courier_id, name=worker.name, back=back, is_own=True)


def _profile(request: TenantRequest, member_id: UUID, *, name: str, back: str, is_own: bool) -> HttpResponse:
    form = ProfileForm(posted(request), initial=_initial(profile_of(member_id), request))
    if form.is_valid() and done(
        form,
        lambda: save_profile(
            member_id=member_id,
            particulars=Particulars(**form.cleaned_data),
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect(back)
    context = {"form": form, "name": name, "back": back, "is_own": is_own}
    return render(request, "members/profile.html", context, status=422 if form.is_bound else 200)


def _initial(profile: PayrollProfile | None, request: TenantRequest) -> dict[str, str]:
    if profile is None:
        return {"country": request.cooperative.country}
    return {
        "street": profile.street,
        "postcode": profile.postcode,
        "town": profile.town,
        "country": profile.country,
        "iban": shown_iban(profile.iban),
    }
