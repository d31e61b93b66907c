"""A sheet of orders: which column means what, and what a line asks for. Each mistake names its column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from coopplatform.kernel.errors import DomainError, Invalid
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import TimeWindow
from deliveries.domain.addresses import normalise
from deliveries.domain.wall_time import moment, window

MOST_LINES = 10_000
MOST_CELL = 300

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("name", "recipient", "customer", "nom", "client", "destinataire"),
    "phone": ("phone", "telephone", "tel", "mobile"),
    "email": ("email", "e-mail", "mail", "courriel"),
    "address": ("address", "adresse", "street", "rue"),
    "floor": ("floor", "buzzer", "etage", "code", "interphone"),
    "note": ("note", "notes", "comment", "comments", "commentaire", "commentaires", "instructions"),
    "day": ("day", "date", "jour"),
    "ready": ("ready", "ready at", "prete a", "prete", "heure", "time"),
    "after": ("after", "from", "a partir de", "debut", "de"),
    "before": ("before", "until", "avant", "fin", "a"),
    "bags": ("bags", "sacs", "parcels", "colis", "quantity", "quantite"),
    "kilos": ("kilos", "kg", "weight", "poids"),
    "goods": ("goods", "value", "valeur"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "longitude"),
}
REQUIRED = ("name", "address")
DAY = re.compile(r"(?P<a>\d{1,4})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{1,4})")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_EMAIL = 254
CLOCK = re.compile(r"(?P<h>\d{1,2})\s*[:hH.]\s*(?P<m>\d{2})?(?::\d{2})?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks for, before anyone looked for its address."""

    name: str
    phone: str
    email: str
    address: str
    instructions: str
    ready_at: datetime
    window: TimeWindow | None
    bags: int
    grams: int | None
    goods_cents: int
    point: tuple[float, float] | None


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Where each column we know stands. Raises Invalid when one that is needed is missing, or stands twice."""
    known = {normalise(alias): name for name, aliases in COLUMNS.items() for alias in aliases}
    found: dict[str, int] = {}
    for position, title in enumerate(header):
        name = known.get(normalise(title))
        if name is None:
            continue
        if name in found:
            raise Invalid(
                "column_twice",
                _("Two columns mean the same: %(first)s and %(second)s. Remove one."),
                first=header[found[name]],
                second=title,
            )
        found[name] = position
    if missing := [name for name in REQUIRED if name not in found]:
        raise Invalid(
            "columns_missing",
            _("The first line must name the columns; %(names)s is missing. Take our example as a start."),
            names=", ".join(missing),
        )
    return found


def read_line(
    cells: Sequence[str], columns: Mapping[str, int], *, today: date, now: datetime, zone: ZoneInfo
) -> Asked:
    """What a line asks for. Without a time it is ready now. Raises Invalid, `field` naming the column."""
    told = {name: _cell(cells, position) for name, position in columns.items()}
    for name in REQUIRED:
        if not told[name]:
            raise Invalid("cell_empty", _("Nothing stands under “%(column)s”."), field=name, column=name)
    for name, text in told.items():
        if len(text) > MOST_CELL:
            raise Invalid(
                "cell_too_long",
                _("What stands under “%(column)s” is too long: at most %(most)s characters."),
                field=name,
                column=name,
                most=MOST_CELL,
            )
    day = _day(told["day"]) if told.get("day") else today
    span = _span(day, told, zone)
    if told.get("ready"):
        ready_at = moment(day, _clock(told["ready"], "ready"), zone, field="ready")
    else:
        ready_at = max(now, span.after) if span else now
    return Asked(
        name=told["name"],
        phone=told.get("phone", ""),
        email=_email(told.get("email", "")),
        address=told["address"],
        instructions=f"{told.get('floor', '')}\n{told.get('note', '')}".rstrip(),
        ready_at=ready_at,
        window=span,
        bags=_whole(told.get("bags") or "1", "bags"),
        grams=_thousandths(told["kilos"], "kilos") if told.get("kilos") else None,
        goods_cents=int(_decimal(told["goods"], "goods") * 100) if told.get("goods") else 0,
        point=_point(told),
    )


def _email(text: str) -> str:
    if text and (len(text) > LONGEST_EMAIL or not EMAIL.fullmatch(text)):
        raise Invalid("bad_email", _("This is not an e-mail address."), field="email")
    return text


def in_column(error: DomainError, header: Sequence[str], columns: Mapping[str, int]) -> Sentence | None:
    """The column an error is about, as the file calls it."""
    name = (error.field or "").rpartition(".")[2]
    position = columns.get({"goods_value": "goods", "grams": "kilos"}.get(name, name))
    return None if position is None else Sentence("%(column)s", {"column": header[position]})


def _cell(cells: Sequence[str], position: int) -> str:
    return cells[position].strip() if position < len(cells) else ""


def _span(day: date, told: Mapping[str, str], zone: ZoneInfo) -> TimeWindow | None:
    after, before = told.get("after"), told.get("before")
    if not after and not before:
        return None
    if not after or not before:
        missing = "before" if after else "after"
        raise Invalid(
            "half_a_window",
            _("A time window needs both its ends: “%(column)s” is empty."),
            field=missing,
            column=missing,
        )
    return window(day, _clock(after, "after"), _clock(before, "before"), zone, field="before")


def _day(text: str) -> date:
    """`2026-03-29`, or day first: `29/03/2026`."""
    found = DAY.fullmatch(text.partition(" ")[0].partition("T")[0])
    try:
        if found is None:
            raise ValueError(text)
        a, b, c = (int(found[part]) for part in "abc")
        return date(a, b, c) if len(found["a"]) == 4 else date(c + (2000 if c < 100 else 0), b, a)
    except ValueError as error:
        raise Invalid(
            "bad_day",
            _("“%(text)s” is not a day: write 2026-03-29 or 29/03/2026."),
            field="day",
            text=text,
        ) from error


def _clock(text: str, field: str) -> time:
    """`18:30`, `18h30`, `18h`."""
    found = CLOCK.fullmatch(text.rpartition(" ")[2].rpartition("T")[2])
    try:
        if found is None:
            raise ValueError(text)
        return time(int(found["h"]), int(found["m"] or 0))
    except ValueError as error:
        raise Invalid(
            "bad_clock", _("“%(text)s” is not a time: write 18:30."), field=field, text=text
        ) from error


def _decimal(text: str, field: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
        if not value.is_finite() or not 0 <= value <= 1_000_000:
            raise InvalidOperation(text)
    except InvalidOperation as error:
        raise Invalid(
            "bad_number", _("“%(text)s” is not a number we can use here."), field=field, text=text
        ) from error
    return value


def _whole(text: str, field: str) -> int:
    value = _decimal(text, field)
    if value != value.to_integral_value():
        raise Invalid("not_whole", _("“%(text)s” is not a whole number."), field=field, text=text)
    return int(value)


def _thousandths(text: str, field: str) -> int:
    return int(_decimal(text, field) * 1000)


def _point(told: Mapping[str, str]) -> tuple[float, float] | None:
    if not told.get("lat") or not told.get("lon"):
        return None
    try:
        lat, lon = (float(told[name].replace(",", ".")) for name in ("lat", "lon"))
    except ValueError:
        lat, lon = 91.0, 0.0
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Invalid(
            "bad_point", _("Latitude and longitude are degrees, like 43.7335 and 7.4165."), field="lat"
        )
    return lat, lon
