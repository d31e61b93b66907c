"""The co-op's side of the settlement of its exit: signed or contested, booked, and paid as its own books say it."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import BANK, GENERAL
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.queries.books import entry_of, open_lines
from cooperatives.queries.directory import the_federation
from cooperatives.queries.here import cooperative_here
from cooperatives.services.accounts import complete_chart
from cooperatives.services.ledger import post_entry
from cooperatives.services.lettering import letter
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.leaving import ExitInstalmentSent, ExitSettlementAnswered
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import as_part, unit_of_work
from federation.domain.means.dues_booking import SENT
from federation.domain.means.leaving import Kind
from federation.domain.means.third_parties import auxiliary_of
from federation.domain.review.membership import check_reason
from federation.models import DuesSent, ExitAgreed, ExitAnswer, ExitPayment, ExitSent, ExitSettlement
from federation.queries.means.dues.calls import own_accounts
from federation.queries.means.dues.own import calls_to_book
from federation.queries.means.leaving import agreed_of, settlement_called, standing_of, with_all_it_carries
from federation.queries.means.leaving_here import is_taken_up, unnoted_in
from federation.services.here import require_cooperative
from federation.services.means.dues.own import book_calls
from federation.services.means.dues.settling import call_keys
from federation.services.means.fund_booking import FEDERATION, book_own_side
from federation.services.means.leaving.paying import REPLACED, check_paid_on
from federation.services.review.register import person_of


@unit_of_work
def answer_settlement(
    *, settlement_id: UUID, sha256: str, is_agreed: bool, reason: str = "", by: Actor, at: datetime
) -> ExitAnswer:
    """Sign what was on the page (`sha256`), or contest it with a reason. In the co-op's scope; once.

    Raises NotFound; Invalid for a reason that is none; NotAllowedNow for one that was drawn up anew, or answered, and
    for signing what takes up an instalment that the co-op paid and the federation has not noted.
    """
    require_cooperative()
    standing = standing_of(cooperative_here())
    row = ExitSettlement.objects.filter(pk=settlement_id, member_id=required()).first()
    if row is None or standing is None or standing.row is None:
        raise NotFound("no_settlement", _("There is no such settlement."))
    if standing.row.pk != row.pk or row.sha256 != sha256:
        raise NotAllowedNow("drawn_up_anew", _("It was drawn up anew: look at the newest."))
    if standing.answer is not None:
        raise NotAllowedNow("answered", _("Your co-op answered it already."))
    if is_agreed and unnoted_in(row):
        raise NotAllowedNow(
            "not_noted",
            _(
                "By your own books you paid an instalment of the earlier exit that this account still has as open: "
                "contest it, and say when you paid."
            ),
        )
    made = ExitAnswer.objects.create(
        settlement=row,
        is_agreed=is_agreed,
        reason="" if is_agreed else check_reason(reason),
        sha256=row.sha256,
        answered_by_id=person_of(by),
        answered_at=at,
    )
    record(ExitSettlementAnswered(settlement_id=row.pk, is_agreed=is_agreed, occurred_at=at), by=by)
    return made


@unit_of_work
def book_settlements(*, by: Actor, at: datetime) -> int:
    """Everything agreed that is not in the co-op's books yet: its calls, and help to be given back. Twice is once.

    Returns how many settlements were booked.
    """
    require_cooperative()
    return _book_what_waits(by=by, at=at)


@unit_of_work
def send_instalment(
    *,
    settlement_id: UUID,
    number: int,
    paid_on: date,
    is_booked_elsewhere: bool = False,
    by: Actor,
    at: datetime,
) -> ExitSent:
    """Note that the co-op paid an instalment, or received one; booked at its bank unless a statement has. Once.

    The settlement is booked first where it was not yet. Raises NotFound; NotAllowedNow before both agreed, or once the
    co-op signed the account of a later exit that takes it up as open; Invalid for a day ahead.
    """
    require_cooperative()
    one_at_a_time("dues")
    row = settlement_called(settlement_id)
    part = row.read.instalment(number) if row and row.member_id == required() else None
    if row is None or part is None:
        raise NotFound("no_instalment", _("There is no such instalment."))
    agreed = getattr(row, "agreed", None)
    if agreed is None:
        raise NotAllowedNow("not_agreed", _("Both sides agree to it first."))
    known = ExitSent.objects.filter(settlement=row.pk, instalment=number).first()
    if known is not None:
        return known
    if is_taken_up(row) and not ExitPayment.objects.filter(settlement=row, instalment=number).exists():
        raise NotAllowedNow("replaced", REPLACED)
    check_paid_on(paid_on, at)
    _book_what_waits(by=by, at=at)
    sent = ExitSent.objects.create(
        settlement=row.pk,
        instalment=number,
        cents=part.cents,
        paid_on=paid_on,
        is_booked_elsewhere=is_booked_elsewhere,
        recorded_by=str(by),
        recorded_at=at,
    )
    record(ExitInstalmentSent(sent_id=sent.pk, occurred_at=at), by=by)
    if not is_booked_elsewhere:
        lines = (
            DraftLine(Role.SUPPLIERS, sent.cents, auxiliary=_federation()),
            DraftLine(Role.BANK, -sent.cents),
        )
        label = Sentence(_("Settlement of our exit, instalment %(n)s"), {"n": number})
        draft = DraftEntry(f"exit_sent:{sent.pk}", label, lines)
        post_entry(draft, journal=BANK, posted_on=paid_on, by=by, at=at)
    _letter(row, by=by, at=at)
    return sent


def _book_what_waits(*, by: Actor, at: datetime) -> int:
    waiting = [one for one in agreed_of(required()) if not _is_booked(one)]
    for one in waiting:
        _book_settlement(one, by=by, at=at)
    return len(waiting)


def _book_settlement(agreed: ExitAgreed, *, by: Actor, at: datetime) -> None:
    """Help to be given back is a cost; what is owed of the fund stands on the federation's account with the rest."""
    row = agreed.settlement
    as_part(complete_chart)(by=by, at=at)
    as_part(book_calls)(by=by, at=at)
    as_part(book_own_side)(by=by, at=at)
    account, federation = row.read.account, _federation()
    back, called = account.cents_of(Kind.FUND_EXIT), account.cents_of(Kind.FUND_CALL)
    lines = []
    if back:
        lines += [
            DraftLine(Role.FUND_CONTRIBUTION, back),
            DraftLine(Role.SUPPLIERS, -back, auxiliary=federation),
        ]
    if called and federation != FEDERATION:
        lines += [
            DraftLine(Role.SUPPLIERS, called, auxiliary=FEDERATION),
            DraftLine(Role.SUPPLIERS, -called, auxiliary=federation),
        ]
    if lines:
        label = Sentence(_("Account with the federation at our exit"))
        today = timezone.localdate(at, cooperative_here().zone)
        draft = DraftEntry(_key(row), label, tuple(lines))
        post_entry(draft, journal=GENERAL, posted_on=today, by=by, at=at)
    _letter(row, by=by, at=at)


