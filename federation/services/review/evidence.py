"""A co-op's evidence: counted by its own job, declared by its people, commented, and released by them."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.reviewing import DossierReleased, ReviewTriggered
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.papers import checked_pdf
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from federation.domain.review.criteria import Colour, Kind
from federation.domain.review.dossier import Measured, Snapshot, dossier_hash
from federation.domain.review.membership import belongs
from federation.models import (
    Dossier,
    DossierFile,
    EvidencePaper,
    EvidenceSnapshot,
    LineComment,
    ReviewTrigger,
)
from federation.queries.evidence import measures
from federation.queries.membership import belonging
from federation.queries.review.criteria import criteria_here
from federation.queries.review.dossier import computed_value_known, counting_snapshots, own_lines
from federation.queries.review.reviews import has_open_trigger
from federation.services.here import require_cooperative
from federation.services.review.register import person_of

FRESH = timedelta(days=30)
LARGEST = Decimal(10) ** 11
LONGEST = 2_000


@unit_of_work
def collect_evidence(*, by: Actor, at: datetime) -> int:
    """Count every criterion that can be, in the co-op in scope; keep what has changed, or is a month old.

    A warning in the books (F1) of a member asks for a review by itself. Returns how many snapshots were kept.
    """
    require_cooperative()
    here = cooperative_here()
    before = {
        row.criterion: row
        for row in EvidenceSnapshot.objects.filter(kind=Kind.COMPUTED)
        .order_by("criterion", "-collected_at", "-id")
        .distinct("criterion")
    }
    kept = 0
    for measured in measures(timezone.localdate(at, here.zone)):
        if not _is_same(before.get(measured.criterion), measured, at):
            _keep(measured, Kind.COMPUTED, words="", by=by, at=at)
            kept += 1
    _warn(by=by, at=at)
    return kept


@dataclass(frozen=True, slots=True)
class Declared:
    """What a person says of a criterion: a number in its unit, over which days, in words, perhaps with a PDF."""

    criterion: str
    value: Decimal
    first: date
    last: date
    words: str
    paper: tuple[str, bytes] | None = None


@unit_of_work
def declare_evidence(*, said: Declared, by: Actor, at: datetime) -> EvidenceSnapshot:
    """Keep what a person of the co-op says; it is marked as said, not computed.

    Raises Invalid, at its field, for an unknown criterion, days in the wrong order, no words, no paper where one is
    asked; NotAllowedNow where the platform knows the value itself.
    """
    require_cooperative()
    criterion = next((one for one in criteria_here()[1] if one.code == said.criterion), None)
    if criterion is None:
        raise Invalid("no_criterion", _("There is no such criterion."), field="criterion")
    if computed_value_known(said.criterion):
        raise NotAllowedNow(
            "computed_here", _("The platform computes this one from your data: comment on the line instead.")
        )
    if said.last < said.first:
        raise Invalid("wrong_order", _("The last day is before the first one."), field="last")
    if not said.value.is_finite() or abs(said.value) > LARGEST:
        raise Invalid("bad_value", _("Write a number like 12.5."), field="value")
    words = " ".join(said.words.split())
    if not words or len(words) > LONGEST:
        raise Invalid(
            "no_words", _("Say in up to %(most)s characters where it is from."), field="words", most=LONGEST
        )
    if criterion.said_as is Kind.DOCUMENT and said.paper is None:
        raise Invalid("no_paper", _("This criterion stands on a document: add it as a PDF."), field="paper")
    kind = Kind.DOCUMENT if said.paper else Kind.DECLARED
    paper = checked_pdf(*said.paper, field="paper") if said.paper else None
    measured = Measured(said.criterion, said.first, said.last, said.value, query_version="said")
    snapshot = _keep(measured, kind, words=words, by=by, at=at)
    if paper is not None:
        name, content = paper
        EvidencePaper.objects.create(
            snapshot=snapshot, name=name, content=content, sha256=hashlib.sha256(content).hexdigest()
        )
    return snapshot


@unit_of_work
def comment_line(*, criterion: str, text: str, by: Actor, at: datetime) -> LineComment:
    """What the co-op says to a line; an empty text takes it back. Raises Invalid for an unknown line or a long text."""
    require_cooperative()
    if criterion not in {one.code for one in criteria_here()[1]}:
        raise Invalid("no_criterion", _("There is no such criterion."), field="criterion")
    if len(text) > LONGEST:
        raise Invalid("too_long", _("Up to %(most)s characters."), field="text", most=LONGEST)
    return LineComment.objects.create(
        criterion=criterion, text=" ".join(text.split()), written_by=str(by), written_at=at
    )


@unit_of_work
def release_dossier(*, by: Actor, at: datetime) -> Dossier:
    """Let the federation see every line as it stands now, papers included; once more is a new dossier.

    Raises Invalid without a person; NotAllowedNow when nothing has changed since the last one.
    """
    require_cooperative()
    version, lines = own_lines()
    sha256 = dossier_hash(version, lines)
    last = Dossier.objects.filter(cooperative_id=required()).order_by("-released_at").first()
    if last is not None and last.sha256 == sha256:
        raise NotAllowedNow("nothing_new", _("Nothing has changed since you released it last."))
    dossier = Dossier.objects.create(
        set_version=version, lines=lines, released_by_id=person_of(by), released_at=at, sha256=sha256
    )
    counting = counting_snapshots()
    for paper in EvidencePaper.objects.filter(
        snapshot__in=[row.pk for row in counting.values()]
    ).select_related("snapshot"):
        DossierFile.objects.create(
            dossier=dossier,
            criterion=paper.snapshot.criterion,
            name=paper.name,
            content=bytes(paper.content),
            sha256=paper.sha256,
        )
    record(DossierReleased(dossier_id=dossier.pk, occurred_at=at), by=by)
    return dossier


def _keep(measured: Measured, kind: Kind, *, words: str, by: Actor, at: datetime) -> EvidenceSnapshot:
    snapshot = Snapshot(cooperative_here().slug, kind.value, measured, words, str(by), at)
    return EvidenceSnapshot.objects.create(
        criterion=measured.criterion,
        kind=kind,
        first=measured.first,
        last=measured.last,
        value=measured.value,
        numerator=measured.numerator,
        denominator=measured.denominator,
        note=dict(measured.note) if measured.note else None,
        words=words,
        query_version=measured.query_version,
        collected_by=str(by),
        collected_at=at,
        sha256=snapshot.sha256,
    )


def _is_same(row: EvidenceSnapshot | None, measured: Measured, at: datetime) -> bool:
    if row is None or at - row.collected_at >= FRESH:
        return False
    now = (measured.value, measured.numerator, measured.denominator, measured.note, measured.query_version)
    return now == (row.value, row.numerator, row.denominator, row.note, row.query_version)


def _warn(*, by: Actor, at: datetime) -> None:
    """F1 red in a member's books asks the federation to look, once until it has."""
    here = cooperative_here()
    if not belongs(belonging(here.slug, timezone.localdate(at, here.zone))):
        return
    criterion = next(one for one in criteria_here()[1] if one.code == "F1")
    row = counting_snapshots().get("F1")
    if row is None or row.value is None or criterion.colour(here.country, row.value) is not Colour.RED:
        return
    if has_open_trigger(required(), ReviewTrigger.Kind.EARLY_WARNING):
        return
    trigger = ReviewTrigger.objects.create(
        kind=ReviewTrigger.Kind.EARLY_WARNING, numerator=int(row.value), denominator=3, raised_at=at
    )
    record(ReviewTriggered(trigger_id=trigger.pk, kind=trigger.kind, occurred_at=at), by=by)
