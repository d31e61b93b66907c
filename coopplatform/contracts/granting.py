"""Co-ops grant each other what they agreed on, and use it."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class GrantOffered(Event):
    grant_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class GrantAnswered(Event):
    """Accepted, declined or revoked: `kind` says which."""

    grant_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class GrantUsed(Event):
    """A side began a use."""

    grant_id: UUID
    use_id: UUID


@dataclass(frozen=True, kw_only=True)
class GrantUseMoved(Event):
    """A use was taken on, begun, done, failed, declined or withdrawn: `kind` says which."""

    grant_id: UUID
    use_id: UUID
    kind: str