def _is_booked(agreed: ExitAgreed) -> bool:
    """Where it needs no entry of its own, once no call waits: booking again changes nothing."""
    account = agreed.settlement.read.account
    needs = account.cents_of(Kind.FUND_EXIT) or (
        account.cents_of(Kind.FUND_CALL) and _federation() != FEDERATION
    )
    return entry_of(_key(agreed.settlement)) is not None if needs else not calls_to_book()


def _letter(row: ExitSettlement, *, by: Actor, at: datetime) -> None:
    """All of it, and of those it took up, settles itself on the federation's account once it adds up to nothing."""
    accounts = [one for one in own_accounts() if one.is_in_settlement]
    keys = [key for one in accounts for key in call_keys(one)]
    calls = [call.pk for one in accounts for call in one.calls]
    keys += [f"{SENT}{one.pk}" for one in DuesSent.objects.filter(call__in=calls)]
    rows = with_all_it_carries(row)
    for each in rows:
        of_fund = (line for line in each.read.account.lines if line.kind is Kind.FUND_CALL)
        keys += [_key(each), *(f"fund_called:{line.of}" for line in of_fund)]
    sent = ExitSent.objects.filter(settlement__in=[each.pk for each in rows])
    keys += [f"exit_sent:{one.pk}" for one in sent]
    federation = _federation()
    lines = [one for one in open_lines(keys, Role.SUPPLIERS) if one.auxiliary == federation]
    if len(lines) > 1 and sum(line.amount_cents for line in lines) == 0:
        letter(lines, by=by, at=at)


def _key(row: ExitSettlement) -> str:
    return f"exit_settled:{row.pk}"


def _federation() -> str:
    federation = the_federation()
    assert federation is not None
    return auxiliary_of(federation.slug)
