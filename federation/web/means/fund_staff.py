"""The federation's side of the fund: rules put to the vote, contributions, claims with two signatures, conditions."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from federation.domain.means.fund import FundRules, Purpose
from federation.domain.means.simulation import Parameters
from federation.permissions import can_confirm_fund, can_propose_fund_rules, can_run_fund, can_see_means
from federation.queries.means.fund import histories, version_in_force, versions
from federation.queries.means.fund_staff import calls, claims, newest_bases, reckoned
from federation.services.means.fund_calling import call_contributions, receive_contribution
from federation.services.means.fund_deciding import confirm_grant, propose_grant
from federation.services.means.fund_paying import pay_instalment, see_condition
from federation.services.means.fund_rules import propose_rules, publish_histories
from federation.web.here import of_the_federation
from federation.web.means.fund_forms import DayForm, GrantForm, RulesForm
from federation.web.means.fund_showing import claim_shown, lights_shown, of_everybody, stage_of, version_shown
from federation.web.means.tabs import means_for
from members.web.forms import done, posted


@allow(can_see_means)
@require_safe
@of_the_federation
def fund(request: TenantRequest) -> HttpResponse:
    today = timezone.localdate()
    last = today.year - 1
    found = [claim_shown(one, today) for one in claims()]
    called = calls()
    known = {one.member_id for one in called if one.year == last}
    context = means_for(request, "federation-fund") | of_everybody(request.cooperative.currency)
    context |= {
        "versions": [(one, stage_of(one)) for one in versions()],
        "last_year": last,
        "calls": called[:40],
        "bases": [base for owner, base in newest_bases(last).items() if owner not in known],
        "open_claims": [one for one in found if one["decision"] is None],
        "decided_claims": [one for one in found if one["decision"] is not None],
        "histories": histories()[1],
        "today": today,
        "may_run": can_run_fund.test(request.access),
        "may_propose_rules": can_propose_fund_rules.test(request.access),
    }
    return render(request, "federation/means/federation_fund.html", context)


@allow(can_propose_fund_rules)
@require_http_methods(["GET", "POST"])
@of_the_federation
def rules(request: TenantRequest) -> HttpResponse:
    version = version_in_force()
    known = version.rules if version else FundRules()
    usual = Parameters.read(version.body["parameters"]) if version else Parameters()
    form = RulesForm(posted(request), rules=known, usual=usual)
    if form.is_valid():
        made = done(
            form,
            lambda: propose_rules(
                told=form.told(),
                title=form.cleaned_data["title"],
                why=form.cleaned_data["why"],
                calendar=form.calendar(),
                parameters=form.parameters(),
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if made:
            messages.success(request, _("Put to all co-ops, with the simulation they vote on."))
            return redirect("federation-fund-version", request.cooperative.slug, made.pk)
    context = means_for(request, "federation-fund") | {"form": form}
    return render(request, "federation/means/fund_rules.html", context, status=422 if form.is_bound else 200)


@allow(can_see_means)
@require_safe
@of_the_federation
def version(request: TenantRequest, fund_version_id: UUID) -> HttpResponse:
    """What was put to the vote, with its frozen curve."""
    found = version_shown(fund_version_id)
    if found is None:
        raise Http404
    context = means_for(request, "federation-fund") | found
    return render(request, "federation/means/fund_version.html", context)


@allow(can_run_fund)
@require_POST
@of_the_federation
def publish(request: TenantRequest) -> HttpResponse:
    attempt(
        request,
        lambda: publish_histories(by=actor_of(request), at=timezone.now()),
        said=_("Published: every co-op simulates on them now."),
    )
    return redirect("federation-fund", request.cooperative.slug)


@allow(can_run_fund)
@require_POST
@of_the_federation
def call(request: TenantRequest) -> HttpResponse:
    attempt(
        request,
        lambda: call_contributions(
            year=timezone.localdate().year - 1, by=actor_of(request), at=timezone.now()
        ),
        said=_("Called: each co-op sees its own."),
    )
    return redirect("federation-fund", request.cooperative.slug)


@allow(can_run_fund)
@require_POST
@of_the_federation
def receive(request: TenantRequest, fund_call_id: UUID) -> HttpResponse:
    form = DayForm(request.POST)
    on = form.cleaned_data["moved_on"] if form.is_valid() else timezone.localdate()
    attempt(
        request,
        lambda: receive_contribution(
            call_id=fund_call_id, moved_on=on, by=actor_of(request), at=timezone.now()
        ),
        said=_("Entered, and in the ledger of the fund."),
    )
    return redirect("federation-fund", request.cooperative.slug)


@allow(can_see_means)
@require_http_methods(["GET", "POST"])
@of_the_federation
def claim(request: TenantRequest, fund_claim_id: UUID) -> HttpResponse:
    """A claim with what the rules give; whoever runs the fund proposes, the board confirms."""
    today = timezone.localdate()
    found = next((one for one in claims() if one.pk == fund_claim_id), None)
    if found is None:
        raise Http404
    covered = reckoned(Purpose(found.purpose), today).get(found.pk)
    may_run = can_run_fund.test(request.access)
    if request.method == "POST" and not may_run:
        raise Http404
    initial = {"amount": covered.cents / 100 if covered else 0, "first_on": today, "instalments": 1}
    form = GrantForm(posted(request), initial=initial)
    if form.is_valid() and done(
        form,
        lambda: propose_grant(
            claim_id=fund_claim_id,
            cents=form.cents(),
            reason=form.cleaned_data["reason"],
            first_on=form.cleaned_data["first_on"],
            instalments=form.cleaned_data["instalments"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Proposed: a second person of the board confirms it."))
        return redirect("federation-fund-claim", request.cooperative.slug, fund_claim_id)
    proposals = sorted(found.proposals.all(), key=lambda one: one.proposed_at)
    newest = proposals[-1] if proposals else None
    context = means_for(request, "federation-fund") | claim_shown(found, today)
    context |= {
        "covered": covered,
        "grounds": lights_shown(covered.grounds) if covered else [],
        "form": form if may_run and covered else None,
        "newest": newest,
        "may_confirm": can_confirm_fund.test(request.access)
        and newest is not None
        and newest.proposed_by_id != request.user.pk,
        "may_run": may_run,
        "today": today,
    }
    return render(request, "federation/means/fund_claim.html", context, status=422 if form.is_bound else 200)


@allow(can_confirm_fund)
@require_POST
@of_the_federation
def confirm(request: TenantRequest, fund_proposal_id: UUID) -> HttpResponse:
    attempt(
        request,
        lambda: confirm_grant(proposal_id=fund_proposal_id, by=actor_of(request), at=timezone.now()),
        said=_("Decided by two people. The co-op reads it with its reason."),
    )
    return redirect("federation-fund", request.cooperative.slug)


@allow(can_run_fund)
@require_POST
@of_the_federation
def condition(request: TenantRequest, fund_decision_id: UUID) -> HttpResponse:
    attempt(
        request,
        lambda: see_condition(
            decision_id=fund_decision_id,
            code=request.POST.get("code", ""),
            words=request.POST.get("words", ""),
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=_("Kept, with what you saw."),
    )
    return redirect("federation-fund", request.cooperative.slug)


@allow(can_run_fund)
@require_POST
@of_the_federation
def pay(request: TenantRequest, fund_decision_id: UUID) -> HttpResponse:
    form = DayForm(request.POST)
    on = form.cleaned_data["moved_on"] if form.is_valid() else timezone.localdate()
    number = request.POST.get("number", "")
    attempt(
        request,
        lambda: pay_instalment(
            decision_id=fund_decision_id,
            number=int(number) if number.isdecimal() else 0,
            moved_on=on,
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=_("Paid, booked, and in the ledger of the fund."),
    )
    return redirect("federation-fund", request.cooperative.slug)
