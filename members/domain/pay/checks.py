"""Why somebody has no payslip, or may not be paid yet. What is open stops the approval, the rest only informs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.text import Sentence, _
from members.domain.labour import Finding
from members.domain.pay.statement import Statement

CONTRACT_TOLERANCE_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Check:
    """A reason about one member, or about the whole run where `member_id` is empty; `is_blocking` until put right."""

    code: str
    member_id: str
    reason: Sentence
    is_blocking: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "member_id": self.member_id,
            "reason": self.reason.as_json(),
            "is_blocking": self.is_blocking,
        }


def check_work(
    *, member_id: str, name: str, seconds: int, open_records: int, unconfirmed: int, has_contract: bool
) -> Iterator[Check]:
    """What of a member's clockings must be put right before they can be paid."""
    if open_records:
        reason = Sentence(_("%(name)s has not clocked out of a shift."), {"name": name})
        yield Check("open_record", member_id, reason, is_blocking=True)
    if unconfirmed:
        reason = Sentence(
            _(
                "%(count)s worked shifts of %(name)s are not closed by both sides: confirm them on the roster."
            ),
            {"name": name, "count": unconfirmed},
        )
        yield Check("unconfirmed_record", member_id, reason, is_blocking=True)
    if seconds and not has_contract:
        reason = Sentence(_("%(name)s worked without a contract."), {"name": name})
        yield Check("no_contract", member_id, reason, is_blocking=True)


def refused(*, member_id: str, name: str, problem: DomainError) -> Check:
    """The engine computes nothing rather than something guessed."""
    why = Sentence(_("%(name)s: %(why)s"), {"name": name, "why": Sentence(problem.message, problem.params)})
    return Check(problem.code, member_id, why, is_blocking=True)


def check_statement(
    *, member_id: str, name: str, statement: Statement, contract_seconds: int, has_iban: bool
) -> Iterator[Check]:
    """What of a computed payslip a person should look at."""
    net = statement.net_paid_cents
    if net is not None and net < 0:
        reason = Sentence(
            _("What is kept back from %(name)s exceeds the pay: take an advance or instalment out."),
            {"name": name},
        )
        yield Check("negative_net", member_id, reason, is_blocking=True)
    if net and not has_iban:
        reason = Sentence(_("%(name)s has no IBAN: the payment file cannot be made."), {"name": name})
        yield Check("no_iban", member_id, reason, is_blocking=False)
    if statement.withholding and statement.withholding.is_neutral:
        reason = Sentence(_("No tax rate is known for %(name)s: the neutral grid is used."), {"name": name})
        yield Check("neutral_rate", member_id, reason, is_blocking=False)
    if contract_seconds and statement.seconds + CONTRACT_TOLERANCE_SECONDS < contract_seconds:
        reason = Sentence(
            _("%(name)s worked %(worked)s of the %(agreed)s hours agreed; the contract's hours are paid."),
            {
                "name": name,
                "worked": round(statement.seconds / 3600),
                "agreed": round(contract_seconds / 3600),
            },
        )
        yield Check("below_contract", member_id, reason, is_blocking=False)


def no_hours(*, member_id: str, name: str) -> Check:
    return Check("no_hours", member_id, Sentence(_("%(name)s has no hours."), {"name": name}), False)


def no_settings() -> Check:
    reason = Sentence(_("Enter the payroll settings of the co-op first: headcount, rates, health plan."))
    return Check("no_settings", "", reason, is_blocking=True)


def earlier_month_open(month: date) -> Check:
    """The yearly regularisation needs the earlier months as they were paid."""
    reason = Sentence(
        _("The pay of %(month)s is not approved: the year's regularisation would leave it out."),
        {"month": f"{month:%Y-%m}"},
    )
    return Check("earlier_month_open", "", reason, is_blocking=True)


def of_labour_law(finding: Finding) -> Check:
    """A rule of working time that the paid weeks broke: to be looked at, the work is paid all the same."""
    reason = Sentence(
        _("%(name)s, %(day)s: %(what)s"),
        {"name": finding.name, "day": finding.day.isoformat(), "what": finding.sentence},
    )
    return Check(f"labour_{finding.code}", finding.member_id, reason, is_blocking=False)
