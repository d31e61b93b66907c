"""The federation publishes a month's statistics."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils import timezone

from cooperatives.queries.charters import charter_on
from cooperatives.queries.directory import cooperatives_called
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.federating import StatisticsPublished
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.work import unit_of_work
from federation.domain.disclosure import LEAST_COOPERATIVES, disclose
from federation.domain.release import Panel, Rate, digest, manifest_of, release_body, release_files
from federation.domain.statistics import Contribution as Figures
from federation.domain.statistics import measure
from federation.models import Release
from federation.queries.contributions import contributions_of
from federation.queries.members import admitted_slugs
from federation.queries.releases import releases_of
from federation.services.here import require_federation


@unit_of_work
def publish_release(*, month: date, by: Actor, at: datetime) -> Release:
    """Measure, disclose and publish a month from its members' contributions; once more is a new version.

    In the federation's scope. Raises NotAllowedNow when nobody contributed, a currency has no rate in the
    charter, nothing has changed, or a new version would give one co-op away by the difference.
    """
    require_federation()
    month = month.replace(day=1)
    last = last_of_month(month)
    members = admitted_slugs(on=last)
    figures = [Figures(**row.figures) for row in contributions_of(month)]
    figures = [one for one in figures if one.cooperative in members]
    if not figures:
        raise NotAllowedNow("nobody_contributed", _("No member has contributed to this month yet."))
    rates = _rates(last, {one.currency for one in figures})
    cells = disclose(measure(figures, {rate.currency: Fraction(rate.euros) for rate in rates}))
    before = releases_of(f"{month:%Y-%m}")
    body = release_body(
        period=f"{month:%Y-%m}",
        version=len(before) + 1,
        published_on=timezone.localdate(at, cooperative_here().zone).isoformat(),
        panel=Panel(_names(one.cooperative for one in figures), len(members)),
        rates=rates,
        cells=cells,
    )
    _check_against(before, body)
    return _publish(body, by=by, at=at)


def _rates(day: date, currencies: set[str]) -> list[Rate]:
    """The charter's rate of each currency but the euro, with its day and source."""
    known = charter_on(day).terms.get("statistics", {}).get("euros_per_unit", {})
    if missing := sorted(currencies - {"EUR"} - known.keys()):
        raise NotAllowedNow(
            "no_rate",
            _("The charter has no rate for %(currencies)s: adopt one first."),
            currencies=", ".join(missing),
        )
    return [
        Rate(currency, str(known[currency]["euros"]), known[currency]["on"], known[currency]["source"])
        for currency in sorted(currencies - {"EUR"})
    ]


def _names(slugs: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(found.name for found in cooperatives_called(set(slugs)).values()))


def _check_against(before: Sequence[Release], body: dict[str, Any]) -> None:
    """A new version says something new, and nothing about one or two co-ops that joined or left."""
    for older in before:
        moved = len(set(older.body["panel"]) ^ set(body["panel"]))
        if 0 < moved < LEAST_COOPERATIVES:
            raise NotAllowedNow(
                "panel_too_close",
                _(
                    "Fewer than %(least)s co-ops joined or left since version %(version)s: the difference tells."
                ),
                least=LEAST_COOPERATIVES,
                version=older.version,
            )
    told = ("panel", "indicators", "rates")
    if before and all(before[0].body[part] == body[part] for part in told):
        raise NotAllowedNow("nothing_new", _("Nothing has changed since the last version."))


def _publish(body: dict[str, Any], *, by: Actor, at: datetime) -> Release:
    files = release_files(body)
    manifest = manifest_of(files)
    release = Release.objects.create(
        period=body["period"],
        version=body["version"],
        body=body,
        files=files,
        manifest=manifest,
        sha256=digest(manifest),
        published_by=str(by),
        published_at=at,
    )
    published = StatisticsPublished(
        release_id=release.id, period=release.period, release_version=release.version, occurred_at=at
    )
    record(published, by=by)
    return release
