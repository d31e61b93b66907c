from deliveries.models.billing import BillingDetails, InvoicingDetails
from deliveries.models.board import (
    BoardMove,
    CourierNote,
    CourierQueue,
    Delay,
    GroupedOrder,
    OrderGroup,
    OrderTag,
    Tag,
)
from deliveries.models.decisions import Decision
from deliveries.models.documents import OrderDocument
from deliveries.models.fleet import Bike, Hub
from deliveries.models.imports import ImportLine, OrderImport
from deliveries.models.incidents import Incident, IncidentEntry, ReasonSet
from deliveries.models.invoices import (
    Debit,
    DebitFile,
    Invoice,
    InvoiceCounter,
    InvoiceDocument,
    InvoiceLine,
    InvoiceMail,
    InvoiceOrder,
    vat_row,
)
from deliveries.models.notices import Notice, NoticeSettings, NoticeStop
from deliveries.models.orders import (
    PRICE,
    Consignment,
    Delivery,
    Order,
    OrderCounter,
    PriceChange,
    Priced,
    Quote,
    Task,
)
from deliveries.models.positions import CourierPlace, Position, PositionLook, PositionPause
from deliveries.models.pricing import PackageType, RuleSet, RuleSetVersion, Zone
from deliveries.models.proofs import Proof, ProofFile
from deliveries.models.push import PushNote, PushSubscription
from deliveries.models.recurrences import Recurrence, RecurrenceDay
from deliveries.models.relays import Relay
from deliveries.models.reminders import ReminderHold, ReminderSettings
from deliveries.models.requests import OrderRequest, PublicForm
from deliveries.models.slots import ClosedDay, SlotPlan, TimeSlot
from deliveries.models.steering import DispatchSwitch, Pin, Refusal
from deliveries.models.stores import Recipient, Store, StorePackage, StoreStaff, StoreToken
from deliveries.models.taps import Phone, Tap
from deliveries.models.tours import PlannedStop, Tour, TourPlan
from deliveries.models.towns import Reach, Town, TownAddress, TownPlace

__all__ = [
    "PRICE",
    "Bike",
    "BillingDetails",
    "BoardMove",
    "ClosedDay",
    "Consignment",
    "CourierNote",
    "CourierPlace",
    "CourierQueue",
    "Debit",
    "DebitFile",
    "Decision",
    "Delay",
    "Delivery",
    "DispatchSwitch",
    "GroupedOrder",
    "Hub",
    "ImportLine",
    "Incident",
    "IncidentEntry",
    "Invoice",
    "InvoiceCounter",
    "InvoiceDocument",
    "InvoiceLine",
    "InvoiceMail",
    "InvoiceOrder",
    "InvoicingDetails",
    "Notice",
    "NoticeSettings",
    "NoticeStop",
    "Order",
    "OrderCounter",
    "OrderDocument",
    "OrderGroup",
    "OrderImport",
    "OrderRequest",
    "OrderTag",
    "PackageType",
    "Phone",
    "Pin",
    "PlannedStop",
    "Position",
    "PositionLook",
    "PositionPause",
    "PriceChange",
    "Priced",
    "Proof",
    "ProofFile",
    "PublicForm",
    "PushNote",
    "PushSubscription",
    "Quote",
    "Reach",
    "ReasonSet",
    "Recipient",
    "Recurrence",
    "RecurrenceDay",
    "Refusal",
    "Relay",
    "ReminderHold",
    "ReminderSettings",
    "RuleSet",
    "RuleSetVersion",
    "SlotPlan",
    "Store",
    "StorePackage",
    "StoreStaff",
    "StoreToken",
    "Tag",
    "Tap",
    "Task",
    "TimeSlot",
    "Tour",
    "TourPlan",
    "Town",
    "TownAddress",
    "TownPlace",
    "Zone",
    "vat_row",
]
