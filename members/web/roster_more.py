"""Around the roster: requests to decide, templates of weeks, and what members can do and when."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.doing import attempt
from members.domain.roster import name_of_week, week_named
from members.permissions import can_decide_swap, can_plan_shifts
from members.queries.my_shifts import availability_here, members_here
from members.queries.roster_week import swaps_offered, swaps_to_decide, templates_here
from members.queries.terms import roster_terms
from members.services.availability import set_skills
from members.services.swapping import decide_swap
from members.services.templates import Applied, apply_template, drop_template, save_template
from members.web.roster import week_asked, week_links
from members.web.roster_forms import WEEKDAYS, SkillsForm, TemplateForm, refuse


@allow(can_decide_swap)
def requests(request: TenantRequest) -> HttpResponse:
    """Swaps that wait for a decision, and shifts that nobody has taken over yet."""
    context = {
        "to_decide": swaps_to_decide(),
        "offered": swaps_offered(),
        "terms": roster_terms(timezone.localdate()),
    }
    return render(request, "members/roster_requests.html", context)


@require_POST
@allow(can_decide_swap)
def decide(request: TenantRequest, swap_id: UUID) -> HttpResponse:
    """`decision` is approve or refuse."""
    is_approved = request.POST.get("decision") == "approve"
    attempt(
        request,
        lambda: decide_swap(
            swap_id=swap_id, is_approved=is_approved, by=actor_of(request), at=timezone.now()
        ),
        said=_("Approved: the shift has changed hands.")
        if is_approved
        else _("Refused: the shift stays where it was."),
    )
    return redirect("roster-requests", request.cooperative.slug)


@allow(can_plan_shifts)
@require_http_methods(["GET", "POST"])
def templates(request: TenantRequest) -> HttpResponse:
    """Templates, to plan the week of `?week=` by; and that week, to keep as one."""
    monday, is_post = week_asked(request), request.method == "POST"
    form = TemplateForm(request.POST if is_post else None)
    if is_post and form.is_valid():
        try:
            name = form.cleaned_data["name"]
            save_template(name=name, monday=monday, by=actor_of(request), at=timezone.now())
        except DomainError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The week is kept as a template."))
            return redirect(f"{request.path}?week={name_of_week(monday)}")
    context = {"templates": templates_here(), "form": form, **week_links(monday)}
    return render(request, "members/roster_templates.html", context, status=422 if is_post else 200)


@require_POST
@allow(can_plan_shifts)
def apply(request: TenantRequest, template_id: UUID) -> HttpResponse:
    """The template's shifts as drafts of a week."""
    monday = week_named(request.POST.get("week", ""))
    if monday is None:
        raise Http404
    applied = apply_template(template_id=template_id, monday=monday, by=actor_of(request), at=timezone.now())
    messages.success(request, _said(applied))
    return redirect(_roster(request, monday))


@require_POST
@allow(can_plan_shifts)
def forget(request: TenantRequest, template_id: UUID) -> HttpResponse:
    attempt(
        request,
        lambda: drop_template(template_id=template_id, by=actor_of(request)),
        said=_("The template is forgotten; the weeks planned by it stay."),
    )
    return redirect("roster-templates", request.cooperative.slug)


@allow(can_plan_shifts)
def people(request: TenantRequest) -> HttpResponse:
    """What each member is trained for and when they can work."""
    return _people_page(request)


@require_POST
@allow(can_plan_shifts)
def skills(request: TenantRequest, member_id: UUID) -> HttpResponse:
    """What one member is trained for."""
    form = SkillsForm(request.POST, prefix=str(member_id))
    if form.is_valid():
        try:
            set_skills(member_id=member_id, skills=form.cleaned_data["skills"], by=actor_of(request))
        except DomainError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Kept."))
            return redirect("roster-people", request.cooperative.slug)
    return _people_page(request, wrong=(member_id, form), status=422)


def _people_page(
    request: TenantRequest, *, wrong: tuple[UUID, SkillsForm] | None = None, status: int = 200
) -> HttpResponse:
    members, windows = members_here(), availability_here()
    if wrong and wrong[0] not in {member.pk for member in members}:
        raise Http404
    rows: list[dict[str, Any]] = [
        {
            "member": member,
            "form": wrong[1]
            if wrong and wrong[0] == member.pk
            else SkillsForm(initial={"skills": ", ".join(member.skills)}, prefix=str(member.pk)),
            "windows": [(WEEKDAYS[row.weekday], row) for row in windows.get(member.pk, ())],
        }
        for member in members
    ]
    return render(request, "members/roster_people.html", {"rows": rows}, status=status)


def _said(applied: Applied) -> str:
    if not applied.made:
        return _("The week already has every shift of this template.")
    said = ngettext("%(n)s shift drafted.", "%(n)s shifts drafted.", applied.made) % {"n": applied.made}
    if applied.left_open:
        left = ngettext(
            "%(n)s of them is open: its member cannot have it that week.",
            "%(n)s of them are open: their members cannot have them that week.",
            applied.left_open,
        )
        said = f"{said} {left % {'n': applied.left_open}}"
    return said


def _roster(request: TenantRequest, monday: date) -> str:
    return f"{reverse('roster', args=[request.cooperative.slug])}?week={name_of_week(monday)}"
