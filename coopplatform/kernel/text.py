"""Sentences are written in English where they are meant and translated where they are read."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self, TypeAlias

from coopplatform.kernel.money import Money

Param: TypeAlias = "str | int | float | Money | date | Sentence"


def _(msgid: str) -> str:
    """Mark `msgid` for the translators; the page that shows it translates it."""
    return msgid


@dataclass(frozen=True, slots=True)
class Sentence:
    """A gettext msgid with its parameters (`%(name)s`), kept apart so that each reader gets their language.

    A parameter may be a sentence itself: the name of a rule, the words of a source.
    """

    message: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def render(
        self,
        translate: Callable[[str], str] = str,
        show: Callable[[Param], str] = str,
    ) -> str:
        """The sentence in the language of `translate`, each parameter written by `show`."""
        return translate(self.message) % {name: show(value) for name, value in self.params.items()}

    def __str__(self) -> str:
        return self.render()

    def as_json(self) -> dict[str, Any]:
        return {"message": self.message, "params": {name: _stored(one) for name, one in self.params.items()}}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        params = {
            name: cls._param(value) if isinstance(value, Mapping) else value
            for name, value in stored["params"].items()
        }
        return cls(stored["message"], params)

    @classmethod
    def _param(cls, stored: Mapping[str, Any]) -> "Money | date | Self":
        if "day" in stored:
            return date.fromisoformat(stored["day"])
        return cls.from_json(stored) if "message" in stored else Money(**stored)


def _stored(value: Param) -> Any:
    if isinstance(value, Sentence):
        return value.as_json()
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return asdict(value) if isinstance(value, Money) else value
