"""Who did it: a person, an API token, or a named part of the platform."""

from dataclasses import dataclass
from typing import Literal, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Recorded with every journal entry. `id` is a user's or a token's; the platform names itself."""

    kind: Literal["person", "token", "platform"]
    id: str

    @classmethod
    def person(cls, user_id: int | UUID) -> Self:
        return cls("person", str(user_id))

    @classmethod
    def token(cls, token_id: UUID) -> Self:
        return cls("token", str(token_id))

    @classmethod
    def platform(cls, part: str) -> Self:
        return cls("platform", part)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        kind, _, id_ = text.partition(":")
        if kind not in ("person", "token", "platform"):
            raise ValueError(f"Not an actor: {text!r}")
        return cls(kind, id_)  # type: ignore[arg-type]
