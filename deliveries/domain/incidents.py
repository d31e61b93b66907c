"""What goes wrong on the way: reasons, what a courier says of it, and what they suggest to change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from enum import IntEnum, StrEnum
from typing import Any, Self
from uuid import UUID

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from deliveries.domain.pricing.quote import MAX_BAGS

LONGEST_REASON = 40
LONGEST_TEXT = 1000
MOST_REASONS = 40
MOST_PHOTOS = 6
MOST_GRAMS = 500_000
MOST_OF_ONE = 99

REASONS: Mapping[str, str] = {
    "nobody": _("Nobody opens"),
    "address": _("The address is wrong"),
    "refused": _("The customer refuses it"),
    "not_ready": _("It is not ready"),
    "damaged": _("It is damaged"),
    "accident": _("Accident or breakdown"),
    "no_answer": _("Nobody answers the phone"),
    "no_access": _("No way in: code, gate or lift"),
    "other_time": _("The customer wants another time"),
    "store_closed": _("The store is closed"),
    "unknown": _("The store knows nothing of it"),
    "wrong_goods": _("It is not what was ordered"),
    "missing_goods": _("Something is missing"),
    "more_goods": _("There is more than ordered"),
    "too_heavy": _("It is too heavy"),
    "too_large": _("It is too large for the bike"),
    "spilled": _("It has spilled"),
    "unpaid": _("The payment at the door is missing"),
    "weather": _("The weather does not allow it"),
    "road_closed": _("The road is closed"),
    "unsafe": _("It is not safe there"),
    "late": _("Too late to be of use"),
    "other": _("Something else"),
}
"""What may go wrong, unless the co-op or the store says otherwise."""


class Priority(IntEnum):
    URGENT = 1
    USUAL = 2
    LATER = 3


class Decision(StrEnum):
    """What became of a suggestion."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


PRIORITIES: Mapping[str, Priority] = {
    "accident": Priority.URGENT,
    "unsafe": Priority.URGENT,
    "more_goods": Priority.LATER,
    "other_time": Priority.LATER,
}
"""How urgent a reason is, where it is not the usual."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One of a list: a code of `REASONS`, or words of the co-op's own, which are their own code."""

    code: str
    wants_photo: bool = False

    @property
    def label(self) -> str:
        """The English words; those of `REASONS` are translated where they are shown."""
        return REASONS.get(self.code, self.code)


USUAL = tuple(Reason(code, code in ("damaged", "spilled")) for code in REASONS)


