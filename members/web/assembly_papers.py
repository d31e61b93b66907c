"""The papers of an assembly: every member reads them, who calls assemblies publishes them."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.papers import pdf_file, uploaded
from members.models import Assembly, AssemblyPaper
from members.permissions import can_call_assembly, can_read_assemblies
from members.queries.assemblies import assembly_here
from members.queries.assembly_papers import paper_here, papers_of
from members.services.assembly_papers import publish_paper
from members.web.around import around
from members.web.forms import done, posted


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Paper"), choices=AssemblyPaper.Kind.choices)
    paper = forms.FileField(label=gettext_lazy("PDF up to 5 MB"))


@allow(can_read_assemblies)
@require_http_methods(["GET", "POST"])
def assembly_papers(request: TenantRequest, assembly_id: UUID) -> HttpResponse:
    """All of them with the moment each was published; POST publishes one more."""
    found = assembly_here(assembly_id)
    may_publish = can_call_assembly.test(request.access)
    if found is None or (request.method == "POST" and not may_publish):
        raise Http404
    form = PaperForm(posted(request), request.FILES or None)
    if form.is_valid():
        made = done(
            form,
            lambda: publish_paper(
                assembly_id=assembly_id,
                kind=form.cleaned_data["kind"],
                paper=uploaded(form, "paper"),
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if made is not None:
            messages.success(request, _("Published: every member reads it from now on."))
            return redirect("assembly-papers", request.cooperative.slug, assembly_id)
    is_off = found.state == Assembly.State.CANCELLED
    context = {
        **around(request),
        "assembly": found,
        "papers": papers_of(found.pk),
        "form": form if may_publish and not is_off else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/assembly_papers.html", context, status=status)


@allow(can_read_assemblies)
@require_safe
def assembly_paper(request: TenantRequest, assembly_id: UUID, paper_id: UUID) -> HttpResponse:
    found = paper_here(assembly_id, paper_id)
    if found is None:
        raise Http404
    return pdf_file(bytes(found.content), found.name)
