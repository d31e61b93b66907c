"""Dossiers, histories and deadlines as people read them: a shape and a word, never a colour alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperatives.web.requests import TenantRequest
from coopplatform.web import formats
from coopplatform.web.wording import write
from federation.domain.review.catalogue import GROUPS
from federation.domain.review.criteria import COLOURS, KINDS, Colour, Kind, Scale, Unit
from federation.domain.review.deadlines import Due
from federation.domain.review.membership import ACTIONS, HAPPENED, STATES, Action, State
from federation.models import Transition

SHAPES = {
    Colour.GREEN: "done",
    Colour.AMBER: "part",
    Colour.RED: "late",
    Colour.SHOWN: "sent",
    Colour.UNKNOWN: "waiting",
}
STATE_SHAPES = {
    State.APPLICANT: "waiting",
    State.IN_REVIEW: "part",
    State.ADMITTED: "done",
    State.REFUSED: "cancelled",
    State.WITHDRAWN: "cancelled",
    State.OBSERVATION: "part",
    State.SUSPENDED: "late",
    State.EXITED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a dossier, ready for a page or for paper."""

    code: str
    title: str
    group: str
    colour: str
    shape: str
    word: str
    value: str
    fraction: str
    limit: str
    formula: str
    source: str
    kind: str
    is_said: bool
    why: str
    not_computed: str
    words: str
    comment: str
    paper: str
    window: tuple[date, date] | None
    collected_on: date | None
    sha256: str
    query_version: str
    asks_paper: bool


def line_shown(line: Mapping[str, Any]) -> Line:
    """A line as it was kept, in the reader's language."""
    evidence, unit = line["evidence"], Unit(line["unit"])
    colour = Colour(line["colour"])
    known = evidence or {}
    return Line(
        code=line["code"],
        title=_(line["title"]),
        group=_(GROUPS[line["code"][0]]),
        colour=colour.value,
        shape=SHAPES[colour],
        word=_(COLOURS[colour]),
        value=value_shown(known.get("value"), unit),
        fraction=_fraction(known, unit),
        limit=_limit(line, unit),
        formula=_(line["formula"]),
        source=_(line["from"]),
        kind=_(KINDS[Kind(known["kind"] if known else line["asked"])]),
        is_said=bool(known) and known["kind"] != Kind.COMPUTED,
        why=write(known["note"]) if known.get("note") else "",
        not_computed=write(line["not_computed"]) if line.get("not_computed") else "",
        words=known.get("words", ""),
        comment=line["comment"],
        paper=line["paper"],
        window=(date.fromisoformat(known["first"]), date.fromisoformat(known["last"])) if known else None,
        collected_on=date.fromisoformat(known["collected_at"][:10]) if known else None,
        sha256=known.get("sha256", ""),
        query_version=known.get("query_version", ""),
        asks_paper=line.get("said_as", line["asked"]) == Kind.DOCUMENT,
    )


def lines_shown(lines: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Line]]]:
    """The lines under the titles of their chapters, in their order."""
    chapters: dict[str, list[Line]] = {}
    for line in map(line_shown, lines):
        chapters.setdefault(line.group, []).append(line)
    return list(chapters.items())


def value_shown(value: str | Decimal | None, unit: Unit) -> str:
    """A value with its unit; empty when it is not known."""
    if value is None:
        return ""
    amount = Decimal(value)
    digits = 0 if amount == amount.to_integral_value() else 2 if unit is Unit.RATIO else 1
    number = formats.number(amount, digits)
    if unit is Unit.PERCENT:
        return formats.percent(amount / 100, digits)
    if unit is Unit.MONTHS:
        return ngettext("%(n)s month", "%(n)s months", int(amount)) % {"n": number}
    if unit is Unit.DAYS:
        return ngettext("%(n)s day", "%(n)s days", int(amount)) % {"n": number}
    if unit is Unit.PER_1000:
        return _("%(n)s per 1,000 shifts") % {"n": number}
    if unit is Unit.PER_MILLION:
        return _("%(n)s per million hours") % {"n": number}
    return number


@dataclass(frozen=True, slots=True)
class Happened:
    """A transition in a history. `reasons` are those of red criteria."""

    row: Transition
    words: str
    shape: str
    reasons: Sequence[tuple[str, str]]


def history_shown(rows: Iterable[Transition]) -> list[Happened]:
    """The newest first."""
    return [
        Happened(
            row,
            _(HAPPENED[Action(row.action)]),
            STATE_SHAPES[State(row.state)],
            sorted(row.red_reasons.items()),
        )
        for row in reversed(list(rows))
    ]


def state_word(state: State | None) -> str:
    return _(STATES[state]) if state else _("not known to the federation")


def state_shape(state: State | None) -> str:
    return STATE_SHAPES[state] if state else "waiting"


def action_word(action: str) -> str:
    return _(ACTIONS[Action(action)])


@dataclass(frozen=True, slots=True)
class DueShown:
    title: str
    about: str
    until: date
    is_overdue: bool
    days: str


def due_shown(due: Due, today: date) -> DueShown:
    """A deadline with how long there still is."""
    left = due.days_left(today)
    if left < 0:
        days = ngettext("%(n)s day late", "%(n)s days late", -left) % {"n": formats.number(-left)}
    elif left == 0:
        days = _("today")
    else:
        days = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": formats.number(left)}
    return DueShown(_(due.title), due.about, due.until, left < 0, days)


def in_federation(request: TenantRequest) -> None:
    """The federation's own pages are at its address only."""
    if request.cooperative.kind != "federation":
        raise Http404


def in_cooperative(request: TenantRequest) -> None:
    """A co-op's side of the federation is not the federation's own."""
    if request.cooperative.kind == "federation":
        raise Http404


def _fraction(known: Mapping[str, Any], unit: Unit) -> str:
    """What was divided by what; empty where nothing was."""
    if known.get("numerator") is None or known.get("denominator") is None:
        return ""
    numbers = [Decimal(known[name]) for name in ("numerator", "denominator")]
    digits = 0 if all(one == one.to_integral_value() for one in numbers) else 2
    words = [formats.number(one, digits) for one in numbers]
    return _("%(part)s of %(whole)s") % dict(zip(("part", "whole"), words, strict=True))


def _limit(line: Mapping[str, Any], unit: Unit) -> str:
    threshold = line["threshold"]
    if not threshold or line["scale"] == Scale.SHOWN:
        return ""
    green, amber = (value_shown(threshold[name], unit) for name in ("green", "amber"))
    words = _("at least %(green)s") if line["scale"] == Scale.AT_LEAST else _("at most %(green)s")
    told = words % {"green": green}
    if amber:
        told += " " + _("(nearly: %(amber)s)") % {"amber": amber}
    return told
