"""The fund executed: nothing before its rules are voted, then bases, calls, claims, two signatures and both books."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import Error, transaction

from cooperatives.domain.charts import Role
from cooperatives.queries.books import balances_by_role
from cooperatives.services.closing import close_year
from cooperatives.services.entering import enter_by_hand
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow
from federation.domain.commons.document import digest
from federation.domain.means.fund import Purpose
from federation.models import (
    FundBase,
    FundCall,
    FundClaim,
    FundDecision,
    FundLine,
    FundMovement,
    FundProposal,
    FundVersion,
    Transition,
)
from federation.queries.means.fund import balances, version_in_force
from federation.queries.means.fund_own import computed
from federation.queries.means.fund_staff import reckoned
from federation.services.means.fund_asking import share_base
from federation.services.means.fund_booking import book_own_side
from federation.services.means.fund_deciding import confirm_grant, propose_grant
from federation.services.means.fund_paying import pay_instalment, see_condition
from federation.services.voice.taking_part import propose_amendment
from tests.conftest import PLATFORM
from tests.federation.means.fund.conftest import BAD_YEAR, GOOD_YEAR, LAST_YEAR, PROPOSED, RULES, WHY
from tests.federation.voice.conftest import DAY, NOW

SOLIDARITY, GUARANTEE = Purpose.SOLIDARITY, Purpose.GUARANTEE


def refused(doing):
    with pytest.raises(DomainError) as found:
        doing()
    return found.value.code


def test_nothing_executes_before_the_rules_are_adopted_as_they_were_put(house):
    acts = [lambda: house.share("lille"), lambda: house.ask("lille"), house.call]
    assert [refused(act) for act in acts] == ["no_rules"] * 3
    version = house.propose()
    assert refused(house.propose) == "version_waits"
    assert [refused(act) for act in acts] == ["no_rules"] * 3
    assert not FundBase.objects.exists()
    house.adopt(version)
    with house.inside():
        assert version_in_force() == version
    assert version.sha256 == digest(version.body)
    assert version.sha256 in version.consultation.text
    assert "1.92" not in version.consultation.text.split("\n\n")[0]
    later = NOW - 12 * DAY
    with house.inside():
        amended = house.propose(replace(RULES, surplus_per=1_000), at=later)
    with house.inside("lille"):
        change = propose_amendment(
            consultation_id=amended.consultation_id, paragraph=1, text="Nothing is paid.", why="Poor",
            by=house.agora.members["lille"].by("ines"), at=later + DAY,
        )  # fmt: skip
    house.agora.enter(amended.consultation, at=later + DAY)
    for one in (None, change):
        house.agora.vote(
            amended.consultation, at=later + 9 * DAY, amendment=one, yes="lille nantes paris gand lyon"
        )
    house.agora.decide(amended.consultation, at=later + 16 * DAY)
    with house.inside():
        assert version_in_force() == version
    with pytest.raises(Error), transaction.atomic(), house.inside():
        FundVersion.objects.update(number=9)


def test_a_year_is_shared_called_once_and_booked_the_same_on_both_sides(fund):
    assert refused(lambda: fund.share("lille", year=NOW.year)) == "year_not_over"
    assert refused(lambda: fund.share("lille", turnover_cents=1)) == "nothing_booked"
    assert refused(lambda: fund.share("lille", **GOOD_YEAR | {"payroll_cents": -1})) == "bad_figure"
    fund.share("lille", **BAD_YEAR)
    fund.share("paris")
    called = {one.member.slug: one for one in fund.call()}
    assert (called["lille"].solidarity_cents, called["lille"].guarantee_cents) == (0, 1_200_00)
    assert (called["paris"].solidarity_cents, called["paris"].guarantee_cents) == (6_000_00, 5_000_00)
    assert fund.call() == []
    assert refused(lambda: fund.share("paris")) == "called_already"
    assert fund.receive(called["paris"]) == fund.receive(called["paris"])
    with fund.inside():
        assert balances() == {SOLIDARITY: 6_000_00, GUARANTEE: 5_000_00}
        theirs = balances_by_role(last=NOW.date())
    assert (theirs[Role.FUND_HELD], theirs[Role.BANK], theirs[Role.CUSTOMERS]) == (
        -12_200_00,
        11_000_00,
        1_200_00,
    )
    ours = {}
    for slug in ("lille", "paris"):
        with fund.inside(slug):
            assert book_own_side(by=PLATFORM, at=NOW) > 0
            assert book_own_side(by=PLATFORM, at=NOW) == 0
            for role, cents in balances_by_role(last=NOW.date()).items():
                ours[role] = ours.get(role, 0) + cents
    assert ours[Role.FUND_CONTRIBUTION] == -theirs[Role.FUND_HELD]
    assert ours[Role.BANK] == -theirs[Role.BANK]
    assert ours[Role.SUPPLIERS] == -theirs[Role.CUSTOMERS]


def test_the_books_of_this_platform_speak_once_their_year_is_closed(fund):
    """Lille's sales and wages of last year are booked here; its side of the fund alone says nothing of a year."""
    day = date(LAST_YEAR, 6, 30)
    amounts = {
        Role.CUSTOMERS: 90_000_00,
        Role.SALES: -100_000_00,
        Role.WAGES: 30_000_00,
        Role.STAFF: -20_000_00,
    }
    with fund.inside("lille"):
        assert computed(LAST_YEAR) == {}
        enter_by_hand(fact="x", label="Year", amounts=amounts, posted_on=day, by=PLATFORM, at=NOW)
    assert refused(lambda: fund.share("lille")) == "year_open"
    with fund.inside("lille"):
        close_year(year=LAST_YEAR, by=fund.agora.members["lille"].by("nour"), at=NOW)
    with fund.inside("lille"):
        by = fund.agora.members["lille"].by("nour")
        base = share_base(year=LAST_YEAR, declared={"payroll_cents": 31_000_00}, by=by, at=NOW)
    assert base.computed == {
        "turnover_cents": 100_000_00, "result_cents": 70_000_00, "payroll_cents": 30_000_00,
    }  # fmt: skip
    assert base.declared == {"payroll_cents": 31_000_00}
    assert base.year_figures.payroll_cents == 31_000_00
    fund.call()
    with fund.inside("lille"):
        book_own_side(by=PLATFORM, at=NOW)
        assert computed(NOW.year, until=NOW.date()) == {}


