from deliveries.models.decisions import Decision
from deliveries.models.fleet import Bike, Hub
from deliveries.models.orders import Delivery, Order, OrderCounter, Quote, Task
from deliveries.models.positions import CourierPlace, Position
from deliveries.models.proofs import Proof, ProofFile
from deliveries.models.steering import DispatchSwitch, Pin, Refusal
from deliveries.models.stores import Recipient, Store, StoreStaff, StoreToken
from deliveries.models.tours import PlannedStop, Tour, TourPlan
from deliveries.models.towns import Town, TownAddress, TownPlace

__all__ = [
    "Bike",
    "CourierPlace",
    "Decision",
    "Delivery",
    "DispatchSwitch",
    "Hub",
    "Order",
    "OrderCounter",
    "Pin",
    "PlannedStop",
    "Position",
    "Proof",
    "ProofFile",
    "Quote",
    "Recipient",
    "Refusal",
    "Store",
    "StoreStaff",
    "StoreToken",
    "Task",
    "Tour",
    "TourPlan",
    "Town",
    "TownAddress",
    "TownPlace",
]
