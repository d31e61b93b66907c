"""What the federation says in public, who signs it, and whether the figures it cites still stand."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from federation.models import CitationRevised, Position, Signature
from federation.queries.releases import ReleaseCell, cell, successor_of


@dataclass(frozen=True, slots=True)
class Cited:
    """A figure as it was cited, and what a newer release says instead, where it says otherwise."""

    told: dict[str, Any]
    revised: CitationRevised | None


@dataclass(frozen=True, slots=True)
class Stand:
    """A position with its signatories by name, and its citations."""

    position: Position
    signatories: list[Signature]
    citations: list[Cited]

    @property
    def is_revised(self) -> bool:
        return any(one.revised for one in self.citations)


def newest_positions() -> list[Position]:
    """Each position's newest version, the last published first."""
    newest = Position.objects.order_by("slug", "-version").distinct("slug")
    return sorted(newest, key=lambda one: one.published_at, reverse=True)


def stands() -> list[Stand]:
    return [_stand(position) for position in newest_positions()]


def stand(slug: str, version: int | None = None) -> Stand | None:
    """The newest version, or the one asked for."""
    found = Position.objects.filter(slug=slug, **({"version": version} if version else {}))
    position = found.order_by("-version").first()
    return _stand(position) if position else None


def versions_of(slug: str) -> list[Position]:
    return list(Position.objects.filter(slug=slug).order_by("-version"))


def signed_by(position_id: UUID, cooperative_id: int) -> bool:
    row = Signature.objects.filter(position=position_id, cooperative=cooperative_id)
    newest = row.order_by("-signed_at", "-id").first()
    return newest is not None and newest.is_signed


def signatories(position_id: UUID) -> list[int]:
    """The co-ops whose names are under it, by id."""
    rows = Signature.objects.filter(position=position_id).order_by("cooperative", "-signed_at", "-id")
    newest = rows.distinct("cooperative").values_list("cooperative_id", "is_signed")
    return [cooperative_id for cooperative_id, is_signed in newest if is_signed]


def revised_cell(told: dict[str, Any]) -> ReleaseCell | None:
    """The cell as the newest version of its release has it, where it reads otherwise than it was cited."""
    newer = successor_of(UUID(told["release"]))
    if newer is None:
        return None
    found = cell(newer.pk, told["table"], told["key"])
    return found if found is not None and found.value != told["value"] else None


def _stand(position: Position) -> Stand:
    newest: dict[int, Signature] = {}
    rows = position.signatures.select_related("cooperative").order_by("signed_at", "id")
    for row in rows:
        newest[row.cooperative.pk] = row
    revisions: dict[int, CitationRevised] = {}
    for revision in position.revisions.order_by("found_at"):
        revisions[revision.place] = revision
    return Stand(
        position,
        sorted((row for row in newest.values() if row.is_signed), key=lambda row: row.cooperative.name),
        [Cited(told, revisions.get(place)) for place, told in enumerate(position.citations)],
    )
