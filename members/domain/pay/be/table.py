"""Belgium: what is known with a source, for manual workers of SCP 140.03 (couriers). Rates per unit."""

from datetime import date
from decimal import Decimal

from members.domain.pay.dated import Row, Table

READ_ON = date(2026, 11, 23)
START, END_26 = date(2025, 1, 1), date(2026, 12, 31)


def _row(name: str, value: str, source: str, doubt: str = "") -> Row:
    return Row(name, Decimal(value), START, END_26, source, READ_ON, doubt)


BELGIUM = Table(
    (
        _row("legal_weekly_hours", "38", "Loi du 10/08/2001, art. 2"),
        _row("overtime_premium", "0.50", "Loi du 16/03/1971, art. 29"),
        _row("sunday_premium", "1.00", "Loi du 16/03/1971, art. 29"),
        _row("onss_employee", "0.1307", "Loi du 27/06/1969, art. 38; socialsecurity.be"),
        _row(
            "onss_manual_factor", "1.08", "Loi du 27/06/1969; socialsecurity.be (108 % du brut des ouvriers)"
        ),
        _row(
            "employer_charge_below_10",
            "0.4991",
            "AR du 09/04/2024 (coursiers de colis, SCP 140.03, classe R1)",
            doubt="the rate a royal decree takes for parcel couriers; confirm with the secrétariat social",
        ),
    )
)
