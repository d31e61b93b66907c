"""Python extensions: a co-op switches on what the federation has allowed; the federation says what it has read."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.doing import attempt
from coopplatform.web.tables import csv_file
from coopplatform.web.wording import explain
from federation.domain.plugins import Report
from federation.permissions import can_review_plugin, can_see_commons, can_switch_plugin
from federation.queries.plugins import plugins
from federation.services.plugins import LEAST_WORDS, plugin_report, review_plugin, switch_plugin
from federation.web.here import of_a_cooperative, of_the_federation
from federation.web.rooms import rooms_for
from members.web.forms import done, month_asked


class PluginReviewForm(forms.Form):
    """What was read, and whether it may run."""

    name = forms.CharField(widget=forms.HiddenInput)
    record_sha256 = forms.CharField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=gettext_lazy("This build"),
        choices=[("allow", gettext_lazy("may run")), ("refuse", gettext_lazy("may not run"))],
    )
    words = forms.CharField(
        label=gettext_lazy("What you looked at, and why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=LEAST_WORDS,
        max_length=4000,
    )


@allow(can_see_commons)
@require_safe
@of_a_cooperative
def extensions(request: TenantRequest) -> HttpResponse:
    """What is installed, allowed, and switched on here."""
    context = rooms_for(request, "extensions") | {
        "plugins": plugins(),
        "can_switch": can_switch_plugin.test(request.access),
    }
    return render(request, "federation/extensions.html", context)


@require_POST
@allow(can_switch_plugin)
@of_a_cooperative
def extension_switch(request: TenantRequest) -> HttpResponse:
    is_on = request.POST.get("to") == "on"
    attempt(
        request,
        lambda: switch_plugin(
            name=request.POST.get("name", ""), is_on=is_on, by=actor_of(request), at=timezone.now()
        ),
        said=_("Switched on.") if is_on else _("Switched off."),
    )
    return redirect("extensions", request.cooperative.slug)


@allow(can_see_commons)
@require_safe
@of_a_cooperative
def extension_report(request: TenantRequest, name: str) -> HttpResponse:
    """What an extension makes of a month, as a page or as CSV."""
    month = _month(request)
    report: Report | None = None
    trouble = ""
    try:
        report = plugin_report(name=name, month=month)
    except DomainError as refused:
        if refused.status == 404:
            raise Http404 from None
        trouble = explain(refused)
    if report is not None and request.GET.get("as") == "csv":
        return csv_file(f"{name}-{month:%Y-%m}.csv", report.columns, report.rows)
    context = rooms_for(request, "extensions") | {
        "name": name,
        "report": report,
        "trouble": trouble,
        "month": month,
        "before": (month - timedelta(days=1)).replace(day=1),
    }
    return render(request, "federation/extension.html", context, status=200 if report else 409)


@allow(can_review_plugin)
@require_http_methods(["GET", "POST"])
@of_the_federation
def federation_extensions(request: TenantRequest) -> HttpResponse:
    """Every installed package, each with the form of its review."""
    form = PluginReviewForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        review = done(
            form,
            lambda: review_plugin(
                name=said["name"],
                record_sha256=said["record_sha256"],
                is_allowed=said["verdict"] == "allow",
                words=said["words"],
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if review is not None:
            return redirect("federation-extensions", request.cooperative.slug)
    rows: list[tuple[Any, PluginReviewForm]] = []
    for known in plugins():
        plugin = known.plugin
        is_sent = form.is_bound and form.data.get("name") == plugin.name
        initial = {"name": plugin.name, "record_sha256": plugin.record_sha256}
        rows.append(
            (known, form if is_sent else PluginReviewForm(initial=initial, auto_id=f"{plugin.name}_%s"))
        )
    return render(
        request,
        "federation/federation_extensions.html",
        {"rows": rows},
        status=422 if form.is_bound and not form.is_valid() else 200,
    )


def _month(request: TenantRequest) -> date:
    today = timezone.localdate(timezone.now(), request.cooperative.zone)
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    asked = request.GET.get("month", "")
    return month_asked(asked, last) if asked else last
