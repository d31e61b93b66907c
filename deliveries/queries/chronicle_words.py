"""The words of what happened, by event; and which events are left out of what people read, and why."""

from coopplatform.contracts import carrying, dispatching, ordering
from coopplatform.contracts.event import Event
from coopplatform.contracts.federating import ContributionShared
from coopplatform.contracts.paying import PayRunComputed, PayslipIssued
from coopplatform.contracts.sharing import SurplusAllocated
from coopplatform.contracts.working import ShiftEnded, ShiftStarted
from coopplatform.kernel.text import _

WORDS: dict[type[Event], str] = {
    ordering.OrderPlaced: _("No. %(number)s was ordered"),
    ordering.OrderReady: _("No. %(number)s is ready at the restaurant"),
    ordering.OrderCancelled: _("No. %(number)s was cancelled"),
    ordering.OrderRestored: _("No. %(number)s waits again"),
    ordering.OrderRescheduled: _("No. %(number)s has another time"),
    ordering.OrderTagged: _("No. %(number)s got a tag or lost one"),
    ordering.OrderRepriced: _("No. %(number)s has another price"),
    ordering.DelayAnnounced: _("A delay was announced"),
    ordering.DelayLifted: _("A delay was lifted"),
    dispatching.TasksAssigned: _("No. %(number)s was given to %(courier)s"),
    dispatching.TasksUnassigned: _("No. %(number)s was taken from %(courier)s"),
    dispatching.TasksDeclined: _("%(courier)s handed no. %(number)s back"),
    dispatching.RelayPlanned: _("%(courier)s brings no. %(number)s to a hub, where another takes it on"),
    dispatching.RelayCalledOff: _("%(courier)s carries no. %(number)s on after all"),
    dispatching.StopsReordered: _("The stops of %(courier)s have another order"),
    dispatching.OrderGrouped: _("No. %(number)s goes out with a group"),
    dispatching.OrderUngrouped: _("No. %(number)s left its group"),
    dispatching.GroupRenamed: _("A group was given another name: it is “%(group)s” now"),
    dispatching.CourierTold: _("%(courier)s was written to"),
    dispatching.OrderPinned: _("No. %(number)s is kept for %(courier)s"),
    dispatching.OrderUnpinned: _("No. %(number)s is kept for nobody any more"),
    dispatching.CourierRuledOut: _("No. %(number)s does not go to %(courier)s"),
    dispatching.CourierRuledIn: _("No. %(number)s may go to %(courier)s again"),
    dispatching.AutomaticDispatchStopped: _("Automatic dispatch was stopped"),
    dispatching.AutomaticDispatchResumed: _("Automatic dispatch goes on"),
    dispatching.TourPlanAdopted: _("Planned tours were given out"),
    carrying.DeliveryCompleted: _("No. %(number)s was delivered by %(courier)s"),
    carrying.DeliveryFailed: _("No. %(number)s could not be delivered"),
    carrying.TaskReopened: _("A stop of no. %(number)s is open again"),
    carrying.DeliveryReopened: _("No. %(number)s is tried again"),
    carrying.CarriedElsewhere: _("No. %(number)s: news of the co-op that carries it for us"),
    carrying.DeliveredElsewhere: _("No. %(number)s was delivered by another co-op"),
    carrying.IncidentReported: _("No. %(number)s has an incident"),
    carrying.IncidentChanged: _("No. %(number)s: somebody turned to its incident"),
    carrying.SuggestionDecided: _("No. %(number)s: a suggestion was answered"),
    carrying.ProofIncomplete: _("No. %(number)s lacks its proof of delivery"),
    carrying.ProofSettled: _("No. %(number)s: its proof was looked at"),
    carrying.TapKept: _("A tap of %(courier)s could not count"),
    carrying.TapSeen: _("A tap of %(courier)s that could not count was looked at"),
    ShiftStarted: _("%(courier)s clocked in"),
    ShiftEnded: _("%(courier)s clocked out"),
    PayRunComputed: _("The pay of a month was computed"),
    PayslipIssued: _("A payslip was issued to %(courier)s"),
    SurplusAllocated: _("The surplus of a year was shared"),
    ContributionShared: _("A month was shared with the federation"),
}

SAID_BY_ANOTHER = "what comes of it is told by another event"
OF_A_STORE = "settings and papers of a store, which its own pages show"
OF_A_PHONE = "how a courier's phone is reached or followed, which is theirs"
OF_THE_FLEET = "what a vehicle is, which the fleet's page shows"
OF_A_STOP = "stops as they are ridden: the delivery says it, and the order's line shows them"
UNTOLD: dict[type[Event], str] = {
    ordering.OrderPriced: SAID_BY_ANOTHER,
    ordering.OrderRequested: SAID_BY_ANOTHER,
    ordering.OrderRequestDecided: SAID_BY_ANOTHER,
    ordering.OrderImportStarted: SAID_BY_ANOTHER,
    ordering.OrderImportFinished: SAID_BY_ANOTHER,
    ordering.NoticesSet: OF_A_STORE,
    ordering.NoticesStopped: OF_A_STORE,
    ordering.ReasonsSet: OF_A_STORE,
    ordering.ProofRulesSet: OF_A_STORE,
    ordering.RecurrenceChanged: OF_A_STORE,
    ordering.RecurringOrderRefused: OF_A_STORE,
    ordering.StoreStaffChanged: OF_A_STORE,
    ordering.OrderDocumentAdded: OF_A_STORE,
    ordering.PublicFormChanged: OF_A_STORE,
    ordering.StoreChanged: OF_A_STORE,
    dispatching.NoteRead: SAID_BY_ANOTHER,
    dispatching.TourPlanDrafted: SAID_BY_ANOTHER,
    dispatching.TourPlanRunAsked: SAID_BY_ANOTHER,
    dispatching.TourPlanComputed: SAID_BY_ANOTHER,
    dispatching.TourPlanFailed: SAID_BY_ANOTHER,
    dispatching.TourPlanEdited: SAID_BY_ANOTHER,
    dispatching.VehicleDescribed: OF_THE_FLEET,
    carrying.ProofFileReceived: SAID_BY_ANOTHER,
    carrying.ProofFileRefused: SAID_BY_ANOTHER,
    carrying.PushTurnedOn: OF_A_PHONE,
    carrying.PushTurnedOff: OF_A_PHONE,
    carrying.CourierMoved: OF_A_PHONE,
    carrying.PositionSwitchedOff: OF_A_PHONE,
    carrying.PositionSwitchedOn: OF_A_PHONE,
    carrying.DeliveryTaken: OF_A_STOP,
    carrying.TaskArrived: OF_A_STOP,
    carrying.TaskCompleted: OF_A_STOP,
}
