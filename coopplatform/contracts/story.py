"""The story: an order is placed, priced, dispatched, carried, booked, paid, shared and counted."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    order_id: UUID
    store_id: UUID
    delivery_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderPriced(Event):
    order_id: UUID
    total_cents: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class OrderReady(Event):
    """The kitchen says it can be picked up."""

    order_id: UUID
    store_id: UUID
    delivery_id: UUID
    courier_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    order_id: UUID
    store_id: UUID
    delivery_id: UUID
    courier_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TasksAssigned(Event):
    """A delivery's tasks came to a courier, by a person or by an adopted suggestion."""

    delivery_id: UUID
    store_id: UUID
    courier_id: UUID
    previous_courier_id: UUID | None
    decision_id: UUID

    def topics(self) -> list[str]:
        previous = [f"courier:{self.previous_courier_id}"] if self.previous_courier_id else []
        return [
            f"delivery:{self.delivery_id}",
            f"store:{self.store_id}",
            f"courier:{self.courier_id}",
            *previous,
        ]


@dataclass(frozen=True, kw_only=True)
class TasksUnassigned(Event):
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class TasksDeclined(Event):
    """The courier handed a delivery back before carrying it, which costs them nothing."""

    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderPinned(Event):
    """The dispatcher keeps a waiting order for one courier."""

    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderUnpinned(Event):
    delivery_id: UUID
    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class CourierRuledOut(Event):
    """The dispatcher does not want this courier for a waiting order."""

    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class CourierRuledIn(Event):
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class AutomaticDispatchStopped(Event):
    """A person took dispatch into their own hands."""


@dataclass(frozen=True, kw_only=True)
class AutomaticDispatchResumed(Event):
    """A person let the engine adopt its own suggestions again, as the charter allows."""


@dataclass(frozen=True, kw_only=True)
class TourPlanDrafted(Event):
    """A day's bikes and orders were chosen, to be planned as tours."""

    tour_plan_id: UUID


@dataclass(frozen=True, kw_only=True)
class TourPlanRunAsked(Event):
    """Someone wants the tours computed; `run_id` names this attempt."""

    tour_plan_id: UUID
    run_id: UUID


@dataclass(frozen=True, kw_only=True)
class TourPlanComputed(Event):
    tour_plan_id: UUID
    run_id: UUID


@dataclass(frozen=True, kw_only=True)
class TourPlanFailed(Event):
    tour_plan_id: UUID
    run_id: UUID


@dataclass(frozen=True, kw_only=True)
class TourPlanEdited(Event):
    """A person moved a stop, chose a rider, added an order, or took the last of it back: `changed_id` names it."""

    tour_plan_id: UUID
    changed_id: UUID


@dataclass(frozen=True, kw_only=True)
class TourPlanAdopted(Event):
    """The tours were given to their couriers; each delivery's TasksAssigned stands before it."""

    tour_plan_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeliveryTaken(Event):
    """The courier saw it and takes it."""

    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class TapKept(Event):
    """A courier's tap came too late to count, or needs a look: kept, and the dispatcher is told."""

    tap_id: UUID
    courier_id: UUID
    delivery_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class TapSeen(Event):
    """A dispatcher looked at a tap that could not count."""

    tap_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class TaskArrived(Event):
    task_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class TaskCompleted(Event):
    task_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class TaskReopened(Event):
    """Undone by the courier within seconds, or by a dispatcher."""

    task_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeliveryCompleted(Event):
    delivery_id: UUID
    order_id: UUID
    store_id: UUID
    courier_id: UUID
    distance_metres: int
    is_on_time: bool

    def ledger_key(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Event):
    delivery_id: UUID
    order_id: UUID
    store_id: UUID
    courier_id: UUID | None
    reason: str


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


@dataclass(frozen=True, kw_only=True)
class CourierMoved(Event):
    """Told to the board about once a second; positions themselves are not journalled."""

    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class EntryPosted(Event):
    entry_id: UUID
    source_key: str


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    """The treasurer added an account to the co-op's chart."""

    account_id: UUID
    code: str


@dataclass(frozen=True, kw_only=True)
class YearClosed(Event):
    """The year's result is known and nothing is posted in it any more."""

    entry_id: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class BankStatementImported(Event):
    """A statement's lines came in; those known from another file are not among them."""

    statement_id: UUID
    lines: int


@dataclass(frozen=True, kw_only=True)
class BankLineMatched(Event):
    """A movement at the bank and lines of the books were recognised as the same money."""

    bank_line_id: UUID
    entry_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class BankLineUnmatched(Event):
    bank_line_id: UUID