def test_who_may_not_ask(fund):
    assert refused(lambda: fund.ask("lille", **GOOD_YEAR)) == "no_ground"
    fund.ask("lille")
    assert refused(lambda: fund.ask("lille")) == "asked_already"
    suspend(fund, "gand", "suspended")
    assert refused(lambda: fund.ask("gand")) == "suspended"
    assert fund.ask("gand", GUARANTEE).purpose == GUARANTEE
    suspend(fund, "lyon", "exited")
    assert refused(lambda: fund.ask("lyon", GUARANTEE)) == "not_a_member"
    assert refused(lambda: fund.share("lyon")) == "not_a_member"
    assert FundClaim.objects.count() == 0
    with fund.inside():
        assert FundClaim.objects.count() == 2


def suspend(fund, slug, state):
    """As the register would have it, since a month."""
    member = fund.agora.members[slug].cooperative
    with fund.inside():
        last = Transition.objects.filter(member=member).order_by("-sequence").first()
        for number, (action, to) in enumerate(
            [("observe", "observation"), ("suspend", "suspended")]
            + ([("exclude", "exited")] if state == "exited" else [])
        ):
            Transition.objects.create(
                member=member, sequence=last.sequence + 1 + number, action=action, state=to, reason=WHY,
                in_force_from=NOW.date() - timedelta(30 - number), decided_by=fund.agora.cast.users["simone"],
                seconded_by=fund.agora.cast.users["kofi"], decided_at=NOW, prev_hash="x", sha256="x",
            )  # fmt: skip


def test_two_people_decide_within_the_rules_and_nobody_forges(fund):
    fund.filled()
    claim = fund.ask("lille")
    people = fund.agora.cast
    with fund.inside():
        allowed = reckoned(SOLIDARITY, NOW.date())[claim.pk]
        assert allowed.cents == 7_200_00

        def propose(cents, by="rui", reason=WHY):
            return propose_grant(
                claim_id=claim.pk, cents=cents, reason=reason, first_on=NOW.date(), by=people.by(by), at=NOW
            )

        assert refused(lambda: propose(7_200_01)) == "above_the_rules"
        assert refused(lambda: propose(7_200_00, reason="Yes.")) == "reason_short"
        first, second = propose(7_200_00), propose(5_000_00)

        def confirm(proposal, by):
            return confirm_grant(proposal_id=proposal.pk, by=people.by(by), at=NOW)

        assert refused(lambda: confirm(second, "rui")) == "same_person"
        assert refused(lambda: confirm(first, "simone")) == "proposed_anew"
        decided = confirm(second, "simone")
        assert refused(lambda: confirm(second, "kofi")) == "decided_already"
        assert refused(lambda: propose(1)) == "decided_already"
        with pytest.raises(Error), transaction.atomic():
            FundProposal.objects.create(
                member=claim.cooperative, claim=claim, cents=2, allowed_cents=1, covered={}, terms={},
                reason=WHY, proposed_by=people.users["rui"], proposed_at=NOW,
            )  # fmt: skip
    for forged in (
        lambda: FundBase.objects.create(
            cooperative=fund.agora.members["paris"].cooperative, year=LAST_YEAR, figures={}, currency="EUR",
            shared_by=people.users["rui"], shared_at=NOW,
        ),
        lambda: FundLine.objects.create(
            purpose="solidarity", kind="support", cents=5, currency="EUR", moved_on=NOW.date(), entered_at=NOW
        ),
        lambda: FundDecision.objects.create(
            member=claim.cooperative, claim=claim, proposal=first, proposed_by=people.users["rui"],
            decided_by=people.users["kofi"], decided_at=NOW,
        ),
    ):  # fmt: skip
        with fund.inside("lille"), pytest.raises(Error), transaction.atomic():
            forged()
    with fund.inside("lille"):
        assert list(FundDecision.objects.all()) == [decided]
    with fund.inside("paris"):
        assert not FundDecision.objects.exists()
        assert not FundClaim.objects.exists()


