"""What a delivery costs: `price(request, tariff)` gives lines that add up and say how they were found."""

from deliveries.domain.pricing.quote import PricedLine, PricedQuote, PriceRequest, price
from deliveries.domain.pricing.tariff import Tariff
from deliveries.domain.pricing.vat import vat_rate

__all__ = ["PriceRequest", "PricedLine", "PricedQuote", "Tariff", "price", "vat_rate"]
