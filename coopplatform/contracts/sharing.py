"""What is left belongs to the members: shares and surplus."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from coopplatform.contracts.event import Event


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
