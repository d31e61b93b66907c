"""The components of the look as template tags; templates/README.md shows each in use."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils import formats as django_formats
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.text import Sentence
from coopplatform.web import formats, icons
from coopplatform.web.wording import explain, write
from coopplatform.web.words import words_key

register = template.Library()

register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("distance", formats.distance)
register.filter("duration", formats.duration)
register.simple_tag(icons.icon, name="icon")

STATUSES = {
    "late": "late",
    "done": "check",
    "sent": "sent",
    "part": "part",
    "waiting": "waiting",
    "cancelled": "cancelled",
}
STOPS = (
    "pickup", "dropoff", "next-pickup", "next-dropoff", "done",
    "suggested-pickup", "suggested-dropoff", "several", "end", "break",
)  # fmt: skip
WHEN = {
    "time": "H:i",
    "short": gettext_noop("j M"),
    "day": "l j F",
    "date": "j F Y",
    "datetime": gettext_noop("j M H:i"),
}
DAYS = ("short", "day", "date")


# Words and numbers


@register.simple_tag
def money(
    cents: int, currency: str, *, sign: bool = False, whole: bool = False, people: bool = False
) -> SafeString:
    """An amount; `people` marks money that goes to people (pine green, bold)."""
    return _money(cents, currency, sign, whole, people, get_language())


@lru_cache(maxsize=4096)
def _money(
    cents: int, currency: str, sign: bool, whole: bool, people: bool, _language: str | None
) -> SafeString:
    text = formats.money(cents, currency, sign=sign, whole=whole)
    return format_html('<span class="{}">{}</span>', "money" if people else "amount", text)


@register.simple_tag
def when(moment: datetime | date | None, style: str = "time") -> SafeString:
    """A moment in the co-op's time zone: time 12:31, short 23 Nov, day, date, datetime; a dash for none."""
    if not moment:
        return mark_safe("–")
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    spoken = (get_language(), words_key())
    written = _day(date(local.year, local.month, local.day), style, spoken) if style in DAYS else None
    return format_html(
        '<time datetime="{}">{}</time>',
        local.isoformat(),
        written or django_formats.date_format(local, _(WHEN[style])),
    )


@lru_cache(maxsize=1024)
def _day(day: date, style: str, _spoken: tuple[str | None, str]) -> str:
    """A list names the same few days over and over."""
    return django_formats.date_format(day, _(WHEN[style]))


@register.simple_tag
def sentence(spoken: Sentence | Mapping[str, Any]) -> str:
    """A sentence of the domain, or one stored as JSON, in the reader's language."""
    return write(spoken)


@register.simple_tag
def explained(refusal: DomainError) -> str:
    """What forbids it and what to do, in the reader's language."""
    return explain(refusal)


# Marks


@register.simple_tag
@lru_cache(maxsize=1024, typed=True)
def status(kind: str, words: str) -> SafeString:
    """A shape and a word: late, done, sent, part, waiting, cancelled."""
    return format_html('<span class="status status--{}">{}{}</span>', kind, icons.icon(STATUSES[kind]), words)


@register.simple_tag
def late(minutes: int) -> SafeString:
    """How late a time is, for standing beside it."""
    words = ngettext("%(n)s minute late", "%(n)s minutes late", minutes) % {"n": minutes}
    mark = format_html(
        '<span aria-hidden="true">+{}</span><span class="visually-hidden">{}</span>', minutes, words
    )
    return format_html('<span class="status status--late">{}{}</span>', icons.icon("late"), mark)


@register.simple_tag
def bullet(code: str, *, live: bool = False, big: bool = False) -> SafeString:
    """A courier's two letters in their square; yellow when selected or live."""
    classes = "bullet" + " bullet--live" * live + " bullet--big" * big
    return format_html('<span class="{}">{}</span>', classes, code)


@register.simple_tag
def dot(kind: str, count: int | None = None) -> SafeString:
    """The shape of a stop alone; `several` may carry its count."""
    if kind not in STOPS:
        raise template.TemplateSyntaxError(f"No stop looks like {kind!r}: {', '.join(STOPS)}")
    counted = "" if count is None else " dot--count"
    return format_html(
        '<span class="dot dot--{}{}" aria-hidden="true">{}</span>',
        kind,
        counted,
        "" if count is None else count,
    )


@register.simple_block_tag
def stop(content: str, kind: str, *, past: bool = False, unsure: bool = False, slot: bool = False,
         big: bool = False, count: int | None = None, code: str = "") -> SafeString:  # fmt: skip
    """One stop of an `<ol class="line">`. `past` and `unsure` draw the line after it, `slot` frames a
    suggestion, `big` is the courier's next stop, `code` puts the courier's bullet there instead of a dot."""
    mark = bullet(code, live=True) if code else dot(kind, count)
    classes = ["stop"]
    classes += [f"stop--{name}" for name, on in (("past", past), ("unsure", unsure), ("slot", slot)) if on]
    return format_html(
        '<li class="{}"><span class="mark">{}</span><div class="stop-body{}">{}</div></li>',
        " ".join(classes), mark, " stop-next" if big else "", content,
    )  # fmt: skip


