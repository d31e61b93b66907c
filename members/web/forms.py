"""What the forms of people and pay share: hours, amounts, days, and a refusal at its field."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cooperatives.web.books import DayInput
from coopplatform.kernel.errors import DomainError, NotFound
from coopplatform.kernel.time import last_of_month
from coopplatform.web.wording import explain
from members.domain.contracts import Grid, Terms
from members.models import Contract


def done(form: forms.Form, service: Callable[[], Any]) -> Any:
    """What a service made; None when it refused, said at the field it named. Raises NotFound, which is a page."""
    try:
        return service()
    except NotFound:
        raise
    except DomainError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        return None


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; None while a form is only shown."""
    return request.POST if request.method == "POST" else None


def amount_field(label: Any, *, places: int = 2, **more: Any) -> forms.DecimalField:
    """A number with the language's own decimal mark, typed on a numeric keyboard."""
    field = forms.DecimalField(
        label=label, min_value=0, max_digits=9, decimal_places=places, localize=True, **more
    )
    field.widget.attrs["inputmode"] = "decimal"
    return field


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput, **more)


def month_choices(first: date, count: int) -> list[tuple[str, str]]:
    """`count` months from the one of `first` on, as first day and name."""
    months = [first.replace(day=1)]
    while len(months) < count:
        months.append(next_month(months[-1]))
    return [(month.isoformat(), date_format(month, "F Y")) for month in months]


def next_month(day: date) -> date:
    return date.fromordinal(last_of_month(day).toordinal() + 1)


def previous_month(day: date) -> date:
    return date.fromordinal(day.replace(day=1).toordinal() - 1).replace(day=1)


def month_asked(value: str, today: date) -> date:
    """The first day of the month `value` names (YYYY-MM); this month's when it names none near."""
    try:
        month = date.fromisoformat(f"{value}-01")
    except ValueError:
        return today.replace(day=1)
    return month if abs(month.year - today.year) <= YEARS_SHOWN else today.replace(day=1)


YEARS_SHOWN = 10


class ContractForm(forms.Form):
    """What a contract says; the classes offered are all those the pay grid has or will have."""

    kind = forms.ChoiceField(label=_("Kind of contract"), choices=Contract.Kind.choices)
    job_title = forms.CharField(label=_("Job"), max_length=80)
    weekly_hours = amount_field(_("Hours a week"))
    hourly_rate = amount_field(_("Gross an hour"))
    grid_class = forms.ChoiceField(label=_("Class of the pay grid"), required=False)
    started_on = day_field(_("First day"))
    ended_on = day_field(_("Last day"), required=False, help_text=_("Of a fixed-term contract."))
    short_hours_reason = forms.CharField(
        label=_("Reason for a short week"),
        max_length=120,
        required=False,
        help_text=_("Under 24 hours a week in France: the person's written request, studies (L3123-27)."),
    )

    def __init__(self, *args: Any, grid: Grid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = grid.on(date.max).values()
        if not rows:
            del self.fields["grid_class"]
            return
        field = self.fields["grid_class"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((row.name, f"{row.name} {row.label}".strip()) for row in rows)]

    def terms(self) -> Terms:
        """The cleaned contract."""
        asked = self.cleaned_data
        return Terms(
            kind=asked["kind"],
            weekly_minutes=int((asked["weekly_hours"] * 60).to_integral_value()),
            hourly_cents=cents_of(asked["hourly_rate"]),
            started_on=asked["started_on"],
            ended_on=asked["ended_on"],
            job_title=asked["job_title"],
            grid_class=asked.get("grid_class", ""),
            short_hours_reason=asked["short_hours_reason"].strip(),
        )


class HireForm(ContractForm):
    """Who is hired, and on which terms."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), help_text=_("They log in with it, by a link they are sent."))
    code = forms.CharField(
        label=_("Two letters"),
        max_length=2,
        min_length=2,
        help_text=_("They stand for the person on every board."),
    )

    field_order = ("name", "email", "code")


def cents_of(units: Decimal) -> int:
    """Whole cents of an amount with two decimals at most."""
    return int((units * 100).to_integral_value())
