"""The federation says something in public; co-ops sign it; figures it cites are looked after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.text import slugify

from coopplatform.contracts.consulting import CitationFoundRevised, PositionPublished, PositionSigned
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from federation.models import CitationRevised, Consultation, Position, Signature
from federation.queries.releases import cell, latest_release
from federation.queries.voice.positions import newest_positions, revised_cell, signed_by
from federation.services.here import require_cooperative, require_federation
from federation.services.review.register import person_of

MOST_CITATIONS = 12


@dataclass(frozen=True, slots=True)
class Citation:
    """A cell of the newest release: its table and key."""

    table: str
    key: str


@dataclass(frozen=True, slots=True)
class PositionSaid:
    """A new position, or where `slug` names one its next version."""

    title: str
    text: str
    citations: Sequence[Citation] = ()
    consultation_id: UUID | None = None
    slug: str = ""


@unit_of_work
def publish_position(*, said: PositionSaid, by: Actor, at: datetime) -> Position:
    """Say it in public, with figures as the newest release has them. In the federation's scope.

    Raises Invalid for no title or text, a figure that is not published, or a title taken; NotFound for an unknown
    position or consultation; NotAllowedNow for a consultation that did not adopt it.
    """
    require_federation()
    if not said.title.strip() or not said.text.strip():
        raise Invalid("no_text", _("Write a title and a text."), field="text")
    if len(said.citations) > MOST_CITATIONS:
        raise Invalid(
            "too_many_figures",
            _("A position cites at most %(most)s figures."),
            field="figures",
            most=MOST_CITATIONS,
        )
    slug, version = _next(said)
    _check_adopted(said.consultation_id)
    position = Position.objects.create(
        slug=slug,
        version=version,
        title=said.title.strip()[:140],
        text=said.text.strip(),
        citations=[_cited(one) for one in said.citations],
        consultation_id=said.consultation_id,
        published_by_id=person_of(by),
        published_at=at,
    )
    record(PositionPublished(position_id=position.pk, occurred_at=at), by=by)
    return position


@unit_of_work
def sign_position(*, position_id: UUID, is_signed: bool, by: Actor, at: datetime) -> Signature:
    """The co-op in scope puts its name under a position, or takes it off. Raises NotFound; NotAllowedNow for twice."""
    require_cooperative()
    position = Position.objects.filter(pk=position_id).first()
    if position is None:
        raise NotFound("no_position", _("There is no such position."))
    if signed_by(position_id, required()) == is_signed:
        raise NotAllowedNow("as_it_is", _("It is so already."))
    row = Signature.objects.create(
        position=position, is_signed=is_signed, signed_by_id=person_of(by), signed_at=at
    )
    record(PositionSigned(position_id=position_id, is_signed=is_signed, occurred_at=at), by=by)
    return row


@unit_of_work
def look_after_citations(*, by: Actor, at: datetime) -> list[CitationRevised]:
    """Mark each figure that a newer version of its release has otherwise. In the federation's scope; twice is once."""
    require_federation()
    found = []
    for position in newest_positions():
        for place, told in enumerate(position.citations):
            newer = revised_cell(told)
            if newer is None:
                continue
            row, is_new = CitationRevised.objects.get_or_create(
                position=position,
                place=place,
                release=newer.release_id,
                defaults={"value": newer.value or "", "found_at": at},
            )
            if is_new:
                found.append(row)
                event = CitationFoundRevised(position_id=position.pk, revision_id=row.pk, occurred_at=at)
                record(event, by=by)
    return found


def _next(said: PositionSaid) -> tuple[str, int]:
    if said.slug:
        newest = Position.objects.filter(slug=said.slug).order_by("-version").first()
        if newest is None:
            raise NotFound("no_position", _("There is no such position."))
        return said.slug, newest.version + 1
    slug = slugify(said.title)[:50]
    if not slug or Position.objects.filter(slug=slug).exists():
        raise Invalid(
            "title_taken", _("Another position has this title: find one of its own."), field="title"
        )
    return slug, 1


def _check_adopted(consultation_id: UUID | None) -> None:
    if consultation_id is None:
        return
    consultation = Consultation.objects.select_related("decided").filter(pk=consultation_id).first()
    if consultation is None:
        raise NotFound("no_consultation", _("There is no such consultation."))
    decided = getattr(consultation, "decided", None)
    if decided is None or not decided.is_adopted:
        raise NotAllowedNow("not_adopted", _("This consultation has not adopted it."))


def _cited(one: Citation) -> dict[str, Any]:
    release = latest_release()
    found = cell(release.pk, one.table, one.key) if release else None
    if found is None or found.value is None:
        raise Invalid(
            "not_published",
            _("This figure is not published: cite one that everybody can read."),
            field="citations",
        )
    return {
        "release": str(found.release_id),
        "period": found.period,
        "version": str(found.version),
        "table": found.table,
        "key": found.key,
        "label": found.title,
        "of": list(found.of),
        "unit": found.unit,
        "value": found.value,
    }
