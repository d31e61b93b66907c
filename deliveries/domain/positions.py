"""Which fixes of a courier's phone may be kept: of their working time, in their town, and exact enough.

Moments are seconds since 1970. A phone's clock may be wrong, so the age of a fix counts on the phone's own clock,
from the moment of the fix to that of sending, and the server's clock says when it was sent.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

RIGHT_CLOCK_SECONDS = 30.0
"""A phone whose clock is no further off, slow network included, is believed: a fix sent twice is the same twice."""

WORST_ACCURACY_METRES = 150.0
FORWARD_SECONDS = 2.0
MARGIN_DEGREES = 0.05
"""About five kilometres beyond the town's bounds; less to the east and west."""


class Refused(StrEnum):
    """Why a fix is not kept."""

    OFF_SHIFT = "off_shift"
    IN_A_BREAK = "in_a_break"
    SWITCHED_OFF = "switched_off"
    FROM_THE_FUTURE = "from_the_future"
    OUT_OF_TOWN = "out_of_town"
    INACCURATE = "inaccurate"


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment on; to another, or still."""

    begins: float
    ends: float | None = None

    def holds(self, moment: float) -> bool:
        return self.begins <= moment and (self.ends is None or moment < self.ends)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of degrees."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east

    def wider(self, degrees: float = MARGIN_DEGREES) -> "Area":
        return Area(self.south - degrees, self.west - degrees, self.north + degrees, self.east + degrees)


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a courier may be followed, and since when. Without a shift: not at all."""

    shift_id: str | None = None
    since: float = 0.0
    breaks: tuple[Span, ...] = ()
    switched_off: tuple[Span, ...] = ()
    area: Area | None = None

    def refuses(self, moment: float) -> Refused | None:
        """Why a fix of that moment may not be kept."""
        if self.shift_id is None or moment < self.since:
            return Refused.OFF_SHIFT
        if any(span.holds(moment) for span in self.breaks):
            return Refused.IN_A_BREAK
        if any(span.holds(moment) for span in self.switched_off):
            return Refused.SWITCHED_OFF
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    """A place as a phone measured it, at a moment of the phone's clock; accuracy in metres, if it says."""

    at: float
    lat: float
    lon: float
    accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is kept, as (moment, latitude, longitude), and how many were refused, by reason."""

    kept: list[tuple[float, float, float]] = field(default_factory=list)
    refused: Mapping[Refused, int] = field(default_factory=dict)


def sift(readings: Sequence[Reading], gate: Gate, *, sent_at: float, received_at: float) -> Sifted:
    """Keep the readings the gate lets in. `sent_at` is of the phone's clock, `received_at` of the server's."""
    kept: list[tuple[float, float, float]] = []
    refused: Counter[Refused] = Counter()
    ahead = received_at - sent_at
    correction = 0.0 if abs(ahead) <= RIGHT_CLOCK_SECONDS else 60.0 * round(ahead / 60.0)
    for reading in readings:
        moment = round(reading.at + correction, 3)
        # asked of both: the moment it is kept under, and the one it was measured at as far as the server can tell
        reason = (
            _unfit(reading, gate.area, sent_at) or gate.refuses(reading.at + ahead) or gate.refuses(moment)
        )
        if reason:
            refused[reason] += 1
        else:
            kept.append((moment, reading.lat, reading.lon))
    return Sifted(kept, dict(refused))


def _unfit(reading: Reading, area: Area | None, sent_at: float) -> Refused | None:
    if reading.at > sent_at + FORWARD_SECONDS:
        return Refused.FROM_THE_FUTURE
    if reading.accuracy is not None and not reading.accuracy <= WORST_ACCURACY_METRES:
        return Refused.INACCURATE
    if area is not None and not area.holds(reading.lat, reading.lon):
        return Refused.OUT_OF_TOWN
    return None
