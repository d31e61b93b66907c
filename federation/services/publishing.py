"""The federation publishes a quarter's statistics, and corrects what it published."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.federating import StatisticsPublished
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.release.body import written
from federation.domain.release.files import about, digest, release_files
from federation.domain.release.period import Quarter
from federation.domain.statistics.catalogue import BY_CODE
from federation.domain.statistics.quartiles import COMPARED, LEAST_PEERS, quartiles
from federation.models import Comparison, Release
from federation.queries.contributions import choices
from federation.queries.drafts import Drafted, draft_of
from federation.services.here import require_federation

LONGEST_NOTE = 400


@unit_of_work
def publish_release(*, period: str, by: Actor, at: datetime, note: str = "") -> Release:
    """Measure, disclose and publish a quarter ("2026-Q3") from its members' contributions.

    Once more is a new version that supersedes the last one; `note` says why. In the federation's scope. Raises Invalid
    for what is no quarter, or a new version without a reason; NotAllowedNow when the quarter is not over, nobody
    contributed, a currency has no rate in the charter, nothing has changed, or an earlier version told too much.
    """
    require_federation()
    quarter = Quarter.parse(period)
    if timezone.localdate(at, cooperative_here().zone) <= quarter.last:
        raise NotAllowedNow("quarter_not_over", _("This quarter is not over yet."))
    drafted = draft_of(quarter, at=at, note=note.strip()[:LONGEST_NOTE])
    if not drafted.is_news:
        raise NotAllowedNow("nothing_new", _("Nothing has changed since the last version."))
    if drafted.versions and not note.strip():
        raise Invalid("note_needed", _("Say why there is a new version: readers see it."), field="note")
    release = _publish(drafted, by=by, at=at)
    _compare(drafted, release)
    return release


def _publish(drafted: Drafted, *, by: Actor, at: datetime) -> Release:
    body: dict[str, Any] = dict(drafted.body)
    files = release_files(body)
    release = Release.objects.create(
        period=body["period"],
        version=body["version"],
        supersedes=drafted.versions[0] if drafted.versions else None,
        note=body["note"],
        changes=[change.as_json() for change in drafted.changes],
        contributions=[str(row.pk) for row in drafted.used],
        body=body,
        files=files,
        manifest=about(files),
        sha256=digest(files["manifest.json"]),
        published_by=str(by),
        published_at=at,
    )
    published = StatisticsPublished(
        release_id=release.id, period=release.period, release_version=release.version, occurred_at=at
    )
    record(published, by=by)
    return release


def _compare(drafted: Drafted, release: Release) -> None:
    """For each co-op that agreed to be compared, where the quartiles of all who agreed are; for nobody else."""
    ids = {row.figures["cooperative"]: row.owner for row in drafted.used}
    agreed = {member for member, choice in choices().items() if choice.compares}
    peers = [one for one in drafted.counted if ids[one.cooperative] in agreed]
    if len(peers) < LEAST_PEERS:
        return
    rows = []
    for code in COMPARED:
        found = quartiles(code, peers)
        if found is not None:
            step = BY_CODE[code].step
            low, middle, high = (written(value, step) for value in (found.low, found.middle, found.high))
            rows.append({"code": code, "low": low, "middle": middle, "high": high, "peers": found.peers})
    Comparison.objects.bulk_create(
        Comparison(member_id=ids[one.cooperative], release=release, peers=len(peers), rows=rows)
        for one in peers
    )
