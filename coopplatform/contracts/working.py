"""People work: shifts, breaks, hours both sides agree on, contracts, absences."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class ShiftStarted(Event):
    shift_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class ShiftEnded(Event):
    shift_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class WeekPublished(Event):
    """The drafts of a week became shifts that everyone sees."""

    week_begins_on: date
    shifts: int


@dataclass(frozen=True, kw_only=True)
class ShiftChanged(Event):
    """A published shift was moved, given, opened or cancelled; the change says why."""

    shift_id: UUID
    change_id: UUID
    courier_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ShiftClaimed(Event):
    """An open shift was taken by a courier, or came to the first who waited for it."""

    shift_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class ShiftGivenBack(Event):
    shift_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class SwapOffered(Event):
    swap_id: UUID
    shift_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class SwapTaken(Event):
    """A colleague wants the shift; a dispatcher decides, unless the charter needs no approval."""

    swap_id: UUID
    shift_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class SwapSettled(Event):
    """Approved, refused or withdrawn: `state` says which. `courier_id` is who offered."""

    swap_id: UUID
    shift_id: UUID
    courier_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class BreakStarted(Event):
    shift_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class BreakEnded(Event):
    shift_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class WorkRecordCorrected(Event):
    """A dispatcher put a record's times right; both times are kept in the correction."""

    record_id: UUID
    courier_id: UUID
    correction_id: UUID


@dataclass(frozen=True, kw_only=True)
class WorkRecordAgreed(Event):
    record_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class WorkRecordContested(Event):
    record_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class WorkRecordsConfirmed(Event):
    """The co-op closed its side of the records of these days."""

    first_on: date
    last_on: date
    records: int


@dataclass(frozen=True, kw_only=True)
class TimesheetEntered(Event):
    """Hours of a period, entered afterwards from the co-op's own timesheets."""

    courier_id: UUID
    first_on: date
    last_on: date
    minutes: int


@dataclass(frozen=True, kw_only=True)
class ContractSigned(Event):
    """A worker is hired, or works on other terms from `first_on`."""

    contract_id: UUID
    courier_id: UUID
    first_on: date


@dataclass(frozen=True, kw_only=True)
class ContractEnded(Event):
    contract_id: UUID
    courier_id: UUID
    last_on: date


@dataclass(frozen=True, kw_only=True)
class PayrollProfileChanged(Event):
    """A worker's address or bank account changed; what it says stays in its own row."""

    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class WithholdingRateEntered(Event):
    courier_id: UUID
    since: date


@dataclass(frozen=True, kw_only=True)
class AbsenceAsked(Event):
    """Days away, of whatever kind: why is not for everyone."""

    absence_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class AbsenceDecided(Event):
    absence_id: UUID
    courier_id: UUID
    is_approved: bool


@dataclass(frozen=True, kw_only=True)
class AbsenceWithdrawn(Event):
    absence_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class LeaveCredited(Event):
    """Days of leave beside the accrual: carried over, of former books, of an agreement."""

    credit_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class LeaveCreditWithdrawn(Event):
    credit_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class PayVariableEntered(Event):
    """A bonus, an expense… of a month; `is_asked` by the member, to be decided."""

    variable_id: UUID
    courier_id: UUID
    month: date
    is_asked: bool


@dataclass(frozen=True, kw_only=True)
class PayVariableDecided(Event):
    variable_id: UUID
    courier_id: UUID
    is_approved: bool


@dataclass(frozen=True, kw_only=True)
class PayVariableWithdrawn(Event):
    variable_id: UUID
    courier_id: UUID
