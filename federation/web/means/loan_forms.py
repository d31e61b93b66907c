"""What a planner types to lend a shift; meaning is the services' to judge."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.time import TimeWindow
from federation.queries.means.grants import SeenGrant
from members.domain.roster import span_on
from members.models import MemberWorker
from members.web.roster_forms import clock, day


class LoanForm(forms.Form):
    """A shift of one courier, under one grant. An end that is not after the start is of the next day."""

    grant = forms.TypedChoiceField(label=gettext_lazy("To whom"), coerce=UUID)
    member = forms.TypedChoiceField(label=gettext_lazy("Courier"), coerce=UUID)
    day = day(gettext_lazy("Day"))
    starts = clock(gettext_lazy("Starts at"))
    ends = clock(gettext_lazy("Ends at"))

    def __init__(
        self, *args: Any, grants: Sequence[SeenGrant], couriers: Sequence[MemberWorker], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grant"].choices = [(str(one.grant.pk), _named(one)) for one in grants]  # type: ignore[attr-defined]
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{one.code} {one.name}") for one in couriers
        ]

    def facts(self) -> dict[str, Any]:
        told = self.cleaned_data
        starts_at, ends_at = span_on(told["day"], told["starts"], told["ends"], cooperative_here().zone)
        return {
            "grant_id": told["grant"],
            "member_id": told["member"],
            "window": TimeWindow(starts_at, ends_at),
        }


def _named(one: SeenGrant) -> str:
    hours = one.left.get("minutes", 0) // 60
    until = date_format(one.terms.valid_until, "j F")
    return _("%(partner)s, %(hours)s hours left until %(until)s") % {
        "partner": one.partner,
        "hours": hours,
        "until": until,
    }
