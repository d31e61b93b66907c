"""At an assembly: the sheet of who is there, a motion's roll call, and how it is voted on."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.web.doing import attempt
from coopplatform.web.wording import explain, write
from members.domain.roll_call import BALLOTS, CHOICES, Ballot, Choice, Sheet, check_open, field_of, missing
from members.models import Assembly, MemberWorker, Motion
from members.permissions import can_call_assembly
from members.queries.assemblies import assembly_here
from members.queries.roll_calls import electorate_of, kept_sheet, motion_numbered, rolls_of
from members.services.roll_calls import choose_ballot, forget_roll_call, take_roll_call, write_attendance
from members.web.around import around
from members.web.forms import done, posted

ABSENT, HERE = "absent", "here"
MOST_AT_ONCE = 60
"""Among so many members a proxy may be given to anybody at once; among more, to whoever is on the sheet already."""


class SheetForm(forms.Form):
    """Of each member whether they are there, or who has their proxy."""

    def __init__(self, *args: Any, members: list[MemberWorker], sheet: Sheet | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        kept = sheet.carried_by if sheet else {}
        present = set(sheet.present) if sheet else set()
        self.is_in_two_steps = len(members) > MOST_AT_ONCE
        holders = [one for one in members if not self.is_in_two_steps or one.pk in present]
        others = [(str(one.pk), _("proxy to %(name)s") % {"name": one.name}) for one in holders]
        choices = [(ABSENT, _("not there")), (HERE, _("there in person")), *others]
        for one in members:
            holder = kept.get(one.pk)
            self.fields[field_of(one.pk)] = forms.ChoiceField(
                label=one.name,
                choices=[choice for choice in choices if choice[0] != str(one.pk)],
                initial=str(holder) if holder else HERE if one.pk in kept else ABSENT,
            )

    def rows(self) -> list[tuple[UUID, UUID | None]]:
        found: list[tuple[UUID, UUID | None]] = []
        for one in self.members:
            told = self.cleaned_data[field_of(one.pk)]
            if told != ABSENT:
                found.append((one.pk, None if told == HERE else UUID(told)))
        return found


class RollForm(forms.Form):
    """How each one who is there votes, and how each one they represent; nothing is filled in for them."""

    def __init__(self, *args: Any, names: dict[UUID, str], sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for member in sheet.voters:
            holder, name = sheet.carried_by[member], names.get(member, "–")
            label = _("%(name)s, represented by %(holder)s")
            self.fields[field_of(member)] = forms.ChoiceField(
                label=label % {"name": name, "holder": names.get(holder, "–")} if holder else name,
                choices=[(choice.value, _(CHOICES[choice])) for choice in Choice],
                widget=forms.RadioSelect,
                error_messages={"required": write(missing(member, sheet, names))},
            )

    def votes(self) -> list[tuple[UUID, Choice]]:
        return [(one, Choice(self.cleaned_data[field_of(one)])) for one in self.sheet.voters]


class BallotForm(forms.Form):
    ballot = forms.ChoiceField(
        label=gettext_lazy("How it is voted on"),
        choices=[(one.value, gettext_lazy(BALLOTS[one])) for one in Ballot],
    )


@allow(can_call_assembly)
@require_http_methods(["GET", "POST"])
def attendance(request: TenantRequest, assembly_id: UUID) -> HttpResponse:
    """The sheet of who is there and who is represented."""
    found = _assembly(assembly_id)
    form = SheetForm(posted(request), members=electorate_of(found), sheet=kept_sheet(found.pk))
    if form.is_valid():
        sheet = done(
            form,
            lambda: write_attendance(
                assembly_id=found.pk, rows=form.rows(), by=actor_of(request), at=timezone.now()
            ),
        )
        if sheet is not None:
            messages.success(request, _("Written down who is there."))
            return redirect("assembly", request.cooperative.slug, found.pk)
    context = {
        **around(request),
        "assembly": found,
        "form": form,
        "proxies_each": found.bound.proxies_each,
        "can_write": _can_write(found),
    }
    return render(request, "members/attendance.html", context, status=422 if form.errors else 200)


@allow(can_call_assembly)
@require_http_methods(["GET", "POST"])
def roll_call(request: TenantRequest, assembly_id: UUID, number: int) -> HttpResponse:
    """A motion's roll call: taken, taken anew, or taken back."""
    found = _assembly(assembly_id)
    motion = _motion(found, number)
    if request.method == "POST" and request.POST.get("do") == "forget":
        attempt(
            request,
            lambda: forget_roll_call(
                assembly_id=found.pk, number=number, by=actor_of(request), at=timezone.now()
            ),
            said=_("Taken back: enter this motion’s votes as they are counted."),
        )
        return redirect("assembly", request.cooperative.slug, found.pk)
    sheet = kept_sheet(found.pk)
    if sheet is None or motion.ballot != Ballot.OPEN:
        return _not_called(request, found, motion)
    roll = rolls_of([motion]).get(motion.pk, [])
    form = RollForm(
        posted(request),
        names={one.pk: one.name for one in electorate_of(found)},
        sheet=sheet,
        initial={
            field_of(member): vote.choice
            for vote in roll
            for member in (vote.member_id, *(sheet.carried(vote.member_id) if vote.voices > 1 else ()))
        },
    )
    if form.is_valid():
        counts = done(
            form,
            lambda: take_roll_call(
                assembly_id=found.pk,
                number=number,
                votes=form.votes(),
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if counts is not None:
            yes, no, blank = counts
            words = _("Roll call of motion %(n)s: %(yes)s for, %(no)s against, %(blank)s blank.")
            messages.success(request, words % {"n": number, "yes": yes, "no": no, "blank": blank})
            return redirect("assembly", request.cooperative.slug, found.pk)
    context = {
        **around(request),
        "assembly": found,
        "motion": motion,
        "form": form,
        "sheet": sheet,
        "is_taken": bool(roll),
        "voices": len(sheet.carried_by),
        "can_write": _can_write(found),
    }
    return render(request, "members/roll_call.html", context, status=422 if form.errors else 200)


@require_POST
@allow(can_call_assembly)
def ballot(request: TenantRequest, assembly_id: UUID, number: int) -> HttpResponse:
    """By show of hands, as an election of persons, or in secret."""
    attempt(
        request,
        lambda: choose_ballot(
            assembly_id=assembly_id,
            number=number,
            ballot=request.POST.get("ballot", ""),
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=_("Written down how motion %(n)s is voted on.") % {"n": number},
    )
    return redirect("assembly", request.cooperative.slug, assembly_id)


def _not_called(request: TenantRequest, found: Assembly, motion: Motion) -> HttpResponse:
    """Why there is no roll call: nobody may be named here, or it is not known yet who is there."""
    try:
        check_open(Ballot(motion.ballot))
    except NotAllowedNow as refused:
        messages.error(request, explain(refused))
        return redirect("assembly", request.cooperative.slug, found.pk)
    messages.error(request, _("Write down who is there first."))
    return redirect("assembly-sheet", request.cooperative.slug, found.pk)


def _assembly(assembly_id: UUID) -> Assembly:
    found = assembly_here(assembly_id)
    if found is None:
        raise Http404
    return found


def _motion(found: Assembly, number: int) -> Motion:
    motion = motion_numbered(found.pk, number)
    if motion is None:
        raise Http404
    return motion


def _can_write(found: Assembly) -> bool:
    return found.state == Assembly.State.CALLED and found.held_at <= timezone.now()
