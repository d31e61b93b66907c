"""A policy tried on our own past, adopted by our own vote, and taken back by another."""

from collections.abc import Mapping
from datetime import date
from typing import Any
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
from cooperatives.web.periods import DayInput
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.text import Sentence
from coopplatform.web.wording import explain, show
from deliveries.queries.stores import stores_of
from federation.domain.commons.document import Document, Parameter
from federation.domain.commons.kinds import KINDS
from federation.models import PolicyDecision, PolicyReplay
from federation.permissions import can_adopt_policy, can_replay_policy, can_see_commons
from federation.queries.commons.desk import decision_here, decisions, in_use, replay_here, standing_decision
from federation.queries.commons.registry import Entry, Known, entries_of, entry_of, policy_called
from federation.queries.letters import people
from federation.services.commons.adopting import OF_THE_FEDERATION, adopt_version, undo_decision
from federation.services.commons.replaying import ask_replay
from federation.web.commons.letters import shown as shown_letter
from federation.web.here import of_a_cooperative
from federation.web.rooms import rooms_for
from members.web.forms import amount_field, cents_of, done

WORST_SHOWN = 60


class TryForm(forms.Form):
    """The co-op's own values of a policy, and for prices the stores that would get the list."""

    def __init__(
        self, *args: Any, document: Document, stores: list[tuple[str, str]], currency: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        for name, one in document.parameters.items():
            self.fields[f"p_{name}"] = _field(one, currency)
        if document.kind == "pricing":
            self.fields["name"] = forms.CharField(
                label=_("Name of the price list"), max_length=80, initial=document.title
            )
            self.fields["store_ids"] = forms.MultipleChoiceField(
                label=_("Stores that would get it"),
                choices=stores,
                widget=forms.CheckboxSelectMultiple,
                initial=[key for key, _name in stores],
            )

        if document.kind == "document_template":
            self.fields["member_id"] = forms.ChoiceField(
                label=_("A real letter, for"), choices=people(timezone.localdate())
            )

    def values(self) -> dict[str, int]:
        """Each parameter as a whole number of its unit."""
        found = {}
        for name, one in self.document.parameters.items():
            value = self.cleaned_data[f"p_{name}"]
            found[name] = cents_of(value) if one.unit == "cents" else int(value)
        return found

    def target(self) -> dict[str, Any]:
        return {
            key: self.cleaned_data[key]
            for key in ("name", "store_ids", "member_id")
            if key in self.cleaned_data
        }


def _field(one: Parameter, currency: str) -> forms.Field:
    bounds = _("From %(least)s to %(most)s.") % {
        "least": show(one.shown(one.least, currency)),
        "most": show(one.shown(one.most, currency)),
    }
    if one.unit == "cents":
        initial = None if one.default is None else one.default / 100
        return amount_field(one.says, help_text=bounds, initial=initial)
    return forms.IntegerField(label=one.says, help_text=bounds, initial=one.default)


class DecideForm(forms.Form):
    """The vote behind a decision, and from when it holds."""

    minute = forms.CharField(
        label=gettext_lazy("The vote that decided it"),
        min_length=10,
        max_length=300,
        help_text=gettext_lazy("Meeting, day and number of the resolution, as in the minutes."),
    )
    valid_from = forms.DateField(label=gettext_lazy("In force from"), widget=DayInput)


@allow(can_replay_policy)
@require_http_methods(["GET", "POST"])
@of_a_cooperative
def try_policy(request: TenantRequest, author: str, policy: str) -> HttpResponse:
    """Our values, then the trial."""
    entry = policy_called(author, policy)
    number = request.GET.get("version", "")
    known = (entry.version(number) if number else entry.published or entry.shown) if entry else None
    if entry is None or known is None:
        raise Http404
    document = known.document
    stores = [(str(store.pk), store.name) for store in stores_of(request.access)]
    form = TryForm(
        request.POST or None,
        document=document,
        stores=stores,
        currency=request.cooperative.currency,
        initial=_our_values(entry, document),
    )
    if form.is_valid():
        replay = _asked(form, known, request)
        if replay is not None:
            return redirect("commons-trial", request.cooperative.slug, replay.pk)
    context = rooms_for(request, "commons") | {
        "entry": entry,
        "known": known,
        "document": document,
        "form": form,
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "federation/commons/try.html", context, status=status)


def _asked(form: TryForm, known: Known, request: TenantRequest) -> PolicyReplay | None:
    try:
        return ask_replay(
            version_id=known.version.pk,
            values=form.values(),
            target=form.target(),
            by=actor_of(request),
            at=timezone.now(),
        )
    except DomainError as refused:
        name = f"p_{refused.field}" if f"p_{refused.field}" in form.fields else refused.field
        form.add_error(name if name in form.fields else None, explain(refused))
        return None


def _our_values(entry: Entry, document: Document) -> dict[str, Any]:
    """What we filled in when we last decided to use this policy."""
    ours = next((one for one in in_use() if one.entry.policy.pk == entry.policy.pk), None)
    if ours is None:
        return {}
    return {
        f"p_{name}": value / 100 if document.parameters[name].unit == "cents" else value
        for name, value in ours.decision.values.items()
        if name in document.parameters
    }


@allow(can_see_commons)
@require_http_methods(["GET", "POST"])
@of_a_cooperative
def trial(request: TenantRequest, replay_id: UUID) -> HttpResponse:
    """What came out, and the decision to adopt it."""
    replay = replay_here(replay_id)
    found = entry_of(replay.version_id) if replay else None
    if replay is None or found is None:
        raise Http404
    entry, known = found
    if request.method == "POST" and not can_adopt_policy.test(request.access):
        raise Http404
    form = DecideForm(request.POST or None, initial={"valid_from": _today(request)})
    if form.is_valid():
        decision = done(
            form,
            lambda: adopt_version(
                replay_id=replay.pk,
                minute=form.cleaned_data["minute"],
                valid_from=form.cleaned_data["valid_from"],
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if decision is not None:
            messages.success(request, _("Adopted. It stays with its vote and with what the trial showed."))
            return redirect("commons-decisions", request.cooperative.slug)
    context = rooms_for(request, "commons") | {
        "entry": entry,
        "known": known,
        "document": known.document,
        "replay": replay,
        "form": form,
        "values": shown_values(known.document, replay.values, request.cooperative.currency),
        "can_adopt": can_adopt_policy.test(request.access)
        and known.state.value == "published"
        and entry.policy.kind != OF_THE_FEDERATION,
        "is_of_federation": entry.policy.kind == OF_THE_FEDERATION,
        **_result(replay.result, request.cooperative.currency),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "federation/commons/trial.html", context, status=status)


@allow(can_see_commons)
@require_safe
@of_a_cooperative
def decided(request: TenantRequest) -> HttpResponse:
    """What we use and have decided, with newer versions as proposals."""
    rows = decisions()
    entries = entries_of(row.version_id for row in rows)
    context = rooms_for(request, "commons") | {
        "in_use": in_use(),
        "rows": [(row, *entries[row.version_id], Sentence(KINDS[row.kind].label)) for row in rows],
        "can_adopt": can_adopt_policy.test(request.access),
    }
    return render(request, "federation/commons/decisions.html", context)


@allow(can_see_commons)
@require_http_methods(["GET", "POST"])
@of_a_cooperative
def decision(request: TenantRequest, decision_id: UUID) -> HttpResponse:
    """One decision with what was known of it; taken back by another vote."""
    found = decision_here(decision_id)
    if found is None:
        raise Http404
    if request.method == "POST" and not can_adopt_policy.test(request.access):
        raise Http404
    form = DecideForm(request.POST or None, initial={"valid_from": _today(request)})
    if form.is_valid():
        back = done(form, lambda: _undone(found, form.cleaned_data, request))
        if back is not None:
            messages.success(request, _("Taken back: what stood before stands again."))
            return redirect("commons-decisions", request.cooperative.slug)
    of_version = entry_of(found.version_id)
    assert of_version is not None
    entry, known = of_version
    context = rooms_for(request, "commons") | {
        "decision": found,
        "entry": entry,
        "known": known,
        "document": known.document,
        "form": form,
        "values": shown_values(known.document, found.values, request.cooperative.currency),
        "can_undo": can_adopt_policy.test(request.access) and found.pk == _held(found),
        **_result(found.replay, request.cooperative.currency),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "federation/commons/decision.html", context, status=status)


def _held(found: PolicyDecision) -> UUID | None:
    """The decision that holds where this one would."""
    held = standing_decision(found.kind, found.target.get("slot", ""))
    return held.pk if held else None


def _undone(found: PolicyDecision, said: Mapping[str, Any], request: TenantRequest) -> PolicyDecision:
    return undo_decision(
        decision_id=found.pk,
        minute=said["minute"],
        valid_from=said["valid_from"],
        by=actor_of(request),
        at=timezone.now(),
    )


def shown_values(document: Document, values: Mapping[str, int], currency: str) -> list[tuple[str, Sentence]]:
    """What the co-op filled in, in words."""
    return [
        (one.says, Sentence("%(value)s", {"value": one.shown(values[name], currency)}))
        for name, one in document.parameters.items()
        if name in values
    ]


def _result(result: Mapping[str, Any] | None, currency: str) -> dict[str, Any]:
    """A trial's result as the page draws it: bars in proportion to the largest change."""
    if result is None:
        return {"result": None}
    rows = [*result["people"], *result["stores"]]
    most = max((abs(row["change"]) for row in rows), default=0) or 1
    for row in rows:
        row["width"] = round(100 * abs(row["change"]) / most)
        row["at"] = 100 - row["width"]
        row["side"] = "loses" if row["change"] < 0 else "wins" if row["change"] > 0 else "same"
    return {
        "result": result,
        "people": result["people"][:WORST_SHOWN],
        "stores": result["stores"][:WORST_SHOWN],
        "is_money": result.get("unit") == "cents",
        "currency": currency,
        "loser": next((row for row in result["people"] if row["change"] < 0), None),
        "notes": result["notes"],
        "letters": _letters(result.get("letter")),
        "tried_from": date.fromisoformat(result["first"]),
        "tried_to": date.fromisoformat(result["last"]),
    }


def _letters(tried: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A letter by the template in force and by the one tried."""
    if tried is None:
        return None
    sheets = {
        key: shown_letter(one["title"], one["text"], tuple(one["missing"]))
        for key in ("was", "now")
        for one in [tried[key]]
    }
    return {**sheets, "present": tried["present"]}


def _today(request: TenantRequest) -> date:
    return timezone.localdate(timezone.now(), request.cooperative.zone)