def test_nobody_decides_for_their_own_co_op(fund):
    fund.filled()
    claim = fund.ask("lille")
    nour = fund.agora.members["lille"].by("nour")
    with fund.inside():
        with pytest.raises(NotAllowedNow, match="their own co-op"):
            propose_grant(claim_id=claim.pk, cents=1, reason=WHY, first_on=NOW.date(), by=nour, at=NOW)
        proposal = propose_grant(
            claim_id=claim.pk, cents=1, reason=WHY, first_on=NOW.date(), by=fund.by("rui"), at=NOW
        )
        assert refused(lambda: confirm_grant(proposal_id=proposal.pk, by=nour, at=NOW)) == "own_claim"


def test_several_claims_share_what_there_is_to_the_cent(fund):
    for slug in ("paris", "lyon"):
        fund.share(slug, **GOOD_YEAR | {"result_cents": 33_333_37})
    for call in fund.call():
        fund.receive(call)
    with fund.inside():
        assert balances()[SOLIDARITY] == 10_000_00
    claims = [fund.ask(slug) for slug in ("lille", "nantes", "gand")]
    with fund.inside():
        told = reckoned(SOLIDARITY, NOW.date())
    assert [told[claim.pk].cents for claim in claims] == [3_333_34, 3_333_33, 3_333_33]
    fund.grant(claims[0], 3_333_34)
    with fund.inside():
        left = reckoned(SOLIDARITY, NOW.date())
    assert [left[claim.pk].cents for claim in claims[1:]] == [3_333_33, 3_333_33]


def test_a_grant_is_paid_while_its_conditions_are_kept_and_both_books_agree(fund):
    fund.filled()
    decision = fund.grant(fund.ask("lille"), 7_200_00, instalments=3)
    wages = fund.grant(fund.ask("lille", GUARANTEE), 4_000_00, instalments=2)

    def pay(number, at, of=decision):
        with fund.inside():
            return pay_instalment(
                decision_id=of.pk, number=number, moved_on=at.date(), by=fund.by("rui"), at=at
            )

    assert pay(1, NOW) == pay(1, NOW)
    assert refused(lambda: pay(2, NOW)) == "instalment_early"
    late = NOW + 62 * DAY
    assert refused(lambda: pay(2, late)) == "condition_missed"
    pay(1, late, wages)
    with fund.inside():
        for code in ("plan", "review"):
            for _twice in range(2):
                see_condition(
                    decision_id=decision.pk,
                    code=code,
                    words="Read on 3 January.",
                    by=fund.by("kofi"),
                    at=late,
                )
        assert (
            refused(
                lambda: see_condition(
                    decision_id=decision.pk, code="plan", words="ok", by=fund.by("kofi"), at=late
                )
            )
            == "words_short"
        )
    pay(2, late)
    suspend(fund, "lille", "suspended")
    assert refused(lambda: pay(3, late)) == "suspended"
    pay(2, late, wages)
    with fund.inside():
        assert balances() == {SOLIDARITY: 13_200_00, GUARANTEE: 11_000_00}
        theirs = balances_by_role(last=late.date())
        assert -theirs[Role.FUND_HELD] == sum(balances().values()) == theirs[Role.BANK]
    with fund.inside("lille"):
        book_own_side(by=PLATFORM, at=late)
        ours = balances_by_role(last=late.date())
        assert (ours[Role.BANK], ours[Role.FUND_SUPPORT]) == (8_800_00, -8_800_00)
        assert sum(line.cents for line in FundLine.objects.all()) == 24_200_00
        assert {line.name for line in FundLine.objects.filter(kind="support")} == {"Lille"}
    with fund.inside("paris"):
        assert FundMovement.objects.exclude(call__isnull=False).count() == 0
        assert FundLine.objects.filter(kind="wages").count() == 2


def test_a_later_surplus_pays_back(fund):
    fund.filled()
    decision = fund.grant(fund.ask("lille"), 7_200_00)
    with fund.inside():
        pay_instalment(decision_id=decision.pk, number=1, moved_on=NOW.date(), by=fund.by("rui"), at=NOW)
    next_year = NOW + 200 * DAY
    fund.share("lille", year=NOW.year, at=next_year, **GOOD_YEAR | {"result_cents": 10_000_00})
    [call] = fund.call(year=NOW.year, at=next_year)
    assert (call.solidarity_cents, call.repayment_cents) == (1_500_00, 2_000_00)
    assert FundCall.objects.count() == 0


def test_a_proposal_out_of_bounds_is_refused_at_its_field(house):
    with pytest.raises(Invalid) as told:
        house.propose(replace(RULES, cover_percent=101), at=PROPOSED)
    assert told.value.field == "cover_percent"
    assert not FundVersion.objects.exists()