@dataclass(frozen=True, kw_only=True)
class PayRunComputed(Event):
    pay_run_id: UUID
    month: date


@dataclass(frozen=True, kw_only=True)
class PayslipIssued(Event):
    payslip_id: UUID
    pay_run_id: UUID
    courier_id: UUID
    gross_cents: int

    def ledger_key(self) -> str:
        return f"pay_run:{self.pay_run_id}"


@dataclass(frozen=True, kw_only=True)
class PayRunApproved(Event):
    """Its payslips are issued; their documents follow."""

    pay_run_id: UUID
    month: date


@dataclass(frozen=True, kw_only=True)
class PayRunValidated(Event):
    """A payroll professional stands for the run: its payslips are no projection any more."""

    pay_run_id: UUID


@dataclass(frozen=True, kw_only=True)
class PayCorrected(Event):
    """Hours of an issued payslip were put right; a later run settles them."""

    correction_id: UUID
    payslip_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class PaymentFileMade(Event):
    pay_run_id: UUID
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class PayrollSettingsEntered(Event):
    settings_id: UUID
    month: date


@dataclass(frozen=True, kw_only=True)
class SharesSubscribed(Event):
    """Called from the member: paid by bank at once, or deducted on pay."""

    movement_id: UUID
    courier_id: UUID
    units: int

    def ledger_key(self) -> str:
        return f"shares:{self.movement_id}"


@dataclass(frozen=True, kw_only=True)
class ShareInstalmentEntered(Event):
    """A month's pay will deduct it."""

    movement_id: UUID
    courier_id: UUID
    month: date


@dataclass(frozen=True, kw_only=True)
class ShareInstalmentsPaidIn(Event):
    """What an approved run deducted for shares is paid-in capital."""

    pay_run_id: UUID
    cents: int

    def ledger_key(self) -> str:
        return f"share_instalments:{self.pay_run_id}"


@dataclass(frozen=True, kw_only=True)
class SharesRefunded(Event):
    """Owed to the member from now on, payable until a day."""

    movement_id: UUID
    courier_id: UUID
    units: int

    def ledger_key(self) -> str:
        return f"shares:{self.movement_id}"


@dataclass(frozen=True, kw_only=True)
class ShareRefundPaid(Event):
    movement_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class SurplusFactsEntered(Event):
    facts_id: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class SurplusScenarioDrafted(Event):
    """An alternative the assembly may choose; drafted again when it is changed."""

    scenario_id: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class SurplusScenarioChosen(Event):
    scenario_id: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class SurplusScenarioWithdrawn(Event):
    scenario_id: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class ResultCarriedForward(Event):
    """A year with nothing to share: its result waits for the next ones."""

    year: int

    def ledger_key(self) -> str:
        return f"carried:{self.year}"


@dataclass(frozen=True, kw_only=True)
class WorkShareEntered(Event):
    """The work share of a year is paid with a month's wages."""

    year: int
    month: date


@dataclass(frozen=True, kw_only=True)
class SurplusAllocated(Event):
    surplus_id: UUID
    year: int
    surplus_cents: int

    def ledger_key(self) -> str:
        return f"surplus:{self.year}"


@dataclass(frozen=True, kw_only=True)
class CooperativeAdmitted(Event):
    admission_id: UUID
    member_slug: str


@dataclass(frozen=True, kw_only=True)
class ContributionShared(Event):
    """A co-op's own job published its month's figures to the federation."""

    contribution_id: UUID
    month: date


@dataclass(frozen=True, kw_only=True)
class StatisticsPublished(Event):
    release_id: UUID
    period: str
    release_version: int


@dataclass(frozen=True, kw_only=True)
class PositionSwitchedOff(Event):
    """A courier does not want to be followed for now. It costs nothing, and nobody has to say why."""

    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class PositionSwitchedOn(Event):
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProofRulesSet(Event):
    """What couriers are asked at the door for a store's orders."""

    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProofIncomplete(Event):
    """It was delivered, but not all that was asked of the courier is there: the dispatcher looks at it."""

    proof_id: UUID
    task_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ProofSettled(Event):
    """A dispatcher has looked at what was amiss."""

    proof_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProofFileReceived(Event):
    """A photo or a signature of a delivery came in, maybe long after it."""

    file_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProofFileRefused(Event):
    """What the phone sent is no picture, or too large: it stays there, and the dispatcher looks at it."""

    file_id: UUID
    courier_id: UUID
    reason: str
    delivery_id: UUID | None = None
    store_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class PushTurnedOn(Event):
    """A courier's phone is told of changes; its address stays in its own row."""

    subscription_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class PushTurnedOff(Event):
    subscription_id: UUID
    courier_id: UUID
