"""What the pages of surplus and shares have around them."""

from typing import Any

from django.utils import timezone

from cooperatives.web.requests import TenantRequest
from members.permissions import can_adopt_allocation


def around(request: TenantRequest, year: int | None = None) -> dict[str, Any]:
    """For the chips: whether the reader keeps the books, and the year their links lead to."""
    return {
        "keeps_books": can_adopt_allocation.test(request.access),
        "options_year": year or timezone.localdate().year - 1,
    }
