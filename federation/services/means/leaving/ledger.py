"""Building blocks of a settlement in the federation's scope: the ledger of the fund, and lettering once all is paid."""

from datetime import date, datetime
from uuid import UUID

from cooperatives.domain.charts import Role
from cooperatives.models import Cooperative
from coopplatform.kernel.actor import Actor
from federation.domain.means.dues_booking import RECEIVED
from federation.domain.means.leaving import Account, Kind, into_the_fund
from federation.models import ExitPayment, ExitSettlement, FundLine
from federation.queries.means.dues.calls import accounts_with
from federation.queries.means.fund import version_in_force
from federation.queries.means.leaving import with_all_it_carries
from federation.services.means.dues.settling import call_keys, settle

KINDS = {"contribution": FundLine.Kind.CONTRIBUTION, "repayment": FundLine.Kind.REPAYMENT}


def owed_key(settlement_id: UUID) -> str:
    return f"exit_owed:{settlement_id}"


def received_key(payment_id: UUID) -> str:
    return f"exit_received:{payment_id}"


def enter_in_fund(
    account: Account, member: Cooperative, *, before: int, after: int, on: date, at: datetime
) -> None:
    """The fund's part of what is paid by now, line by line of its ledger."""
    version = version_in_force()
    name = member.name if version is not None and version.rules.names_shown else ""
    for key, cents in into_the_fund(account, before=before, after=after).items():
        purpose, kind = key.split(":")
        FundLine.objects.create(
            purpose=purpose,
            kind=KINDS[kind],
            cents=cents,
            currency=account.currency,
            moved_on=on,
            name=name,
            entered_at=at,
        )


def letter_when_settled(row: ExitSettlement, *, by: Actor, at: datetime) -> None:
    """All that made up the account, and those it took up, settles itself once it adds up to nothing."""
    accounts = [one for one in accounts_with(row.member_id) if one.is_in_settlement]
    keys = [key for one in accounts for key in call_keys(one)]
    keys += [f"{RECEIVED}{payment.pk}" for one in accounts for payment in one.payments]
    rows = with_all_it_carries(row)
    for one in rows:
        lines = one.read.account.lines
        keys += [owed_key(one.pk), *(f"fund_call:{line.of}" for line in lines if line.kind is Kind.FUND_CALL)]
    keys += [received_key(one.pk) for one in ExitPayment.objects.filter(settlement__in=rows)]
    settle(Role.CUSTOMERS, keys, by=by, at=at)
