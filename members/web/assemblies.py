"""Assemblies: called with their motions, written down with their votes, by rules that the page names."""

from dataclasses import dataclass
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
from coopplatform.kernel.text import Sentence
from coopplatform.web.doing import attempt
from members.domain.assemblies import RESULTS, Result, Rules, floor_of, said
from members.domain.roll_call import BALLOTS, CHOICES, Ballot, Choice, Sheet
from members.models import Assembly, Motion, RollVote
from members.permissions import can_call_assembly, can_read_assemblies
from members.queries.assemblies import (
    assemblies,
    assembly_here,
    bound_on,
    members_on,
    motions_of,
)
from members.queries.assembly_papers import papers_of
from members.queries.roll_calls import counted, kept_sheet, rolls_of
from members.services.assemblies import call_again, call_assembly, cancel_assembly, record_assembly
from members.web.around import around
from members.web.forms import done, posted
from members.web.roll_calls import BallotForm

MINUTES = "%Y-%m-%dT%H:%M"
SHAPES = {Result.ADOPTED: "done", Result.REJECTED: "cancelled"}
STATES = {
    Assembly.State.CALLED: "sent",
    Assembly.State.HELD: "done",
    Assembly.State.CANCELLED: "cancelled",
}


def moment_field(label: Any) -> forms.DateTimeField:
    """A local moment, to the minute."""
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES)
    )


class CallForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What it is"), max_length=140)
    held_at = moment_field(gettext_lazy("When"))
    place = forms.CharField(label=gettext_lazy("Where"), max_length=200)
    motions = forms.CharField(
        label=gettext_lazy("Motions, one a line"), widget=forms.Textarea(attrs={"rows": 5})
    )


class AgainForm(forms.Form):
    held_at = moment_field(gettext_lazy("When"))


