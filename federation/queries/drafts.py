"""What a release of a quarter would be, before anybody publishes it: in the federation's scope."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils import timezone

from cooperatives.queries.charters import charter_on
from cooperatives.queries.directory import cooperatives_called
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from federation.domain.disclosure.earlier import Told
from federation.domain.disclosure.rule import Why
from federation.domain.release.body import Changed, Facts, PanelMember, Rate, release_body, what_changed
from federation.domain.release.drafting import Draft, History, Past, draft, measure_all
from federation.domain.release.period import Quarter
from federation.domain.statistics.figures import MonthFigures
from federation.domain.statistics.gathering import EURO, Counted, Shared, gather
from federation.models import Contribution, Release
from federation.queries.belonging import members_by_month
from federation.queries.contributions import choices, contributions_by_id, contributions_of
from federation.queries.releases import latest_versions_before, releases_of

RECENT = 4
"""Releases that say who is new."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """`body` is what would be published; `used` the contributions it is made of; `changes` against the last version."""

    quarter: Quarter
    made: Draft
    body: Mapping[str, Any]
    used: tuple[Contribution, ...]
    counted: tuple[Counted, ...]
    versions: tuple[Release, ...]
    changes: tuple[Changed, ...]

    @property
    def is_news(self) -> bool:
        """Whether it says anything that the last version does not; a first one always does."""
        if not self.versions:
            return True
        told = ("panel", "members", "indicators", "tables", "rates")
        return any(self.versions[0].body[part] != self.body[part] for part in told)


def draft_of(quarter: Quarter, *, at: datetime, note: str = "") -> Drafted:
    """Raises NotAllowedNow when nobody contributed, a currency has no rate in the charter, or an earlier version told
    too much for this one to be published."""
    members = members_by_month(quarter.months)
    by_id = {found.pk: found for found in cooperatives_called(set().union(*members.values())).values()}
    used = tuple(
        row
        for row in contributions_of(quarter.months)
        if row.owner in by_id and by_id[row.owner].slug in members[row.month]
    )
    if not used:
        raise NotAllowedNow("nobody_contributed", _("No member has contributed to this quarter yet."))
    rates = rates_on(quarter.last, {row.figures["currency"] for row in used})
    counted = _gathered(used, rates, _publishing_themselves())
    versions = tuple(releases_of(str(quarter)))
    made = draft(counted, _history(quarter, versions), months=len(quarter.months))
    facts = Facts(
        period=str(quarter),
        version=len(versions) + 1,
        published_on=timezone.localdate(at, cooperative_here().zone).isoformat(),
        panel=_panel(counted, {one.slug: one.name for one in by_id.values()}, members),
        members=len(by_id),
        rates=tuple(rates),
        editions=tuple(sorted({one for row in used for one in row.figures["editions"]})),
        supersedes=versions[0].version if versions else None,
        note=note,
    )
    body = release_body(made, facts)
    changes = tuple(what_changed(versions[0].body, body)) if versions else ()
    return Drafted(quarter, made, body, used, counted, versions, changes)


def rates_on(day: date, currencies: Collection[str]) -> list[Rate]:
    """The charter's rate of each currency but the euro, with its day and source. Raises NotAllowedNow without one."""
    known = charter_on(day).terms.get("statistics", {}).get("euros_per_unit", {})
    wanted = sorted(set(currencies) - {EURO})
    if missing := [one for one in wanted if one not in known]:
        raise NotAllowedNow(
            "no_rate",
            _("The charter has no rate for %(currencies)s: adopt one first."),
            currencies=", ".join(missing),
        )
    return [Rate(one, str(known[one]["euros"]), known[one]["on"], known[one]["source"]) for one in wanted]


def shared_of(rows: Iterable[Contribution], public: Collection[int] = ()) -> list[Shared]:
    """Stored contributions as the domain reads them; `public` are co-ops that publish their own figures."""
    return [
        Shared(row.month, MonthFigures.from_json(row.figures), row.is_declared, row.owner in public)
        for row in rows
    ]


def _gathered(
    rows: Iterable[Contribution], rates: Iterable[Rate], public: Collection[int] = ()
) -> tuple[Counted, ...]:
    return gather(shared_of(rows, public), {rate.currency: Fraction(rate.euros) for rate in rates})


def _publishing_themselves() -> set[int]:
    return {member for member, choice in choices().items() if choice.publishes_itself}


def _panel(
    counted: Iterable[Counted], names: Mapping[str, str], members: Mapping[date, set[str]]
) -> tuple[PanelMember, ...]:
    found = []
    for one in counted:
        missing = [
            month for month, who in members.items() if one.cooperative in who and month not in one.months
        ]
        found.append(
            PanelMember(
                one.cooperative,
                names[one.cooperative],
                one.country,
                tuple(f"{month:%Y-%m}" for month in one.months),
                tuple(f"{month:%Y-%m}" for month in missing),
                one.is_declared,
                one.is_own_public,
            )
        )
    return tuple(found)


def _history(quarter: Quarter, versions: Iterable[Release]) -> History:
    before = latest_versions_before(str(quarter), limit=RECENT)
    recent: dict[str, set[str]] = defaultdict(set)
    for older in before:
        for sheet, slugs in older.body["counted"].items():
            recent[sheet] |= set(slugs)
    last = next((older for older in before if older.period == str(quarter.before)), None)
    return History(
        versions=[past_of(version) for version in versions],
        before=past_of(last) if last else None,
        recent=recent,
    )


def past_of(release: Release) -> Past:
    """A release's sheets as they were measured, from the very contributions it was made of."""
    body = release.body
    rates = [Rate(**rate) for rate in body["rates"]]
    counted = _gathered(contributions_by_id(release.contributions), rates)
    measured = measure_all(counted, body["counted"])
    hidden = {
        sheet: {tuple(key.split("/")) if key else (): Why(why) for key, why in keys.items()}
        for sheet, keys in body["hidden"].items()
    }
    return Past({code: Told(one, hidden.get(code, {})) for code, one in measured.items()})
