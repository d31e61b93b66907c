"""Forms of the roster and of worked time. Shape only: the services say what it means."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopplatform.kernel.errors import DomainError, NotFound
from coopplatform.web.wording import explain
from members.domain.availability import DAY_MINUTES, Kind, Weeks, Window
from members.domain.labour import MEANINGS, Code, Mode
from members.domain.roster import span_on
from members.models import Availability, MemberWorker
from members.queries.my_shifts import members_here
from members.queries.records import RecordShown

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
MODES = {
    Mode.WARN: gettext_lazy("warns"),
    Mode.BLOCK: gettext_lazy("blocks"),
    Mode.OFF: gettext_lazy("is off"),
}


def refuse(form: forms.Form, error: DomainError, fields: Mapping[str, str] | None = None) -> None:
    """Show what a service refused at its field, or above the form. A thing that is not there stays not found."""
    if isinstance(error, NotFound):
        raise error
    name = (fields or {}).get(error.field or "", error.field)
    form.add_error(name if name in form.fields else None, explain(error))


def clock(label: Any, *, required: bool = True) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=required, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


def day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ShiftForm(forms.Form):
    """A shift of someone, or an open one. An end that is not after the start is of the next day."""

    day = day(gettext_lazy("Day"))
    starts = clock(gettext_lazy("Starts at"))
    ends = clock(gettext_lazy("Ends at"))
    member = forms.TypedChoiceField(
        label=gettext_lazy("Member"), required=False, coerce=UUID, empty_value=None
    )
    skills = forms.CharField(
        label=gettext_lazy("Skills it asks for"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("The co-op's own words, with commas: cargo, cold"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it changes"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Needed when it begins soon; the member reads it."),
    )

    FIELDS = {"starts_at": "starts", "ends_at": "ends", "member": "member", "skills": "skills"}

    def __init__(
        self, *args: Any, asks_reason: bool = False, held_by: MemberWorker | None = None, **kwargs: Any
    ) -> None:
        """`held_by` stays to be chosen, though they be a guest or have left."""
        super().__init__(*args, **kwargs)
        members = members_here()
        if held_by is not None and held_by not in members:
            members.append(held_by)
        names = [(str(member.pk), f"{member.code} {member.name}") for member in members]
        self.fields["member"].choices = [("", _("Open: whoever claims it")), *names]  # type: ignore[attr-defined]
        if not asks_reason:
            del self.fields["reason"]

    def span(self) -> tuple[datetime, datetime]:
        asked = self.cleaned_data
        return span_on(asked["day"], asked["starts"], asked["ends"], _zone())

    def facts(self) -> dict[str, Any]:
        """As the services take them."""
        starts_at, ends_at = self.span()
        asked = self.cleaned_data
        return {
            "member_id": asked["member"],
            "starts_at": starts_at,
            "ends_at": ends_at,
            "skills": asked["skills"],
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=200)


class TemplateForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)


class SkillsForm(forms.Form):
    skills = forms.CharField(label=gettext_lazy("Skills"), required=False, max_length=400)


class RuleForm(forms.Form):
    """One rule of working time, as the co-op wants it."""

    code = forms.ChoiceField(label=gettext_lazy("Rule"))
    limit = forms.FloatField(label=gettext_lazy("Limit"), widget=forms.NumberInput({"step": "any"}))
    mode = forms.ChoiceField(
        label=gettext_lazy("What it does"), choices=[(mode.value, words) for mode, words in MODES.items()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (code.value, f"{_(MEANINGS[code].title)} ({_(MEANINGS[code].unit)})") for code in Code
        ]


class AvailabilityForm(forms.Form):
    """A window of the week. Without times it is the whole day; until 00:00 is until midnight."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[(kind.value, words) for kind, words in Availability.KINDS.items()],
        initial=Kind.CANNOT.value,
        widget=forms.RadioSelect,
    )
    weekday = forms.TypedChoiceField(label=gettext_lazy("Day"), coerce=int, choices=list(enumerate(WEEKDAYS)))
    weeks = forms.ChoiceField(
        label=gettext_lazy("Weeks"),
        choices=[(weeks.value, words) for weeks, words in Availability.WEEKS.items()],
    )
    begins = clock(gettext_lazy("Starts at"), required=False)
    until = clock(gettext_lazy("Ends at"), required=False)
    first = day(gettext_lazy("From the day"), required=False)
    last = day(gettext_lazy("To the day"), required=False)

    def window(self) -> Window:
        asked = self.cleaned_data
        begins, until = asked["begins"], asked["until"]
        return Window(
            Kind(asked["kind"]),
            asked["weekday"],
            _minute(begins) if begins else 0,
            (_minute(until) or DAY_MINUTES) if until else DAY_MINUTES,
            Weeks(asked["weeks"]),
            asked["first"],
            asked["last"],
        )


class ContestForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("What is wrong"), max_length=300)


class CorrectionForm(forms.Form):
    """A record's times, its breaks (one more than it has, empty ones are none) and why they change."""

    day = day(gettext_lazy("Day"))
    started = clock(gettext_lazy("Clock-in"))
    ended = clock(gettext_lazy("Clock-out"))
    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        max_length=200,
        help_text=gettext_lazy("The member reads it, and agrees or contests."),
    )

    FIELDS = {"started_at": "started", "ended_at": "ended", "breaks": "break_0_from"}

    def __init__(self, shown: RecordShown, data: Any = None) -> None:
        self.count = len(shown.pauses) + 1
        super().__init__(data, initial=_times(shown))
        for n in range(self.count):
            self.fields[f"break_{n}_from"] = clock(_("Break from"), required=False)
            self.fields[f"break_{n}_until"] = clock(_("Break until"), required=False)

    def breaks(self) -> list[forms.BoundField]:
        """The beginnings and ends of its breaks, in their order."""
        return [self[f"break_{n}_{end}"] for n in range(self.count) for end in ("from", "until")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for n in range(self.count):
            begins, ends = cleaned.get(f"break_{n}_from"), cleaned.get(f"break_{n}_until")
            if (begins is None) != (ends is None):
                self.add_error(f"break_{n}_until", _("A break has a beginning and an end."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """As the service takes them; a time before the clock-in is of the next day."""
        asked = self.cleaned_data
        started_at, ended_at = span_on(asked["day"], asked["started"], asked["ended"], _zone())
        breaks = []
        for n in range(self.count):
            if begins := asked[f"break_{n}_from"]:
                at_once, later = span_on(asked["day"], asked["started"], begins, _zone())
                after = at_once if begins == asked["started"] else later
                _begins, before = span_on(after.date(), begins, asked[f"break_{n}_until"], _zone())
                breaks.append((after, before))
        return {"started_at": started_at, "ended_at": ended_at, "breaks": breaks, "reason": asked["reason"]}


def _times(shown: RecordShown) -> dict[str, date | time]:
    record = shown.record
    started = timezone.localtime(record.started_at)
    ended = timezone.localtime(record.ended_at or record.shift.ends_at)
    found: dict[str, date | time] = {
        "day": started.date(),
        "started": started.time().replace(second=0, microsecond=0),
        "ended": ended.time().replace(second=0, microsecond=0),
    }
    for n, pause in enumerate(shown.pauses):
        found[f"break_{n}_from"] = timezone.localtime(pause.after).time()
        found[f"break_{n}_until"] = timezone.localtime(pause.before).time()
    return found


def _minute(moment: time) -> int:
    return 60 * moment.hour + moment.minute


def _zone() -> Any:
    return timezone.get_current_timezone()
