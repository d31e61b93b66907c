from deliveries.models.billing import BillingDetails, InvoicingDetails
from deliveries.models.decisions import Decision
from deliveries.models.fleet import Bike, Hub
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
from deliveries.models.orders import Delivery, Order, OrderCounter, Quote, Task
from deliveries.models.positions import CourierPlace, Position, PositionLook, PositionPause
from deliveries.models.proofs import Proof, ProofFile
from deliveries.models.push import PushNote, PushSubscription
from deliveries.models.steering import DispatchSwitch, Pin, Refusal
from deliveries.models.stores import Recipient, Store, StoreStaff, StoreToken
from deliveries.models.taps import Phone, Tap
from deliveries.models.tours import PlannedStop, Tour, TourPlan
from deliveries.models.towns import Town, TownAddress, TownPlace

__all__ = [
    "Bike",
    "BillingDetails",
    "CourierPlace",
    "Debit",
    "DebitFile",
    "Decision",
    "Delivery",
    "DispatchSwitch",
    "Hub",
    "Invoice",
    "InvoiceCounter",
    "InvoiceDocument",
    "InvoiceLine",
    "InvoiceMail",
    "InvoiceOrder",
    "InvoicingDetails",
    "Order",
    "OrderCounter",
    "Phone",
    "Pin",
    "PlannedStop",
    "Position",
    "PositionLook",
    "PositionPause",
    "Proof",
    "ProofFile",
    "PushNote",
    "PushSubscription",
    "Quote",
    "Recipient",
    "Refusal",
    "Store",
    "StoreStaff",
    "StoreToken",
    "Tap",
    "Task",
    "Tour",
    "TourPlan",
    "Town",
    "TownAddress",
    "TownPlace",
    "vat_row",
]
