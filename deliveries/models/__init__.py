from deliveries.models.decisions import Decision
from deliveries.models.orders import Delivery, Order, OrderCounter, Quote, Task
from deliveries.models.positions import CourierPlace, Position
from deliveries.models.steering import DispatchSwitch, Pin, Refusal
from deliveries.models.stores import Recipient, Store, StoreStaff, StoreToken
from deliveries.models.towns import Town, TownAddress, TownPlace

__all__ = [
    "CourierPlace",
    "Decision",
    "Delivery",
    "DispatchSwitch",
    "Order",
    "OrderCounter",
    "Pin",
    "Position",
    "Quote",
    "Recipient",
    "Refusal",
    "Store",
    "StoreStaff",
    "StoreToken",
    "Task",
    "Town",
    "TownAddress",
    "TownPlace",
]
