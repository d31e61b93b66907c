"""Opening hours of a store, in its own zone: `{"mon": [["11:00", "14:30"], …], …}`."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = Mapping[str, Sequence[Sequence[str]]]
SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
MOST_SPANS = 4


def is_open(hours: Hours, moment: datetime) -> bool:
    """Whether the store is open at that local moment. Without any hours it always is; a span past midnight
    belongs to the day it begins on."""
    if not hours:
        return True
    today, yesterday = DAYS[moment.weekday()], DAYS[moment.weekday() - 1]
    now = moment.time().replace(tzinfo=None)
    return any(_within(span, now, is_after_midnight=False) for span in hours.get(today, ())) or any(
        _within(span, now, is_after_midnight=True) for span in hours.get(yesterday, ())
    )


def _within(span: Sequence[str], now: time, *, is_after_midnight: bool) -> bool:
    start, end = (time.fromisoformat(text) for text in span)
    if end > start:
        return not is_after_midnight and start <= now <= end
    return now <= end if is_after_midnight else now >= start


def described(hours: Hours, moment: datetime) -> str:
    """The day's spans as people write them: `11:00–14:30, 18:30–22:00`."""
    return written(hours.get(DAYS[moment.weekday()], ())) or "–"


def read_spans(text: str, *, field: str) -> list[list[str]]:
    """`11:00–14:30, 18:30–22:00` as a day's spans; nothing is a closed day. Raises Invalid for what is no span."""
    said = [part.strip() for part in text.split(",") if part.strip()]
    found = [_span(part, field) for part in said]
    if len(found) > MOST_SPANS:
        raise Invalid("too_many_spans", _("At most %(most)s spans a day."), field=field, most=MOST_SPANS)
    return found


def written(spans: Sequence[Sequence[str]]) -> str:
    """The other way round."""
    return ", ".join("–".join(span) for span in spans)


def _span(text: str, field: str) -> list[str]:
    found = SPAN.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        begins, ends = (time(int(found[k]), int(found[k + 1])) for k in (1, 3))
        if begins == ends:
            raise ValueError(text)
    except ValueError as error:
        raise Invalid(
            "bad_span",
            _("“%(text)s” is no span of time: write 11:00-14:30, and a comma between two of them."),
            field=field,
            text=text,
        ) from error
    return [f"{begins:%H:%M}", f"{ends:%H:%M}"]
