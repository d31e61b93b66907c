"""Price lists: their rules in plain forms, what a few orders would cost, and what last month's would have."""

from dataclasses import replace
from datetime import datetime, time, timedelta
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
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cooperatives.queries.here import cooperative_here
from cooperatives.queries.people import actor_names
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow
from coopplatform.web.doing import attempt
from coopplatform.web.wording import explain
from deliveries.domain.pricing import Rule, Rules, Strategy
from deliveries.domain.pricing.examples import Answer, answers
from deliveries.domain.pricing.language import FUNCTIONS, NUMBERS, WORDS
from deliveries.models import RuleSet
from deliveries.permissions import can_manage_prices
from deliveries.queries.price_books import (
    editions_since,
    read_rules,
    rule_set_called,
    rule_sets,
    stores_priced_by,
    versions_of,
)
from deliveries.queries.replay import replay
from deliveries.queries.stores import stores_of
from deliveries.services.rule_sets import (
    change_rule_set,
    create_rule_set,
    delete_rule_set,
    move_rule,
    remove_rule,
    save_rule,
    with_rule,
)
from deliveries.web.price_conflicts import Meanwhile, head_meanwhile, rule_meanwhile, shown
from deliveries.web.rule_form import RuleForm
from deliveries.web.strategies import STRATEGIES
from members.web.forms import done, posted

SHOWN = 50


class RuleSetForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    strategy = forms.ChoiceField(
        label=gettext_lazy("How the rules come together"), choices=list(STRATEGIES.items())
    )


class CopyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the copy"), max_length=80)


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def prices(request: TenantRequest) -> HttpResponse:
    """Every price list with the stores that have it; a new one begins empty."""
    form = RuleSetForm(posted(request))
    if form.is_valid():
        made = done(
            form,
            lambda: create_rule_set(
                name=form.cleaned_data["name"],
                strategy=Strategy(form.cleaned_data["strategy"]),
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if made is not None:
            return redirect("rule-set", request.cooperative.slug, made.pk)
    shown = [(found, STRATEGIES[Strategy(found.strategy)], len(found.rules)) for found in rule_sets()]
    without = [store for store in stores_of(request.access) if store.rule_set_id is None]
    context = {"sets": shown, "form": form, "without": without}
    return render(request, "deliveries/prices.html", context, status=422 if form.is_bound else 200)


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def rule_set(request: TenantRequest, rule_set_id: UUID) -> HttpResponse:
    """The rules in their order, with a few orders priced line by line; its name and its way are changed here."""
    found, seen = _set(rule_set_id), _seen(request)
    form = RuleSetForm(posted(request), initial={"name": found.name, "strategy": found.strategy})
    if form.is_valid():
        try:
            change_rule_set(
                rule_set_id=rule_set_id,
                name=form.cleaned_data["name"],
                strategy=Strategy(form.cleaned_data["strategy"]),
                seen_version=seen,
                by=actor_of(request),
                at=timezone.now(),
            )
        except NotAllowedNow:
            found = _set(rule_set_id)
            return _editor(request, found, form, CopyForm(), head_meanwhile(found, seen or 0))
        except Invalid as refused:
            form.add_error("name" if refused.field == "name" else None, explain(refused))
        else:
            return redirect("rule-set", request.cooperative.slug, rule_set_id)
    return _editor(request, found, form, CopyForm())


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def rule_new(request: TenantRequest, rule_set_id: UUID) -> HttpResponse:
    return _rule_page(request, _set(rule_set_id), None)


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def rule(request: TenantRequest, rule_set_id: UUID, rule_id: str) -> HttpResponse:
    """One rule; who saves what somebody else changed since is shown both, and says again what they want."""
    found = _set(rule_set_id)
    return _rule_page(request, found, _rule(found, rule_id, _seen(request)))


@allow(can_manage_prices)
@require_POST
def rule_move(request: TenantRequest, rule_set_id: UUID, rule_id: str) -> HttpResponse:
    """One place up or down."""
    places = -1 if request.POST.get("to") == "up" else 1
    by, at, seen = actor_of(request), timezone.now(), _seen(request)
    attempt(
        request,
        lambda: move_rule(
            rule_set_id=rule_set_id, rule_id=rule_id, places=places, seen_version=seen, by=by, at=at
        ),
        said=_("The rule moved up.") if places < 0 else _("The rule moved down."),
    )
    return redirect("rule-set", request.cooperative.slug, rule_set_id)


@allow(can_manage_prices)
@require_POST
def rule_remove(request: TenantRequest, rule_set_id: UUID, rule_id: str) -> HttpResponse:
    by, at, seen = actor_of(request), timezone.now(), _seen(request)
    attempt(
        request,
        lambda: remove_rule(rule_set_id=rule_set_id, rule_id=rule_id, seen_version=seen, by=by, at=at),
        said=_("The rule is removed. Earlier quotes keep it."),
    )
    return redirect("rule-set", request.cooperative.slug, rule_set_id)


@allow(can_manage_prices)
@require_POST
def rule_set_copy(request: TenantRequest, rule_set_id: UUID) -> HttpResponse:
    """The same rules under another name."""
    found, form = _set(rule_set_id), CopyForm(request.POST)
    if form.is_valid():
        made = done(
            form,
            lambda: create_rule_set(
                name=form.cleaned_data["name"],
                strategy=Strategy(found.strategy),
                like=rule_set_id,
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if made is not None:
            return redirect("rule-set", request.cooperative.slug, made.pk)
    return _editor(request, found, None, form)


@allow(can_manage_prices)
@require_POST
def rule_set_delete(request: TenantRequest, rule_set_id: UUID) -> HttpResponse:
    by = actor_of(request)
    if attempt(
        request,
        lambda: delete_rule_set(rule_set_id=rule_set_id, by=by, at=timezone.now()),
        said=_("The price list is deleted. Earlier quotes keep it."),
    ):
        return redirect("prices", request.cooperative.slug)
    return redirect("rule-set", request.cooperative.slug, rule_set_id)


@allow(can_manage_prices)
@require_GET
def rule_set_replay(request: TenantRequest, rule_set_id: UUID) -> HttpResponse:
    """A store's delivered orders of last month by this list beside what they cost."""
    found = _set(rule_set_id)
    stores = stores_of(request.access)
    chosen = next((store for store in stores if str(store.pk) == request.GET.get("store")), None)
    if chosen is None:
        chosen = next(iter([*stores_priced_by(found), *stores]), None)
    since, before = last_month(timezone.now())
    tried = replay(read_rules(found), chosen, since, before) if chosen else None
    context = {
        "set": found,
        "stores": stores,
        "store": chosen,
        "replay": tried,
        "shown": tried.orders[:SHOWN] if tried else [],
        "month": since,
        "currency": request.cooperative.currency,
    }
    return render(request, "deliveries/price_replay.html", context)


def last_month(at: datetime) -> tuple[datetime, datetime]:
    """From its first local midnight to that of the next one."""
    here = cooperative_here()
    first = timezone.localdate(at, here.zone).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    begins, ends = (datetime.combine(day, time(), here.zone) for day in (before, first))
    return begins, ends


def _rule_page(request: TenantRequest, found: RuleSet, old: Rule | None) -> HttpResponse:
    """The form of one rule; as it is typed, what the examples would cost."""
    form = RuleForm(posted(request), rule=old)
    rules, is_tried = read_rules(found), "try" in request.POST or bool(request.htmx)
    meanwhile: list[Meanwhile] = []
    is_other = is_gone = False
    if form.is_valid() and (typed := form.rule()) is not None:
        if is_tried:
            rules = _with(rules, typed, form)
        else:
            seen = _seen(request)
            try:
                if _saved(request, found, typed, form, seen):
                    messages.success(request, _("The rule is kept: it counts from the next order on."))
                    return redirect("rule-set", request.cooperative.slug, found.pk)
            except NotAllowedNow:
                found, is_other = _set(found.pk), True
                currency = request.cooperative.currency
                meanwhile = rule_meanwhile(found, form.rule_id, seen or 0, currency)
                is_gone = all(rule["id"] != typed.id for rule in found.rules)
                rules = _with(read_rules(found), replace(typed, id="") if is_gone else typed, form)
    context = {
        "set": found,
        "form": form,
        "seen": found.version if is_other else _seen(request) or found.version,
        "is_new": old is None,
        "is_other": is_other,
        "meanwhile": meanwhile,
        "is_gone": is_gone,
        "zones_url": reverse("zones", args=[request.cooperative.slug]),
        "text": old.text if old else "",
        "answers": _answers(rules),
        "language": [(name, words) for table in (NUMBERS, WORDS) for name, words in table.items()],
        "functions": [(name, _call(types), words) for name, (types, words) in FUNCTIONS.items()],
        **_money(request),
    }
    template = "deliveries/price_rule.html#examples" if request.htmx else "deliveries/price_rule.html"
    status = 409 if is_other else 422 if form.is_bound and form.errors and not is_tried else 200
    return render(request, template, context, status=status)


def _with(rules: Rules, typed: Rule, form: RuleForm) -> Rules:
    try:
        return with_rule(rules, typed)
    except DomainError as refused:
        form.refuse(refused)
        return rules


def _saved(request: TenantRequest, found: RuleSet, typed: Rule, form: RuleForm, seen: int | None) -> bool:
    """Raises NotAllowedNow where somebody else changed it. A rule seen to be removed is kept as a new one."""
    is_back = seen == found.version and all(rule["id"] != typed.id for rule in found.rules)
    typed = replace(typed, id="") if is_back else typed
    try:
        save_rule(
            rule_set_id=found.pk, rule=typed, seen_version=seen, by=actor_of(request), at=timezone.now()
        )
    except NotAllowedNow:
        raise
    except DomainError as refused:
        form.refuse(refused)
        return False
    return True


def _editor(
    request: TenantRequest,
    found: RuleSet,
    form: RuleSetForm | None,
    copy_form: CopyForm,
    meanwhile: list[Meanwhile] | None = None,
) -> HttpResponse:
    rules = read_rules(found)
    form = form or RuleSetForm(initial={"name": found.name, "strategy": found.strategy})
    versions = versions_of(found)
    names = actor_names(made.made_by for made in versions)
    context = {
        "set": found,
        "new_url": reverse("rule-new", args=[request.cooperative.slug, found.pk]),
        "strategy": STRATEGIES[rules.strategy],
        "rules": [shown(rule, request.cooperative.currency) for rule in rules.rules],
        "answers": _answers(rules),
        "stores": stores_priced_by(found),
        "versions": [(made, names.get(made.made_by, "")) for made in versions],
        "meanwhile": meanwhile,
        "seen": (_seen(request) if form.errors else None) or found.version,
        "form": form,
        "copy_form": copy_form,
        **_money(request),
    }
    failed = form.is_bound or copy_form.is_bound
    status = 409 if meanwhile is not None else 422 if failed else 200
    return render(request, "deliveries/rule_set.html", context, status=status)


def _answers(rules: Rules) -> list[Answer]:
    here = cooperative_here()
    today = timezone.localdate(timezone.now(), here.zone)
    return answers(rules, country=here.country, on=today, currency=here.currency)


def _money(request: TenantRequest) -> dict[str, Any]:
    return {"currency": request.cooperative.currency}


def _call(types: tuple[type, ...]) -> str:
    return ", ".join('"XL"' if kind is str else str(at) for at, kind in enumerate(types, 1))


def _set(rule_set_id: UUID) -> RuleSet:
    found = rule_set_called(rule_set_id)
    if found is None:
        raise Http404
    return found


def _rule(found: RuleSet, rule_id: str, seen: int | None) -> Rule:
    """As it is; as it was last, for who still has it in hand."""
    rule = next((rule for rule in read_rules(found).rules if rule.id == rule_id), None)
    if rule is None and seen is not None:
        editions = reversed(editions_since(found, 0))
        was = next((kept for edition in editions if (kept := edition.rule(rule_id)) is not None), None)
        rule = Rule.from_json(was) if was else None
    if rule is None:
        raise Http404
    return rule


def _seen(request: TenantRequest) -> int | None:
    """The version of the list that the person had before them, as their form says."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
