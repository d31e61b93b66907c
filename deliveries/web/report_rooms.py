"""The reports a person may open, each with the period and filters of the page they stand on."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cooperatives.web.requests import TenantRequest
from deliveries.permissions import can_read_turnover

ROOMS = (
    ("reports", _("On time"), False),
    ("report-stores", _("By store"), False),
    ("report-hours", _("By hour of work"), False),
    ("books-margin", _("Margin by activity"), True),
    ("report-climate", _("CO2 avoided"), False),
    ("report-coming", _("When orders come"), False),
    ("exports", _("Exports"), False),
)
"""Name of the page, its words, whether it is of money; the margin is the books' own page."""


def report_rooms(request: TenantRequest, here: str, first: date, last: date) -> list[dict[str, object]]:
    """Address and words of each room, and whether it is this one."""
    kept = {"first": str(first), "last": str(last)}
    kept |= {name: request.GET[name] for name in ("store", "activity") if request.GET.get(name)}
    query = urlencode(kept)
    return [
        {
            "url": f"{reverse(name, args=[request.cooperative.slug])}?{query}",
            "label": label,
            "is_current": name == here,
        }
        for name, label, is_money in ROOMS
        if not is_money or can_read_turnover.test(request.access)
    ]
