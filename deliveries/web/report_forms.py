"""What a report is about, from the address: a period, a store, an activity."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cooperatives.domain.sections import section_name
from cooperatives.web.periods import PeriodForm, period_of
from cooperatives.web.requests import TenantRequest
from deliveries.queries.reports.asked import Asked, stores_known


class ReportForm(PeriodForm):
    """A period of the co-op's days, and what is looked at alone."""

    store = forms.TypedChoiceField(label=_("Store"), required=False, empty_value="")
    activity = forms.ChoiceField(label=_("Activity"), required=False)

    def __init__(self, *args: Any, stores: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        activities = sorted({store.activity for store in stores})
        self.fields["store"].choices = [("", _("All stores")), *((str(one.pk), one.name) for one in stores)]  # type: ignore[attr-defined]
        self.fields["activity"].choices = [  # type: ignore[attr-defined]
            ("", _("All activities")),
            *((one, gettext(section_name(one))) for one in activities),
        ]


def report_asked(request: TenantRequest) -> tuple[ReportForm, Asked]:
    """The form with what the address asks for; this year so far where it makes no sense."""
    stores = stores_known()

    def form_class(*args: Any, **kwargs: Any) -> ReportForm:
        return ReportForm(*args, stores=stores, **kwargs)

    form, first, last = period_of(request, form_class)  # type: ignore[arg-type]
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    store = next((one.pk for one in stores if str(one.pk) == told.get("store")), None)
    return form, Asked(first, last, request.cooperative.zone, store, told.get("activity", ""))
