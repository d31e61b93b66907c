"""It comes to a courier: by hand, by the engine, or as part of a planned tour."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


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
class RelayPlanned(Event):
    """The courier who carries it brings it to a hub, where it waits for another."""

    relay_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID
    hub_id: UUID


@dataclass(frozen=True, kw_only=True)
class RelayCalledOff(Event):
    relay_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID
    hub_id: UUID


@dataclass(frozen=True, kw_only=True)
class StopsReordered(Event):
    """A dispatcher put a courier's stops in another order."""

    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderGrouped(Event):
    """A dispatcher put an order into a named group that goes out as one ride."""

    group_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class OrderUngrouped(Event):
    """An order left its group: taken out, handed back by its courier, cancelled, or the group was dissolved."""

    group_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class GroupRenamed(Event):
    """A dispatcher gave a group another name, which stays in its own row; `courier_id` is who has the whole of it."""

    group_id: UUID
    courier_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class CourierTold(Event):
    """A dispatcher wrote a few words to a courier; the words stay in their own row."""

    note_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class NoteRead(Event):
    """The courier has read a dispatcher's words."""

    note_id: UUID
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
class VehicleDescribed(Event):
    """What kind of vehicle one of the fleet is and what drives it, as `cargo:assisted`, was said anew."""

    bike_id: UUID
    kind: str
