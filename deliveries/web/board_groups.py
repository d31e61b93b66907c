"""Named groups: made, added to, taken out of, renamed, dissolved by the board's script; and more on the plain list."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, Invalid
from coopplatform.kernel.text import _ as mark
from coopplatform.web.wording import explain
from deliveries.domain.groups import LONGEST_NAME
from deliveries.permissions import can_adopt_plan
from deliveries.queries.board_state import Wanted
from deliveries.queries.groups import Grouped, group_called, queue_version
from deliveries.services.group_names import rename_group
from deliveries.services.grouping import add_to_group, dissolve_group, make_group, take_out_of_group
from deliveries.services.moving import Move, Moved, move_stops
from deliveries.services.undoing import undo_last
from deliveries.web.board import UNDO_SECONDS, shown
from deliveries.web.board_json import answer, body_of, id_of, ids_of, refused_now, state_now, told, whole
from deliveries.web.board_words import words_of

Asked = dict[str, Any]


@allow(can_adopt_plan)
@require_POST
@told
def group(request: TenantRequest) -> HttpResponse:
    """`act`: make, add, take_out, rename, dissolve. 409 with what is true now for whoever saw less."""
    asked, by = body_of(request), actor_of(request)
    doing = ACTS.get(str(asked.get("act")))
    if doing is None:
        raise Invalid("unknown_act", mark("This was not understood: load the page again and try once more."))
    named = [id_of(asked["group"])] if asked.get("group") else []
    concerned = Wanted(deliveries=ids_of(asked.get("deliveries")), groups=named)
    try:
        made: Moved = doing(asked, by)
    except DomainError as refused:
        return refused_now(refused, concerned)
    state = state_now(Wanted(deliveries=made.deliveries, couriers=made.couriers))
    return answer({"words": words_of(made.row), "state": state, "undo": True})


def _make(asked: Asked, by: Actor) -> Moved:
    jobs = ids_of(asked.get("deliveries"))
    return make_group(name=str(asked.get("name", "")), delivery_ids=jobs, by=by, at=timezone.now())


def _existing(service: Callable[..., Moved], *, has_orders: bool = True) -> Callable[[Asked, Actor], Moved]:
    def run(asked: Asked, by: Actor) -> Moved:
        jobs = {"delivery_ids": ids_of(asked.get("deliveries"))} if has_orders else {}
        seen, at = whole(asked.get("version")), timezone.now()
        return service(group_id=id_of(asked.get("group")), seen_version=seen, by=by, at=at, **jobs)

    return run


def _rename(asked: Asked, by: Actor) -> Moved:
    return rename_group(
        group_id=id_of(asked.get("group")),
        name=str(asked.get("name", "")),
        seen_version=whole(asked.get("version")),
        by=by,
        at=timezone.now(),
    )


ACTS: dict[str, Callable[[Asked, Actor], Moved]] = {
    "make": _make,
    "rename": _rename,
    "add": _existing(add_to_group),
    "take_out": _existing(take_out_of_group),
    "dissolve": _existing(dissolve_group, has_orders=False),
}


class MakeForm(forms.Form):
    """The orders ticked on the list, and what they are called together; or the group they join."""

    name = forms.CharField(label=gettext_lazy("Name of the group"), max_length=LONGEST_NAME, required=False)
    group = forms.UUIDField(required=False)

    def deliveries(self) -> tuple[UUID, ...]:
        """Those ticked. Raises Invalid for what is no id."""
        assert isinstance(self.data, QueryDict)
        return ids_of(self.data.getlist("delivery"))


class GroupForm(forms.Form):
    """What is to be done to a group that was seen in this version."""

    ACTS = ("give", "take-back", "rename", "dissolve")

    version = forms.IntegerField(min_value=0)
    act = forms.ChoiceField(choices=[(act, act) for act in ACTS], required=False)
    courier = forms.UUIDField(required=False)
    name = forms.CharField(required=False)
    out = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("act") == "give" and not self.cleaned_data.get("courier"):
            raise forms.ValidationError("courier")
        return self.cleaned_data


@allow(can_adopt_plan)
@require_POST
def make(request: TenantRequest) -> HttpResponse:
    """On the list: the ticked orders become a group, or join one."""
    form = MakeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the group a name of at most 60 letters."))
        return shown(request, status=422)
    asked, by, at = form.cleaned_data, actor_of(request), timezone.now()

    def make_or_add() -> Moved:
        if not asked["group"]:
            return make_group(name=asked["name"], delivery_ids=form.deliveries(), by=by, at=at)
        found = _found(asked["group"])
        return add_to_group(
            group_id=found.id, delivery_ids=form.deliveries(), seen_version=found.version, by=by, at=at
        )

    return _done(request, make_or_add)


@allow(can_adopt_plan)
@require_POST
def change(request: TenantRequest, group_id: UUID) -> HttpResponse:
    """On the list: give the group to a courier, take it back, rename it, take an order out (`out`), dissolve it."""
    found, form = _found(group_id), GroupForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a courier for this group."))
        return shown(request, status=422)
    asked, by, at = form.cleaned_data, actor_of(request), timezone.now()
    common: dict[str, Any] = {"group_id": group_id, "seen_version": asked["version"], "by": by, "at": at}
    doing: dict[str, Callable[[], Moved]] = {
        "give": lambda: _given(found, asked["courier"], asked["version"], by),
        "take-back": lambda: _given(found, None, asked["version"], by),
        "rename": lambda: rename_group(name=asked["name"], **common),
        "dissolve": lambda: dissolve_group(**common),
        "": lambda: take_out_of_group(delivery_ids=[asked["out"]] if asked["out"] else [], **common),
    }
    return _done(request, doing[asked["act"]])


@allow(can_adopt_plan)
@require_POST
def undo(request: TenantRequest) -> HttpResponse:
    """On the list: take back the dispatcher's newest move that stands."""
    try:
        done = undo_last(by=actor_of(request), at=timezone.now())
    except DomainError as refused:
        messages.error(request, explain(refused))
        return shown(request, status=refused.status)
    if done.refused is not None:
        words = _("%(move)s: %(why)s") % {"move": words_of(done.row), "why": explain(done.refused)}
        messages.error(request, words)
        return shown(request, status=409)
    messages.success(request, _("Undone: %(move)s") % {"move": words_of(done.row)})
    return shown(request) if request.htmx else redirect("board-list", request.cooperative.slug)


def _given(found: Grouped, to: UUID | None, version: int, by: Actor) -> Moved:
    """The whole group to a courier, or to nobody: whoever saw another version of it is told."""
    couriers = {each for each in (found.holder, to) if each}
    seen = {courier_id: queue_version(courier_id) for courier_id in couriers}
    move = Move(to, found.jobs, seen=seen, groups={found.id: version})
    return move_stops(move=move, by=by, at=timezone.now())


def _found(group_id: UUID) -> Grouped:
    found = group_called(group_id)
    if found is None:
        raise Http404
    return found


def _done(request: TenantRequest, act: Callable[[], Moved]) -> HttpResponse:
    """The list with the bar that takes it back; without a script, on the page that follows."""
    try:
        made = act()
    except DomainError as refused:
        messages.error(request, explain(refused))
        return shown(request, status=refused.status)
    url = reverse("board-list-undo", args=[request.cooperative.slug])
    if request.htmx:
        return shown(request, undo={"words": words_of(made.row), "url": url, "seconds": UNDO_SECONDS})
    return redirect(f"{reverse('board-list', args=[request.cooperative.slug])}?moved={made.row.pk}")
