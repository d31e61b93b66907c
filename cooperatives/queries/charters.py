"""The charter in force."""

from datetime import date
from typing import Any

from cooperatives.models import Charter
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _


def charter_on(day: date) -> Charter:
    """The version in force that day in the co-op in scope. Raises NotAllowedNow before the first one."""
    charter = Charter.objects.filter(valid_from__lte=day).order_by("-valid_from", "-version").first()
    if charter is None:
        raise NotAllowedNow("no_charter", _("This cooperative has no charter in force yet: adopt one first."))
    return charter


def charter_versions() -> list[Charter]:
    """Every version, the newest first; one with a day to come is not in force yet."""
    return list(Charter.objects.order_by("-version"))


def terms_on(day: date, part: str) -> dict[str, Any]:
    """One part of the charter's terms: `pricing`, `dispatch`, `pay`, `surplus`."""
    return dict(charter_on(day).terms[part])
