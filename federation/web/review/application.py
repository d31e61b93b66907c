"""A co-op asks to belong: how it works, for everybody; the application, for those who write it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from coopplatform.web.papers import pdf_file, uploaded
from federation.domain.review.forms import forms_for
from federation.domain.review.membership import Action, possible
from federation.models import ApplicationDraft
from federation.permissions import can_apply
from federation.queries.membership import decided_state
from federation.queries.review.reviews import newest_application
from federation.services.review.applying import (
    ApplicationSaid,
    save_draft,
    submit_application,
    withdraw_application,
)
from federation.web.review.showing import in_cooperative, state_shape, state_word
from federation.web.rooms import rooms_for
from members.web.forms import done, posted


class ApplicationForm(forms.Form):
    """Nothing is asked until it is handed in: a draft may have gaps."""

    legal_form = forms.ChoiceField(label=gettext_lazy("Legal form"), required=False)
    founders = forms.CharField(
        label=gettext_lazy("Founders"),
        help_text=gettext_lazy("One a line: name, and what they do."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    plan = forms.CharField(
        label=gettext_lazy("Plan"),
        help_text=gettext_lazy("Why you want to belong, where you stand, what comes in the next two years."),
        widget=forms.Textarea(attrs={"rows": 10}),
        required=False,
    )
    statutes = forms.FileField(label=gettext_lazy("Statutes, PDF up to 5 MB"), required=False)

    def __init__(self, *args: object, country: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["legal_form"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose…")), *((form.code, _(form.name)) for form in forms_for(country))]

    @property
    def said(self) -> ApplicationSaid:
        facts = {name: self.cleaned_data[name] for name in ("legal_form", "founders", "plan")}
        return ApplicationSaid(**facts, statutes=uploaded(self, "statutes"))


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 3}))


@allow(can_apply)
@require_http_methods(["GET", "POST"])
def application(request: TenantRequest) -> HttpResponse:
    """The draft with what its statutes must say; or what was handed in, and how far it is."""
    in_cooperative(request)
    here, draft = request.cooperative, ApplicationDraft.objects.first()
    may_apply = Action.APPLY in possible(decided_state(here.pk))
    initial = {name: getattr(draft, name) for name in ("legal_form", "founders", "plan")} if draft else None
    form = ApplicationForm(posted(request), request.FILES or None, country=here.country, initial=initial)
    if request.method == "POST" and form.is_valid() and done(form, lambda: _save(request, form)):
        if "submit" in request.POST:
            messages.success(
                request, _("Your application is with the federation. It answers within 45 days.")
            )
            return redirect("membership", here.slug)
        messages.success(request, _("Kept. Nobody but you sees it."))
        return redirect("application", here.slug)
    chosen = form["legal_form"].value() or (draft.legal_form if draft else "")
    context = rooms_for(request, "membership") | {
        "form": form,
        "draft": ApplicationDraft.objects.first(),
        "may_apply": may_apply,
        "may_withdraw": Action.WITHDRAW in possible(decided_state(here.pk)),
        "handed_in": newest_application(here.pk),
        "forms": [one for one in forms_for(here.country) if not chosen or one.code == chosen],
        "withdraw_form": WithdrawForm(),
        "state_word": state_word(decided_state(here.pk)),
        "state_shape": state_shape(decided_state(here.pk)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "federation/review/application.html", context, status=status)


@require_POST
@allow(can_apply)
def withdraw(request: TenantRequest) -> HttpResponse:
    in_cooperative(request)
    attempt(
        request,
        lambda: withdraw_application(
            reason=request.POST.get("reason", ""), by=actor_of(request), at=timezone.now()
        ),
        said=_("Your application is taken back."),
    )
    return redirect("application", request.cooperative.slug)


@allow(can_apply)
@require_safe
def statutes(request: TenantRequest) -> HttpResponse:
    """The draft's statutes as they were added."""
    in_cooperative(request)
    draft = ApplicationDraft.objects.first()
    if draft is None or draft.statutes is None:
        raise Http404
    return pdf_file(bytes(draft.statutes), draft.statutes_name)


def _save(request: TenantRequest, form: ApplicationForm) -> object:
    by, at = actor_of(request), timezone.now()
    saved = save_draft(said=form.said, by=by, at=at)
    return submit_application(by=by, at=at) if "submit" in request.POST else saved