@register.inclusion_tag("components/projection.html")
def projection(on: date | None = None, is_not: str = "") -> dict[str, Any]:
    """The mark of what is not yet true: the day it was computed, and what it is not."""
    return {"on": on, "is_not": is_not}


# Regions and controls


@register.simple_block_tag
def region(content: str, title: str, *, note: str = "", anchor: str = "", level: int = 2) -> SafeString:
    """A part of the page, opened by its rule. `note` stands at the end of its head."""
    aside = format_html('<span class="note">{}</span>', note) if note else ""
    name = format_html(' id="{}"', anchor) if anchor else ""
    heading = format_html("<h{0}>{1}</h{0}>", level, title)
    return format_html(
        '<section class="region"{}><div class="region-head">{}{}</div>{}</section>',
        name,
        heading,
        aside,
        content,
    )


@register.inclusion_tag("components/button.html")
def button(
    label: str,
    kind: str = "",
    *,
    size: str = "",
    href: str = "",
    icon: str = "",
    busy: str = "",
    name: str = "",
    value: str = "",
    role: str = "submit",
    disabled: bool = False,
) -> dict[str, Any]:
    """A button or, with `href`, a link that looks like one. Kinds: go, ink, danger, bare; sizes: form,
    send, tool, main, wide. `busy` is its word while the form is on its way, `role` the type of the button."""
    classes = " ".join(["btn", *(f"btn--{part}" for part in f"{kind} {size}".split())])
    return {
        "label": label, "classes": classes, "href": href, "icon": icon, "busy": busy,
        "name": name, "value": value, "type": role, "disabled": disabled,
    }  # fmt: skip


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, label: str = "", big: bool = False, whole: bool = False) -> dict[str, Any]:
    """A bound field with its label, help and errors. `big` makes large choices, `whole` takes the row."""
    return {"field": bound, "label": label or bound.label, "big": big, "whole": whole}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """The error summary and every field of a form, for forms that need no layout of their own."""
    return {"form": form}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What to correct, with links; takes the focus. Nothing when there is no error."""
    fields = [bound for bound in form if bound.errors]
    count = len(fields)
    if count:
        title = ngettext("One field to correct", "%(count)s fields to correct", count) % {"count": count}
    else:
        title = _("Nothing was saved")
    return {"form": form, "fields": fields, "title": title, "has_errors": bool(form.errors)}


@register.inclusion_tag("components/undo.html", takes_context=True)
def undo(context: Mapping[str, Any], words: str, url: str, seconds: int = 8, key: str = "") -> dict[str, Any]:
    """The bar that says what was done and takes it back by POST to `url` while its seconds last."""
    return {
        "words": words,
        "url": url,
        "seconds": seconds,
        "key": key,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_block_tag
def empty(content: str, title: str, text: str = "") -> SafeString:
    """Why there is nothing here, and what to do: the content is the buttons."""
    return render_to_string(
        "components/empty.html",
        {"title": title, "text": text, "actions": mark_safe(content)},  # noqa: S308
    )


# Pictures


@register.inclusion_tag("components/day_line.html")
def day_line(points: Sequence[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """A day from left to right (down the page on a phone).

    Each point: `share` (0 to 1 of the way), `time`, `words`, `kind` (done, now, start, end), `after` (past,
    solid, unsure: the line up to the next point), `alarm`.
    """
    drawn = []
    for i, point in enumerate(points):
        share = Decimal(str(point["share"]))
        next_share = Decimal(str(points[i + 1]["share"])) if i + 1 < len(points) else share
        anchor = "start" if share < Decimal("0.06") else "end" if share > Decimal("0.94") else "middle"
        drawn.append(
            {**point, "x": f"{share * 100:.2f}%", "to": f"{next_share * 100:.2f}%", "anchor": anchor}
        )
    return {"points": drawn, "label": label}


@register.inclusion_tag("components/map.html")
def coop_map(
    tiles: str, label: str, things: Mapping[str, Any] | None = None, name: str = "map"
) -> dict[str, Any]:
    """The map of a town (`tiles`: address of its PMTiles file) with couriers, stops and routes:
    `{"couriers": [{code, at: [lon, lat], live}], "stops": [{id, kind, at}], "routes": [{points, kind}]}`."""
    return {"tiles": tiles, "label": label, "things": dict(things or {}), "id": name}