class VotesForm(forms.Form):
    """Heads, unless the sheet tells them, then the votes of each motion that was not taken by roll call."""

    members = forms.IntegerField(label=gettext_lazy("Members of the co-op"), min_value=1, max_value=100_000)
    present = forms.IntegerField(label=gettext_lazy("Present"), min_value=0, max_value=100_000)
    represented = forms.IntegerField(
        label=gettext_lazy("Represented by a proxy"), min_value=0, max_value=100_000, initial=0
    )
    most_proxies = forms.IntegerField(
        label=gettext_lazy("Proxies of whoever carried the most"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=gettext_lazy("Empty where the attendance sheet does not say."),
    )

    def __init__(self, *args: Any, motions: list[Motion], sheet: Sheet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.motions = motions
        if sheet is not None:
            del self.fields["present"], self.fields["represented"], self.fields["most_proxies"]
        for motion in motions:
            for name, label in (
                ("in_favour", _("%(n)s: for")),
                ("against", _("%(n)s: against")),
                ("blank", _("%(n)s: blank")),
            ):
                self.fields[f"{name}_{motion.number}"] = forms.IntegerField(
                    label=label % {"n": motion.number}, min_value=0, max_value=100_000, initial=0
                )

    def counts(self) -> dict[int, tuple[int, int, int]]:
        told = self.cleaned_data
        return {
            one.number: (
                told[f"in_favour_{one.number}"],
                told[f"against_{one.number}"],
                told[f"blank_{one.number}"],
            )
            for one in self.motions
        }


@allow(can_read_assemblies)
@require_http_methods(["GET", "POST"])
def all_assemblies(request: TenantRequest) -> HttpResponse:
    """By which rules one would be called today, and those there were."""
    may_call = can_call_assembly.test(request.access)
    if request.method == "POST" and not may_call:
        raise Http404
    form = CallForm(posted(request))
    if form.is_valid():
        told = form.cleaned_data
        made = done(
            form,
            lambda: call_assembly(
                title=told["title"],
                place=told["place"],
                held_at=told["held_at"],
                motions=told["motions"].splitlines(),
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if made is not None:
            messages.success(request, _("Called. Its rules stay as they are now."))
            return redirect("assembly", request.cooperative.slug, made.pk)
    bound = bound_on(timezone.localdate())
    context = {
        **around(request),
        **rules_shown(request, bound.rules, [one.as_json() for one in bound.raised]),
        "rows": [(one, STATES[Assembly.State(one.state)]) for one in assemblies()],
        "form": form if may_call else None,
    }
    return render(request, "members/assemblies.html", context, status=422 if form.is_bound else 200)


@allow(can_read_assemblies)
@require_http_methods(["GET", "POST"])
def assembly(request: TenantRequest, assembly_id: UUID) -> HttpResponse:
    """One assembly with its rules; once it has begun, its votes are written down here."""
    found = assembly_here(assembly_id)
    if found is None:
        raise Http404
    may_call = can_call_assembly.test(request.access)
    if request.method == "POST" and not may_call:
        raise Http404
    motions, sheet = motions_of(found.pk), kept_sheet(found.pk)
    rolls = rolls_of(motions)
    is_open = found.state == Assembly.State.CALLED
    form = VotesForm(
        posted(request),
        motions=[one for one in motions if one.pk not in rolls],
        sheet=sheet,
        initial={"members": members_on(timezone.localdate())},
    )
    if form.is_valid():
        told = form.cleaned_data
        held = done(
            form,
            lambda: record_assembly(
                assembly_id=found.pk,
                members=told["members"],
                present=told.get("present", 0),
                represented=told.get("represented", 0),
                most_proxies=told.get("most_proxies"),
                counts=form.counts(),
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if held is not None:
            messages.success(request, _("Written down, and counted by its rules."))
            return redirect("assembly", request.cooperative.slug, found.pk)
    return _page(request, found, motions, form if may_call and is_open else None, sheet, rolls)


@dataclass(frozen=True, slots=True)
class Row:
    """A motion as the page shows it: what it came to, its roll call, and how it is voted on.

    Of a roll call each vote, the choice in words, and who cast it for them.
    """

    motion: Motion
    words: str
    shape: str
    roll: list[tuple[RollVote, str, str]]
    counts: tuple[int, int, int] | None
    ballot: BallotForm | None

    @property
    def is_open_ballot(self) -> bool:
        return self.motion.ballot == Ballot.OPEN

    @property
    def ballot_words(self) -> str:
        return _(BALLOTS[Ballot(self.motion.ballot)])


def _row(motion: Motion, roll: list[RollVote], sheet: Sheet | None, may_choose: bool) -> Row:
    names: dict[UUID | None, str] = {vote.member_id: vote.member.name for vote in roll}
    holders = sheet.carried_by if sheet else {}
    is_counted, result = bool(motion.result), motion.result and Result(motion.result)
    counts = (
        (motion.in_favour, motion.against, motion.blank) if is_counted else counted(roll) if roll else None
    )
    return Row(
        motion,
        _(RESULTS[result]) if result else "",
        SHAPES.get(result, "late") if result else "",
        [
            (vote, _(CHOICES[Choice(vote.choice)]), names.get(holders.get(vote.member_id), ""))
            for vote in roll
        ],
        counts,
        BallotForm(auto_id=f"id_{motion.number}_%s", initial={"ballot": motion.ballot})
        if may_choose
        else None,
    )


def _page(
    request: TenantRequest,
    found: Assembly,
    motions: list[Motion],
    form: VotesForm | None,
    sheet: Sheet | None,
    rolls: dict[UUID, list[RollVote]],
) -> HttpResponse:
    may_call, again = can_call_assembly.test(request.access), found.again.order_by("-called_at").first()
    is_open = found.state == Assembly.State.CALLED
    is_again_possible = (
        found.state == Assembly.State.HELD
        and found.call < len(found.bound.calls)
        and any(one.result != Result.ADOPTED for one in motions)
        and (again is None or again.state == Assembly.State.CANCELLED)
    )
    context = {
        **around(request),
        **rules_shown(request, found.bound, found.raised),
        "assembly": found,
        "state": STATES[Assembly.State(found.state)],
        "motions": [_row(one, rolls.get(one.pk, []), sheet, may_call and is_open) for one in motions],
        "sheet": sheet,
        "papers": papers_of(found.pk),
        "has_begun": found.held_at <= timezone.now(),
        "is_open": is_open,
        "form": form,
        "again": again,
        "again_form": AgainForm() if may_call and is_again_possible else None,
        "may_call": may_call,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "members/assembly.html", context, status=status)


@require_POST
@allow(can_call_assembly)
def assembly_again(request: TenantRequest, assembly_id: UUID) -> HttpResponse:
    form, made = AgainForm(request.POST), []
    if not form.is_valid():
        messages.error(request, _("Write when it meets again."))
        return redirect("assembly", request.cooperative.slug, assembly_id)
    attempt(
        request,
        lambda: made.append(
            call_again(
                assembly_id=assembly_id,
                held_at=form.cleaned_data["held_at"],
                by=actor_of(request),
                at=timezone.now(),
            )
        ),
        said=_("Called again, by the same rules."),
    )
    return redirect("assembly", request.cooperative.slug, made[0].pk if made else assembly_id)


@require_POST
@allow(can_call_assembly)
def assembly_cancel(request: TenantRequest, assembly_id: UUID) -> HttpResponse:
    attempt(
        request,
        lambda: cancel_assembly(assembly_id=assembly_id, by=actor_of(request), at=timezone.now()),
        said=_("Called off."),
    )
    return redirect("assembly", request.cooperative.slug, assembly_id)


def rules_shown(request: TenantRequest, rules: Rules, raised: list[Any]) -> dict[str, Any]:
    """The rules in words, where they are from, and what the law changed in them."""
    return {
        "rules": said(rules),
        "origin": rules.origin or {},
        "raised": [Sentence.from_json(one) for one in raised],
        "is_law_known": floor_of(request.cooperative.legal_form) is not None,
    }
