"""What an event is: a fact in the past tense, ids only, that can be written down and read back."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Self, get_args, get_type_hints
from uuid import UUID

_READ: dict[Any, Callable[[str], Any]] = {
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every event. `occurred_at` is when it happened, which may be before it was recorded.

    Payloads carry ids and numbers, never a person's data: erasing a person rewrites no history.
    """

    version: ClassVar[int] = 1
    known: ClassVar[dict[str, type["Event"]]] = {}

    occurred_at: datetime

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Event.known[cls.__name__] = cls

    @property
    def name(self) -> str:
        return type(self).__name__

    def payload(self) -> dict[str, Any]:
        """JSON-ready fields, without `occurred_at`, which has its own column."""
        return {
            field.name: _plain(getattr(self, field.name))
            for field in fields(self)
            if field.name != "occurred_at"
        }

    def topics(self) -> list[str]:
        """Whom it concerns: `order:<id>`, `courier:<id>`… for each field that names one."""
        return [
            f"{name.removesuffix('_id')}:{value}"
            for name, value in self.payload().items()
            if name.endswith("_id") and value is not None
        ]

    def ledger_key(self) -> str | None:
        """The `source_key` of the entry this fact must have in the books, if it is one of money."""
        return None

    @classmethod
    def read(cls, name: str, payload: dict[str, Any], occurred_at: datetime) -> Self:
        """The event of that name. Raises KeyError for one this version does not know."""
        kind: Any = cls.known[name]
        hints = _hints(kind)
        values = {key: _read(hints[key], value) for key, value in payload.items() if key in hints}
        event: Self = kind(occurred_at=occurred_at, **values)
        return event


@cache
def _hints(kind: type[Event]) -> dict[str, Any]:
    return get_type_hints(kind)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID | datetime | date):
        return str(value) if isinstance(value, UUID) else value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    options = get_args(hint)
    if isinstance(value, list):
        return tuple(_read(options[0], item) for item in value)
    kinds = [option for option in options or (hint,) if option is not type(None)]
    reader = _READ.get(kinds[0])
    return reader(value) if reader else value
