"""Which days a page of the books looks at: they live in the address."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """From a day to another."""

    first = forms.DateField(label=_("From"), widget=DayInput)
    last = forms.DateField(label=_("To"), widget=DayInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("The period ends before it begins."))
        for name in ("first", "last"):
            if (day := cleaned.get(name)) and not 1901 <= day.year <= 2999:
                self.add_error(name, _("No books were kept then."))
        return cleaned


class DayForm(forms.Form):
    """The end of one day."""

    on = forms.DateField(label=_("At the end of"), widget=DayInput)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if not 1901 <= day.year <= 2999:
            raise forms.ValidationError(_("No books were kept then."))
        return day


def period_of(request: HttpRequest, form_class: type[PeriodForm] = PeriodForm) -> tuple[Any, date, date]:
    """The form with the period asked for; this year so far when none, or none that makes sense, is."""
    today = timezone.localdate()
    first, last = today.replace(month=1, day=1), today
    asked = request.GET if "first" in request.GET else None
    form = form_class(asked, initial={"first": first, "last": last, **request.GET.dict()})
    if form.is_bound and form.is_valid():
        return form, form.cleaned_data["first"], form.cleaned_data["last"]
    return form, first, last


def day_of(request: HttpRequest) -> tuple[DayForm, date]:
    """The form with the day asked for; today when none, or none that makes sense, is."""
    today = timezone.localdate()
    form = DayForm(request.GET if "on" in request.GET else None, initial={"on": today})
    return form, form.cleaned_data["on"] if form.is_bound and form.is_valid() else today


def years_of(founded_on: date) -> list[int]:
    """Every year of the co-op, the newest first."""
    return list(range(timezone.localdate().year, founded_on.year - 1, -1))
