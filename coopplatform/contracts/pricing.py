"""What an order costs and when it may be had is settled beforehand: rules, zones, packages, slots."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class RuleSetChanged(Event):
    """A rule set was made, changed into a new version, or deleted: `kind` says which."""

    rule_set_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class ZoneChanged(Event):
    zone_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class PackageTypeChanged(Event):
    package_type_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class StorePricesSet(Event):
    """Which rule set and packages a store has, and what its orders must say."""

    store_id: UUID
    rule_set_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SlotPlanChanged(Event):
    slot_plan_id: UUID
    store_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class ClosedDayChanged(Event):
    """A day was closed or opened again, for one store or for the whole co-op."""

    closed_day_id: UUID
    kind: str
    store_id: UUID | None = None