def reasons_from(stored: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """As kept: `[{"code": "nobody", "photo": true}]`, in their order.

    Raises Invalid for none, too many, twice the same, or one that is no short line of words.
    """
    found = tuple(Reason(one_line(each["code"]), bool(each["photo"])) for each in stored)
    if not 1 <= len(found) <= MOST_REASONS:
        raise Invalid("how_many_reasons", _("Between 1 and %(most)s reasons, please."), most=MOST_REASONS)
    if any(not 1 <= len(reason.code) <= LONGEST_REASON for reason in found):
        raise Invalid(
            "reason_length", _("A reason is a few words, up to %(most)s letters."), most=LONGEST_REASON
        )
    if len({reason.code.casefold() for reason in found}) != len(found):
        raise Invalid("reason_twice", _("Each reason once, please."))
    return found


def priority_of(code: str) -> Priority:
    return PRIORITIES.get(code, Priority.USUAL)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a courier found other than ordered. What they say nothing of stays as it is.

    `packages` are (code, quantity), all there are; `supplements` (id of the price rule, quantity), beside those the
    order has; `after` and `before` are the co-op's wall time on the day of the order.
    """

    bags: int | None = None
    grams: int | None = None
    packages: tuple[tuple[str, int], ...] = ()
    supplements: tuple[tuple[str, int], ...] = ()
    after: time | None = None
    before: time | None = None

    def __post_init__(self) -> None:
        if self.bags is not None and not 1 <= self.bags <= MAX_BAGS:
            raise Invalid(
                "bags_out_of_range", _("Between 1 and %(most)s bags, please."), field="bags", most=MAX_BAGS
            )
        if self.grams is not None and not 1 <= self.grams <= MOST_GRAMS:
            raise Invalid(
                "weight_out_of_range",
                _("A weight is up to %(most)s kg."),
                field="kilos",
                most=MOST_GRAMS // 1000,
            )
        if any(not 1 <= quantity <= MOST_OF_ONE for _code, quantity in (*self.packages, *self.supplements)):
            raise Invalid(
                "quantity_out_of_range", _("Between 1 and %(most)s of each, please."), most=MOST_OF_ONE
            )
        if self.after and self.before and self.after >= self.before:
            raise Invalid(
                "window_backwards", _("A window ends after it begins: choose a later end."), field="before"
            )
        if self.after and not self.before:
            raise Invalid("window_open", _("Say until when, too."), field="before")

    @property
    def is_empty(self) -> bool:
        return self == Suggestion()

    @classmethod
    def from_json(cls, said: Any) -> Self:
        """`{"bags": 3, "grams": 9000, "packages": [["M", 2]], "supplements": [["…", 1]], "after": "18:30", …}`.

        Raises Invalid for what nobody can mean.
        """
        if not isinstance(said, Mapping):
            raise _unreadable()
        try:
            return cls(
                bags=_whole(said.get("bags")),
                grams=_whole(said.get("grams")),
                packages=_counts(said.get("packages") or ()),
                supplements=_counts(said.get("supplements") or ()),
                after=_clock(said.get("after")),
                before=_clock(said.get("before")),
            )
        except (TypeError, ValueError) as wrong:
            raise _unreadable() from wrong

    def as_json(self) -> dict[str, Any]:
        """Only what is said."""
        said: dict[str, Any] = {
            "bags": self.bags,
            "grams": self.grams,
            "packages": [list(one) for one in self.packages],
            "supplements": [list(one) for one in self.supplements],
            "after": f"{self.after:%H:%M}" if self.after else None,
            "before": f"{self.before:%H:%M}" if self.before else None,
        }
        return {name: value for name, value in said.items() if value not in (None, [])}


@dataclass(frozen=True, slots=True)
class IncidentSaid:
    """What is told of an incident. `photos` are the ids the phone gave them; their bytes may come later."""

    reason: str
    description: str = ""
    priority: Priority | None = None
    suggestion: Suggestion = Suggestion()
    photos: tuple[UUID, ...] = ()

    def __post_init__(self) -> None:
        if not self.reason:
            raise Invalid("no_reason", _("Choose what the problem is."), field="reason")

    @classmethod
    def from_json(cls, said: Any) -> Self:
        """`{"reason": "nobody", "description": "…", "suggestion": {…}, "files": [{"id": …}]}`, from a phone.

        Raises Invalid for what no phone of ours would say.
        """
        if not isinstance(said, Mapping):
            raise _unreadable()
        return cls(
            reason=one_line(said.get("reason"))[:LONGEST_REASON],
            description=plain(said.get("description"))[:LONGEST_TEXT],
            suggestion=Suggestion.from_json(said.get("suggestion") or {}),
            photos=photos_named(said),
        )


def photos_named(said: Any) -> tuple[UUID, ...]:
    """The ids in a phone's `{"files": [{"id": …}]}`. Raises Invalid."""
    files = said.get("files") if isinstance(said, Mapping) else None
    if not files:
        return ()
    if not isinstance(files, Sequence) or len(files) > MOST_PHOTOS:
        raise _unreadable()
    try:
        return tuple(UUID(str(file["id"])) for file in files)
    except (KeyError, TypeError, ValueError) as wrong:
        raise _unreadable() from wrong


def one_line(value: Any) -> str:
    """Without control characters: PostgreSQL keeps no NUL."""
    return " ".join(plain(value).split())


def plain(value: Any) -> str:
    """What can be kept and shown of a text; its lines stay."""
    if not isinstance(value, str):
        return ""
    kept = "".join(c if c.isprintable() or c == "\n" else " " for c in value.replace("\r\n", "\n"))
    return kept.strip()


def _whole(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or int(value) != float(value):
        raise ValueError(value)
    return int(value)


def _counts(said: Any) -> tuple[tuple[str, int], ...]:
    found = []
    for code, quantity in said:
        count = _whole(quantity)
        if count is None or not isinstance(code, str) or not 0 < len(code) <= 80:
            raise ValueError(code)
        found.append((one_line(code), count))
    return tuple(found[:MOST_OF_ONE])


def _clock(value: Any) -> time | None:
    return time.fromisoformat(str(value)) if value else None


def _unreadable() -> Invalid:
    return Invalid("unreadable_incident", _("This report cannot be read: tell the dispatcher what happened."))
