"""Why somebody has no payslip, or may not be paid yet. What is open stops the approval, the rest only informs."""

from dataclasses import dataclass
from typing import Any

from coopplatform.kernel.text import Sentence, _


@dataclass(frozen=True, slots=True)
class Check:
    """A reason about one member; `is_blocking` until it is put right."""

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


def check_pay(
    *, member_id: str, name: str, seconds: int, open_records: int, has_contract: bool
) -> Check | None:
    """The first thing that keeps a member from being paid for a period, if any."""
    params = {"name": name}
    if open_records:
        reason = Sentence(_("%(name)s has not clocked out of a shift."), params)
        return Check("open_record", member_id, reason, is_blocking=True)
    if seconds and not has_contract:
        reason = Sentence(_("%(name)s worked without a contract."), params)
        return Check("no_contract", member_id, reason, is_blocking=True)
    if not seconds:
        return Check("no_hours", member_id, Sentence(_("%(name)s has no hours."), params), is_blocking=False)
    return None
