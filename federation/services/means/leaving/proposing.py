"""The federation draws an exit's account up, and a second person confirms what both signed: then it is booked."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import GENERAL
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.models import Cooperative
from cooperatives.queries.directory import cooperatives_called
from cooperatives.queries.here import cooperative_here
from cooperatives.services.accounts import complete_chart
from cooperatives.services.ledger import post_entry
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.leaving import ExitSettlementAgreed, ExitSettlementProposed
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import as_part, unit_of_work
from federation.domain.means.fund_aftermath import MOST_INSTALMENTS
from federation.domain.means.leaving import Account, Kind, State, check_unchanged, compensated, plan_of
from federation.domain.means.third_parties import auxiliary_of
from federation.domain.review.membership import check_reason
from federation.models import DuesPayment, ExitAgreed, ExitSettlement
from federation.queries.means.dues.calls import accounts_with
from federation.queries.means.leaving import Standing, running_with, standing_of
from federation.queries.means.leaving_account import account_of, uncalled_of
from federation.queries.review.conflicts import is_conflicted
from federation.services.here import require_federation
from federation.services.means.dues.calling import call_part
from federation.services.means.leaving.ledger import enter_in_fund, letter_when_settled, owed_key
from federation.services.review.register import person_of

LATEST_FIRST = timedelta(days=92)


@unit_of_work
def propose_settlement(
    *, slug: str, instalments: int, first_on: date, words: str = "", by: Actor, at: datetime
) -> ExitSettlement:
    """Draw up what is open with a co-op that left, and how it is paid. In the federation's scope.

    Drawn up anew it replaces the one before. Raises NotFound for a co-op that has not left; NotAllowedNow before its
    exit is in force, or once one is agreed; Invalid for the plan, or without words where the last one was contested.
    """
    require_federation()
    one_at_a_time("dues")
    one_at_a_time("fund")
    today = timezone.localdate(at, cooperative_here().zone)
    standing = _left(slug, today)
    _check_no_conflict(slug, by)
    if standing.agreed is not None:
        raise NotAllowedNow("agreed_already", _("This exit is settled: both sides agreed to it."))
    if not 1 <= instalments <= MOST_INSTALMENTS:
        raise Invalid(
            "bad_plan", _("Choose 1 to %(most)s instalments."), field="instalments", most=MOST_INSTALMENTS
        )
    if not today <= first_on <= today + LATEST_FIRST:
        raise Invalid(
            "bad_day", _("The first instalment is due within three months from today."), field="first_on"
        )
    said = check_reason(words, field="words") if standing.state is State.CONTESTED else words.strip()
    settlement = plan_of(account_of(standing.member, standing.last_day), count=instalments, first_on=first_on)
    made = ExitSettlement.objects.create(
        member=standing.member,
        transition=standing.transition,
        turn=standing.row.turn + 1 if standing.row else 1,
        body=settlement.as_json(),
        sha256=settlement.sha256,
        words=said,
        proposed_by_id=person_of(by),
        proposed_at=at,
    )
    event = ExitSettlementProposed(settlement_id=made.pk, member_slug=slug, occurred_at=at)
    record(event, by=by)
    return made


@unit_of_work
def confirm_settlement(*, settlement_id: UUID, by: Actor, at: datetime) -> ExitAgreed:
    """A second person confirms what the co-op signed: uncalled dues are called, all of it is one account from now on.

    It replaces the plan of an earlier exit, whose remainder is a line of it.

    In the federation's scope. Raises NotFound; NotAllowedNow for whoever drew it up, before the co-op signed, for one
    that was drawn up anew, twice, or when something was paid or called since.
    """
    require_federation()
    one_at_a_time("dues")
    one_at_a_time("fund")
    row = ExitSettlement.objects.select_related("member").filter(pk=settlement_id).first()
    if row is None:
        raise NotFound("no_settlement", _("There is no such settlement."))
    today = timezone.localdate(at, cooperative_here().zone)
    standing = _left(row.member.slug, today)
    if standing.row is None or standing.row.pk != row.pk:
        raise NotAllowedNow("drawn_up_anew", _("It was drawn up anew: look at the newest."))
    if standing.agreed is not None:
        raise NotAllowedNow("agreed_already", _("This exit is settled: both sides agreed to it."))
    if standing.answer is None or not standing.answer.is_agreed:
        raise NotAllowedNow("not_signed", _("The co-op signs first."))
    person = _check_no_conflict(row.member.slug, by)
    if person == row.proposed_by_id:
        raise NotAllowedNow(
            "four_eyes", _("You drew this up yourself: a second person reads it and confirms it.")
        )
    settlement = row.read
    check_unchanged(standing.answer.sha256, account_of(row.member, standing.last_day), settlement)
    as_part(complete_chart)(by=by, at=at)
    for one in uncalled_of(row.member, standing.last_day):
        call_part(row.member, one.period, one.terms, one.base, one.reckoned, today, by=by, at=at)
    books = _move_dues(row, today, by=by, at=at) + settlement.account.cents_of(Kind.FUND_CALL)
    books += _book_exit(row, settlement.account, today, by=by, at=at)
    books += sum(one.books_left_cents for one in running_with(row.member))
    agreed = ExitAgreed.objects.create(
        member=row.member,
        settlement=row,
        books_cents=books,
        proposed_by_id=row.proposed_by_id,
        confirmed_by_id=person,
        confirmed_at=at,
    )
    enter_in_fund(
        settlement.account, row.member, before=0, after=compensated(settlement.account), on=today, at=at
    )
    record(ExitSettlementAgreed(settlement_id=row.pk, occurred_at=at), by=by)
    letter_when_settled(row, by=by, at=at)
    return agreed


def _check_no_conflict(slug: str, by: Actor) -> int:
    """The person behind an actor. Raises NotAllowedNow for who belongs to the co-op or declared a conflict."""
    person = person_of(by)
    if is_conflicted(person, slug):
        raise NotAllowedNow(
            "conflict",
            _(
                "You belong to this co-op, or declared a conflict of interest: somebody else draws it up and confirms."
            ),
        )
    return person


def _left(slug: str, today: date) -> Standing:
    found = cooperatives_called([slug]).get(slug)
    standing = standing_of(found) if found else None
    if standing is None:
        raise NotFound("not_leaving", _("This co-op is not leaving."))
    if not standing.has_left(today):
        raise NotAllowedNow(
            "still_in",
            _("It belongs until %(day)s: its account is drawn up after that."),
            day=standing.last_day,
        )
    return standing


def _move_dues(row: ExitSettlement, today: date, *, by: Actor, at: datetime) -> int:
    """What is left of each period moves into the settlement; returns it in the federation's books."""
    books = 0
    for account in accounts_with(row.member_id):
        if not account.left_cents:
            continue
        books += account.books_left_cents
        DuesPayment.objects.create(
            member=row.member,
            call=account.calls[-1],
            cents=account.left_cents,
            books_cents=account.books_left_cents,
            paid_on=today,
            is_booked_elsewhere=True,
            settlement=row,
            recorded_by=str(by),
            recorded_at=at,
        )
    return books


def _book_exit(row: ExitSettlement, account: Account, today: date, *, by: Actor, at: datetime) -> int:
    """Help to be given back is owed by the member, and held for the fund."""
    cents = account.cents_of(Kind.FUND_EXIT)
    if not cents:
        return 0
    member: Cooperative = row.member
    lines = (
        DraftLine(Role.CUSTOMERS, cents, auxiliary=auxiliary_of(member.slug)),
        DraftLine(Role.FUND_HELD, -cents, label="solidarity"),
    )
    label = Sentence(_("Help to be given back by %(name)s on its exit"), {"name": member.name})
    post_entry(DraftEntry(owed_key(row.pk), label, lines), journal=GENERAL, posted_on=today, by=by, at=at)
    return cents
