"""Proof of delivery: how a store allows an order to be handed over, and what each way asks of the courier."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

LONGEST_NAME = 120
LONGEST_CODE = 12
MOST_FILES = 6


class Method(StrEnum):
    """Whom or where it was handed to."""

    PERSON = "person"
    NEIGHBOUR = "neighbour"
    MAILBOX = "mailbox"
    SAFE_PLACE = "safe_place"


class Need(StrEnum):
    """What the courier brings back from the door."""

    PHOTO = "photo"
    SIGNATURE = "signature"
    NAME = "name"
    CODE = "code"


FILE_NEEDS = (Need.PHOTO, Need.SIGNATURE)
OFFERED: Mapping[Method, frozenset[Need]] = {
    Method.PERSON: frozenset(Need),
    Method.NEIGHBOUR: frozenset({Need.PHOTO, Need.SIGNATURE, Need.NAME}),
    Method.MAILBOX: frozenset({Need.PHOTO}),
    Method.SAFE_PLACE: frozenset({Need.PHOTO}),
}
"""What makes sense: a mailbox signs nothing, and only the customer has the code."""


@dataclass(frozen=True, slots=True)
class ProofRules:
    """For each way that is allowed, what it asks. Handing it to the person always is allowed."""

    needs: Mapping[Method, frozenset[Need]]

    def __post_init__(self) -> None:
        if Method.PERSON not in self.needs:
            raise Invalid("person_not_allowed", _("An order can always be handed to the person."))
        if any(needs - OFFERED[method] for method, needs in self.needs.items()):
            raise Invalid(
                "need_without_sense",
                _("Nobody signs at a mailbox, and only the customer has the code: ask for something else."),
            )

    @classmethod
    def from_json(cls, stored: Mapping[str, Iterable[str]]) -> Self:
        """`{"person": [], "neighbour": ["name"]}`. Raises Invalid for a way or a need nobody knows."""
        try:
            needs = {
                Method(method): frozenset(Need(need) for need in asked) for method, asked in stored.items()
            }
        except (AttributeError, TypeError, ValueError) as unknown:
            raise Invalid(
                "unknown_proof", _("This way of handing over, or what it asks, is unknown.")
            ) from unknown
        return cls(needs)

    def as_json(self) -> dict[str, list[str]]:
        """In the order of the enums, so that equal rules are written alike."""
        return {
            method.value: [need.value for need in Need if need in self.needs[method]]
            for method in Method
            if method in self.needs
        }

    def asking(self, more: Iterable[Need]) -> Self:
        """The same for an order that asks for more: a way that cannot give it is not allowed for it."""
        extra = frozenset(more)
        return type(self)(
            {method: needs | extra for method, needs in self.needs.items() if extra <= OFFERED[method]}
        )

    @property
    def asks_for_code(self) -> bool:
        return Need.CODE in self.needs[Method.PERSON]


USUAL = ProofRules(
    {
        Method.PERSON: frozenset(),
        Method.NEIGHBOUR: frozenset({Need.NAME}),
        Method.MAILBOX: frozenset({Need.PHOTO}),
        Method.SAFE_PLACE: frozenset({Need.PHOTO}),
    }
)


@dataclass(frozen=True, slots=True)
class ProofGiven:
    """What the courier's tap says. `files` are the ids the phone gave them, by kind; their bytes may come later."""

    method: Method = Method.PERSON
    name: str = ""
    code: str = ""
    files: tuple[tuple[UUID, Need], ...] = ()

    @classmethod
    def from_json(cls, said: Any) -> Self:
        """`{"method": "neighbour", "name": "…", "code": null, "files": [{"id": …, "kind": "photo"}]}`.

        Raises Invalid for what no phone of ours would say.
        """
        if not isinstance(said, Mapping):
            raise _unreadable()
        files = said.get("files") or []
        if not isinstance(files, list) or len(files) > MOST_FILES:
            raise _unreadable()
        try:
            named = tuple((UUID(str(file["id"])), Need(file["kind"])) for file in files)
            method = Method(said.get("method", Method.PERSON))
        except (AttributeError, KeyError, TypeError, ValueError) as wrong:
            raise _unreadable() from wrong
        if any(kind not in FILE_NEEDS for _id, kind in named):
            raise _unreadable()
        return cls(
            method=method,
            name=_text(said.get("name"))[:LONGEST_NAME],
            code=_text(said.get("code"))[:LONGEST_CODE],
            files=named,
        )


def missing(rules: ProofRules, given: ProofGiven, *, code: str = "") -> tuple[Need, ...]:
    """What was asked and is not there, in the order of `Need`. A file that is named counts as there.

    A way that is not allowed lacks what the person would have been asked; a code counts when it is the right one.
    """
    asked = rules.needs.get(given.method, rules.needs[Method.PERSON])
    kinds = {kind for _id, kind in given.files}
    has = {
        Need.PHOTO: Need.PHOTO in kinds,
        Need.SIGNATURE: Need.SIGNATURE in kinds,
        Need.NAME: bool(given.name),
        Need.CODE: bool(code) and given.code == code,
    }
    return tuple(need for need in Need if need in asked and not has[need])


def _text(value: Any) -> str:
    """One line without control characters: PostgreSQL keeps no NUL, and a name has no line breaks."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _unreadable() -> Invalid:
    return Invalid("unreadable_proof", _("This proof of delivery cannot be read: take it again."))
