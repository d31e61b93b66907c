"""What France lets an employer refund for bikes free of contributions and tax; euros. Shown, not applied."""

from datetime import date
from decimal import Decimal

from members.domain.pay.dated import Row, Table

READ_ON = date(2026, 11, 25)

BIKE_ALLOWANCES = Table(
    (
        Row(
            "bike_km",
            Decimal("0.25"),
            date(2016, 2, 13),
            None,
            "Décret 2016-144, ancien art. D3261-15-1 (indemnité kilométrique vélo)",
            READ_ON,
            doubt="written for commuting and replaced in 2020; no scale is known for deliveries on one's own bike",
        ),
        Row(
            "mobility_package_yearly",
            Decimal(600),
            date(2025, 1, 1),
            None,
            "Forfait mobilités durables, CGI 81, 19° ter b (loi de finances pour 2025)",
            READ_ON,
            doubt="commuting only; another source still says 700",
        ),
        Row(
            "mobility_package_with_transport_yearly",
            Decimal(900),
            date(2025, 1, 1),
            None,
            "Forfait mobilités durables avec abonnement de transport, CGI 81, 19° ter b",
            READ_ON,
            doubt="commuting only; another source still says 800",
        ),
    )
)
