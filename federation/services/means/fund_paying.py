"""After a decision: conditions are seen to be kept, instalments are paid and booked. In the federation's scope."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import BANK
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.queries.bank import bank_accounts
from cooperatives.queries.here import cooperative_here
from cooperatives.services.accounts import complete_chart
from cooperatives.services.ledger import post_entry
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.funding import FundConditionKept, FundMoved
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import as_part, unit_of_work
from federation.domain.means.fund import Purpose
from federation.domain.means.fund_aftermath import Held
from federation.domain.means.third_parties import auxiliary_of
from federation.models import FundConditionMet, FundDecision, FundLine, FundMovement
from federation.queries.means.fund import balances
from federation.queries.means.fund_staff import aftermath
from federation.services.here import require_federation
from federation.services.means.fund_calling import check_day
from federation.services.means.fund_deciding import check_may_receive
from federation.services.means.fund_rules import required_version
from federation.services.review.register import person_of

LEAST_WORDS = 10


@unit_of_work
def see_condition(*, decision_id: UUID, code: str, words: str, by: Actor, at: datetime) -> FundConditionMet:
    """Somebody looked, and a condition is kept. Twice is once.

    Raises NotFound; Invalid without words on what was seen.
    """
    require_federation()
    decision = _decision(decision_id)
    if code not in {one["code"] for one in decision.proposal.terms["conditions"]}:
        raise NotFound("no_condition", _("There is no such condition."))
    told = " ".join(words.split())
    if len(told) < LEAST_WORDS:
        raise Invalid(
            "words_short",
            _("Say what you saw, in at least %(least)s characters."),
            field="words",
            least=LEAST_WORDS,
        )
    known = FundConditionMet.objects.filter(decision=decision, code=code).first()
    if known is not None:
        return known
    made = FundConditionMet.objects.create(
        member_id=decision.member_id,
        decision=decision,
        code=code,
        words=told[:300],
        seen_by_id=person_of(by),
        seen_at=at,
    )
    record(FundConditionKept(decision_id=decision.pk, code=code, occurred_at=at), by=by)
    return made


@unit_of_work
def pay_instalment(
    *, decision_id: UUID, number: int, moved_on: date, by: Actor, at: datetime
) -> FundMovement:
    """Pay one instalment: into the ledger of the fund, and into the federation's books. Twice is once.

    Raises NotFound; NotAllowedNow without adopted rules, before its day, while a condition is missed (never for
    wages), where the balance does not suffice, and for a co-op that has left or whose loss waits.
    """
    require_federation()
    required_version()
    one_at_a_time("fund")
    as_part(complete_chart)(by=by, at=at)
    decision = _decision(decision_id)
    known = FundMovement.objects.filter(decision=decision, instalment=number).first()
    if known is not None:
        return known
    check_day(moved_on, at)
    purpose = Purpose(decision.claim.purpose)
    check_may_receive(decision.member.slug, purpose, at)
    cents = _payable(decision, purpose, number, timezone.localdate(at, cooperative_here().zone))
    if cents > balances()[purpose]:
        raise NotAllowedNow("balance_short", _("The fund does not have that much for this purpose now."))
    made = FundMovement.objects.create(
        member_id=decision.member_id,
        decision=decision,
        instalment=number,
        cents=cents,
        currency=decision.claim.currency,
        moved_on=moved_on,
        entered_by_id=person_of(by),
        entered_at=at,
    )
    rules = decision.claim.version.rules
    FundLine.objects.create(
        purpose=purpose,
        kind=FundLine.Kind.WAGES if purpose is Purpose.GUARANTEE else FundLine.Kind.SUPPORT,
        cents=-cents,
        currency=made.currency,
        moved_on=moved_on,
        name=decision.member.name if rules.names_shown else "",
        conditions=decision.proposal.terms["conditions"] if rules.names_shown else [],
        entered_at=at,
    )
    _book(decision, made, purpose, by=by, at=at)
    record(FundMoved(movement_id=made.pk, occurred_at=at), by=by)
    return made


def _book(decision: FundDecision, made: FundMovement, purpose: Purpose, *, by: Actor, at: datetime) -> None:
    """Owed to the member at once; out of the bank too, where its statements are not imported."""
    label = Sentence(_("Fund support for %(name)s"), {"name": decision.member.name})
    member = auxiliary_of(decision.member.slug)
    paid_from = (
        DraftLine(Role.SUPPLIERS, -made.cents, auxiliary=member)
        if bank_accounts()
        else DraftLine(Role.BANK, -made.cents)
    )
    lines = (DraftLine(Role.FUND_HELD, made.cents, label=str(purpose)), paid_from)
    post_entry(
        DraftEntry(f"fund_paid:{made.pk}", label, lines), journal=BANK, posted_on=made.moved_on, by=by, at=at
    )


def _payable(decision: FundDecision, purpose: Purpose, number: int, today: date) -> int:
    """The cents of an instalment that is open."""
    for one, state in aftermath(decision, purpose, today).instalments:
        if one.number != number:
            continue
        if state is Held.CONDITION:
            raise NotAllowedNow(
                "condition_missed", _("A condition was missed: nothing more is paid until it is kept.")
            )
        if state is Held.NOT_YET:
            raise NotAllowedNow("instalment_early", _("This instalment is due on %(day)s."), day=one.due_on)
        return one.cents
    raise NotFound("no_instalment", _("There is no such instalment."))


def _decision(decision_id: UUID) -> FundDecision:
    found = (
        FundDecision.objects.select_related("claim__version", "proposal", "member")
        .prefetch_related("met", "paid")
        .filter(pk=decision_id)
        .first()
    )
    if found is None:
        raise NotFound("no_decision", _("There is no such decision."))
    return found
