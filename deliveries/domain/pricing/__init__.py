"""What a delivery costs: rules give lines that add up and say how they were found."""

from deliveries.domain.pricing.consignment import price_consignment
from deliveries.domain.pricing.facts import HandPrice, Ride, StopFacts, Whole
from deliveries.domain.pricing.quote import PricedLine, PricedQuote
from deliveries.domain.pricing.rules import Rule, Rules, Strategy, Target
from deliveries.domain.pricing.tariff import PriceRequest, Tariff, price
from deliveries.domain.pricing.vat import vat_rate

__all__ = [
    "HandPrice",
    "PriceRequest",
    "PricedLine",
    "PricedQuote",
    "Ride",
    "Rule",
    "Rules",
    "StopFacts",
    "Strategy",
    "Target",
    "Tariff",
    "Whole",
    "price",
    "price_consignment",
    "vat_rate",
]
