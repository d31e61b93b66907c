"""The fund on its pages, from the rules put to the vote until help is paid."""

import re

import pytest
import time_machine
from django.urls import reverse

from federation.domain.means.fund import Purpose
from federation.models import FundBase, FundCall, FundClaim, FundLine, FundVersion
from federation.web.means.fund_forms import typed
from tests.federation.means.fund.conftest import FEW, RULES, WHY
from tests.federation.voice.conftest import DAY, NOW


@pytest.fixture
def at():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock.move_to


def page(name, slug="federation", *more, **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(name, args=[slug, *more]) + (f"?{query}" if query else "")


def test_rules_are_proposed_with_their_simulation_and_read_by_every_co_op(house, login, at):
    simone = login(house.agora.cast.users["simone"])
    assert "Propose rules for the fund" in simone.get(page("federation-fund-rules")).text
    told = {name: str(typed(name, value)) for name, value in RULES.as_json().items() if name != "names_shown"}
    told |= {name: str(typed(name, value)) for name, value in FEW.as_json().items()}
    told |= {"title": "The fund", "why": "For bad years.", "names_shown": "on"}
    told |= {name: f"{NOW + n * DAY:%Y-%m-%dT%H:%M}" for name, n in
             {"amend_until": 8, "vote_from": 9, "vote_until": 15}.items()}  # fmt: skip
    wrong = simone.post(page("federation-fund-rules"), told | {"cover_percent": "101"})
    assert wrong.status_code == 422
    assert "The part of a loss that is borne lies between 0 and 100." in wrong.text
    shown = simone.post(page("federation-fund-rules"), told, follow=True).text
    version = FundVersion.objects.get()
    assert version.rules == RULES
    assert version.sha256 in shown
    assert "15 %" in shown.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    alma = login(house.agora.members["lille"].users["alma"])
    assert "being voted" in alma.get(page("fund", "lille")).text
    assert version.sha256 in alma.get(page("fund-version", "lille", version.pk)).text
    assert "Before co-ops have voted rules" in alma.get(page("fund", "lille")).text


def test_the_simulator_is_asked_by_get_and_answers_on_both_sides(house, login, at):
    alma = login(house.agora.members["lille"].users["alma"])
    usual = alma.get(page("fund-simulate", "lille")).text
    assert "Made up: a mean margin of 2 %" in usual
    assert usual.count('<svg class="fund-picture') == 2
    asked = dict(re.findall(r'name="(\w+)"[^>]*value="([\d.]+)"', usual))
    other = alma.get(page("fund-simulate", "lille", **asked | {"seed": "7", "runs": "20"})).text
    assert "Seed 7, 12 co-ops, 20 funds of 10 years each" in other
    wrong = alma.get(page("fund-simulate", "lille", **asked | {"runs": "9999"}))
    assert (wrong.status_code, "The number of runs lies between 10 and 400." in wrong.text) == (422, True)
    staff = login(house.agora.cast.users["rui"])
    assert "fund-picture" in staff.get(page("federation-fund-simulate")).text


def test_a_year_is_shared_called_and_entered(fund, login, at):
    nour = login(fund.agora.members["paris"].users["nour"])
    rui = login(fund.agora.cast.users["rui"])
    assert "Our books on this platform are empty" in nour.get(page("fund-share", "paris")).text
    told = {"turnover_cents": "900000", "result_cents": "40000", "payroll_cents": ""}
    refused = nour.post(page("fund-share", "paris"), told)
    assert (refused.status_code, FundBase.objects.count()) == (422, 0)
    nour.post(page("fund-share", "paris"), told | {"payroll_cents": "500000"})
    assert "€6\xa0000.00" in nour.get(page("fund", "paris")).text
    seen = rui.get(page("federation-fund")).text
    assert "Paris" in seen
    assert "typed by the co-op" in seen
    rui.post(page("federation-fund-call"))
    with fund.inside():
        call = FundCall.objects.get()
    rui.post(page("federation-fund-receive", "federation", call.pk), {"moved_on": f"{NOW:%Y-%m-%d}"})
    said = nour.post(page("fund-book", "paris"), follow=True).text
    assert "Your books hold your side of the fund." in said
    assert "€11\xa0000.00" in login(fund.agora.members["lille"].users["alma"]).get(page("fund", "lille")).text


def test_a_claim_is_asked_decided_by_two_and_paid(fund, login, at):
    fund.filled()
    nour = login(fund.agora.members["lille"].users["nour"])
    rui, simone = (login(fund.agora.cast.users[name]) for name in ("rui", "simone"))
    told = {"purpose": "solidarity", "turnover_cents": "200000", "result_cents": "-30000", "words": "No."}
    assert "Say what happened" in nour.post(page("fund-ask", "lille"), told).text
    nour.post(page("fund-ask", "lille"), told | {"words": WHY})
    assert "waits for two people" in nour.get(page("fund", "lille")).text
    with fund.inside():
        claim = FundClaim.objects.get()
    url = page("federation-fund-claim", "federation", claim.pk)
    seen = rui.get(url).text
    assert "€7\xa0200.00" in seen
    assert "this makes it less" in seen
    grant = {"amount": "9000", "instalments": "2", "first_on": f"{NOW:%Y-%m-%d}", "reason": WHY}
    assert "This is more than the rules give" in rui.post(url, grant).text
    rui.post(url, grant | {"amount": "7000"})
    assert "Confirm it as second person" not in rui.get(url).text
    shown = simone.get(url).text
    confirm = re.search(r'action="([^"]+proposals[^"]+)"', shown)[1]
    assert rui.post(confirm).status_code == 404
    assert "Decided by two people." in simone.post(confirm, follow=True).text
    with fund.inside():
        claim.refresh_from_db()
        decision = claim.decision
    pay = page("federation-fund-pay", "federation", decision.pk)
    assert "Paid, booked" in rui.post(pay, {"number": "1", "moved_on": f"{NOW:%Y-%m-%d}"}, follow=True).text
    assert "This instalment is due on" in rui.post(pay, {"number": "2"}, follow=True).text
    seen_it = page("federation-fund-condition", "federation", decision.pk)
    assert (
        "Kept, with" in rui.post(seen_it, {"code": "plan", "words": "Read in full today."}, follow=True).text
    )
    own = nour.get(page("fund", "lille")).text
    assert "€3\xa0500.00" in own
    assert "kept" in own
    assert "If our co-op left today, it would owe the fund" in own
    at(NOW + 62 * DAY)
    rui = login(fund.agora.cast.users["rui"])
    assert "condition missed" in rui.get(page("federation-fund")).text
    others = login(fund.agora.members["gand"].users["alma"]).get(page("fund", "gand")).text
    assert "help with a loss, Lille" in others
    assert WHY not in others
    assert FundLine.objects.filter(cents__lt=0).count() == 1


def test_why_a_co_op_may_not_ask_is_said_beside_the_button(fund, login, at):
    fund.ask("lille", Purpose.GUARANTEE)
    nour = login(fund.agora.members["lille"].users["nour"])
    shown = nour.get(page("fund", "lille")).text
    assert "Ask for the guarantee of wages: Your co-op has asked for this year already" in shown
    assert f"{page('fund-ask', 'lille')}?purpose=solidarity" in shown
