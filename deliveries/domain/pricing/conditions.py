"""When a rule applies: parts that a person puts together, all of which must hold."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Protocol

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Param, Sentence, _
from deliveries.domain.loads import EQUIPMENT
from deliveries.domain.pricing.prices import UNITS, counted, plain, read

MOST = 100_000_000
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
DAY_MINUTES = 24 * 60


class Condition(Protocol):
    """One part: in the price language, and in words."""

    kind: ClassVar[str]

    def cel(self) -> str: ...
    def words(self, currency: str) -> Sentence: ...
    def as_json(self) -> dict[str, Any]: ...


class _Stored:
    __slots__ = ()
    kind: ClassVar[str]

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, **asdict(self)}  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True)
class Between(_Stored):
    """More than `over` and at most `up_to`, in the smallest unit of what is measured; either may be left out."""

    of: str
    over: int | None = None
    up_to: int | None = None

    kind: ClassVar[str] = "between"

    def __post_init__(self) -> None:
        if self.of not in {*UNITS, "goods"}:
            raise Invalid("unknown_unit", _("Nothing of this name can be measured."), field="of")
        for bound in (self.over, self.up_to):
            if bound is not None and not -1 <= bound <= MOST:
                raise Invalid("out_of_range", _("This is out of range."), field=self.of)
        if self.over is None and self.up_to is None:
            raise Invalid("no_bounds", _("Give one of the two bounds."), field=self.of)
        if self.over is not None and self.up_to is not None and self.over >= self.up_to:
            raise Invalid("bounds_crossed", _("“Over” must be less than “up to”."), field=self.of)

    def cel(self) -> str:
        bounds = [f"{self.of} > {self.over}"] if self.over is not None else []
        if self.up_to is not None:
            bounds.append(f"{self.of} <= {self.up_to}")
        return " && ".join(bounds)

    def words(self, currency: str) -> Sentence:
        params: dict[str, Param] = {"what": Sentence(_("goods worth")), "unit": Sentence("")}
        if self.of in UNITS:
            params = {"what": Sentence(UNITS[self.of].name), "unit": Sentence(UNITS[self.of].sign)}
        if self.over is not None:
            params["over"] = self._shown(self.over, currency)
        if self.up_to is not None:
            params["up_to"] = self._shown(self.up_to, currency)
        if self.over is None:
            return Sentence(_("%(what)s up to %(up_to)s %(unit)s"), params)
        if self.up_to is None:
            return Sentence(_("%(what)s over %(over)s %(unit)s"), params)
        return Sentence(_("%(what)s over %(over)s, up to %(up_to)s %(unit)s"), params)

    def _shown(self, value: int, currency: str) -> Param:
        return counted(self.of, value) if self.of in UNITS else Money(value, currency)


@dataclass(frozen=True, slots=True)
class InZone(_Stored):
    """The pickup, the drop-off or the stop itself lies in a zone, or does not."""

    where: str
    zone: str
    is_inside: bool = True

    kind: ClassVar[str] = "zone"

    def __post_init__(self) -> None:
        if self.where not in ("pickup", "dropoff", "stop"):
            raise Invalid("unknown_place", _("A zone is of the pickup or of the drop-off."), field="where")
        plain(self.zone, "zone")

    def cel(self) -> str:
        asked = "in_zone" if self.where == "stop" else f"{self.where}_in"
        return f'{"" if self.is_inside else "!"}{asked}("{self.zone}")'

    def words(self, currency: str) -> Sentence:
        said = {
            ("pickup", True): _("pickup in %(zone)s"),
            ("pickup", False): _("pickup outside %(zone)s"),
            ("dropoff", True): _("drop-off in %(zone)s"),
            ("dropoff", False): _("drop-off outside %(zone)s"),
            ("stop", True): _("in %(zone)s"),
            ("stop", False): _("outside %(zone)s"),
        }
        return Sentence(said[self.where, self.is_inside], {"zone": self.zone})


@dataclass(frozen=True, slots=True)
class Contains(_Stored):
    """At least so many packages of a type."""

    package: str
    at_least: int = 1

    kind: ClassVar[str] = "packages"

    def __post_init__(self) -> None:
        plain(self.package, "package")
        if not 1 <= self.at_least <= 1000:
            raise Invalid("out_of_range", _("This is out of range."), field="at_least")

    def cel(self) -> str:
        return f'packages("{self.package}") >= {self.at_least}'

    def words(self, currency: str) -> Sentence:
        return Sentence(
            _("at least %(count)s %(package)s"), {"count": self.at_least, "package": self.package}
        )


@dataclass(frozen=True, slots=True)
class AtTime(_Stored):
    """From one minute of the local day until before another; a span past midnight goes on the next morning."""

    where: str
    since: int
    until: int

    kind: ClassVar[str] = "time"

    def __post_init__(self) -> None:
        if self.where not in ("pickup", "dropoff"):
            raise Invalid("unknown_place", _("A time is of the pickup or of the drop-off."), field="where")
        if not (0 <= self.since < DAY_MINUTES and 0 < self.until <= DAY_MINUTES) or self.since == self.until:
            raise Invalid("odd_hours", _("Give two different times of the day."), field="until")

    def cel(self) -> str:
        name = f"{self.where}_minute"
        both = "&&" if self.since < self.until else "||"
        return f"{name} >= {self.since} {both} {name} < {self.until}"

    def words(self, currency: str) -> Sentence:
        said = _("drop-off from %(since)s to %(until)s")
        if self.where == "pickup":
            said = _("pickup from %(since)s to %(until)s")
        return Sentence(said, {"since": clock(self.since), "until": clock(self.until)})


@dataclass(frozen=True, slots=True)
class OnDays(_Stored):
    """On these days of the week, 1 Monday to 7 Sunday."""

    where: str
    days: tuple[int, ...]

    kind: ClassVar[str] = "days"

    def __post_init__(self) -> None:
        if self.where not in ("pickup", "dropoff"):
            raise Invalid("unknown_place", _("A day is of the pickup or of the drop-off."), field="where")
        if not self.days or not {*self.days} <= {*range(1, 8)}:
            raise Invalid("no_days", _("Choose at least one day of the week."), field="days")

    def cel(self) -> str:
        return " || ".join(f"{self.where}_weekday == {day}" for day in sorted(self.days))

    def words(self, currency: str) -> Sentence:
        names: dict[str, Param] = {f"d{day}": Sentence(WEEKDAYS[day - 1]) for day in self.days}
        listed = ", ".join(f"%(d{day})s" for day in sorted(self.days))
        said = _("drop-off on %(days)s") if self.where == "dropoff" else _("pickup on %(days)s")
        return Sentence(said, {"days": Sentence(listed, names)})


@dataclass(frozen=True, slots=True)
class Needs(_Stored):
    """The bike must have this equipment."""

    code: str

    kind: ClassVar[str] = "needs"

    def __post_init__(self) -> None:
        if self.code not in EQUIPMENT:
            raise Invalid("unknown_equipment", _("No bike knows this equipment."), field="needs")

    def cel(self) -> str:
        return f'needs("{self.code}")'

    def words(self, currency: str) -> Sentence:
        return Sentence(_("with %(equipment)s"), {"equipment": Sentence(EQUIPMENT[self.code])})


@dataclass(frozen=True, slots=True)
class InSlot(_Stored):
    """Booked in a time slot of this name."""

    name: str

    kind: ClassVar[str] = "slot"

    def __post_init__(self) -> None:
        plain(self.name, "slot")

    def cel(self) -> str:
        return f'slot == "{self.name}"'

    def words(self, currency: str) -> Sentence:
        return Sentence(_("in the slot %(name)s"), {"name": self.name})


@dataclass(frozen=True, slots=True)
class OwnCondition(_Stored):
    """A condition somebody wrote."""

    text: str

    kind: ClassVar[str] = "own"

    def cel(self) -> str:
        return self.text

    def words(self, currency: str) -> Sentence:
        return Sentence(_("own condition: %(text)s"), {"text": self.text})


KINDS: Mapping[str, type[Any]] = {
    kind.kind: kind for kind in (Between, InZone, Contains, AtTime, OnDays, Needs, InSlot, OwnCondition)
}


def condition_from_json(stored: Mapping[str, Any]) -> Condition:
    """Raises Invalid for a kind or a value nobody knows."""
    found: Condition = read(KINDS, stored, _("There is no such condition."))
    return found


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
