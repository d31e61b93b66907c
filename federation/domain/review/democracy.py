"""D1, D2, D3 and M3 out of the assemblies a co-op held: plain decisions over days and heads.

Each gives numbers, or a sentence on why there is none: then the line falls back to what a person says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from coopplatform.kernel.text import Param, Sentence, _
from federation.domain.review.deadlines import add_months
from federation.domain.review.dossier import percent_of
from members.domain.assemblies import full_days
from members.domain.meetings import Meeting

NOTICE_DAYS = 15
LATEST_MONTHS = 15
MEETINGS = 3
"""Participation and votes are looked at over the last three."""
ONE_PROXY_UNDER = 20
CENT = Decimal("0.01")
NO_ASSEMBLY = _("No assembly was held on the platform yet.")
NONE_COUNTS = _(
    "Of the assemblies held on the platform none was called %(days)s full days before and has its signed minutes "
    "published."
)
LAST_DOES_NOT_COUNT = _("The assembly of %(day)s does not count yet: %(why)s.")
SHORT_NOTICE = _("it was called %(days)s full days before")
NO_MINUTES = _("its signed minutes are not published to the members")
NO_PAPERS = _("With the last assemblies no accounts were published to the members on the platform.")
NO_REPORT = _(
    "The assembly of %(day)s has its accounts, but no report of a review, published to the members."
)
NO_ACCOUNTS = _(
    "The assembly of %(day)s has a report of the review, but no accounts, published to the members."
)
NO_SHEET = _("Of the assembly of %(day)s it is not written down how many proxies one person carried.")
THERE = _("%(there)s of %(members)s on %(day)s")
CARRIED = _("%(votes)s votes of %(members)s on %(day)s; the rule allows %(allowed)s")


@dataclass(frozen=True, slots=True)
class Found:
    """A value with the days and numbers it is from; `value` is None where `note` says why."""

    value: Decimal | None
    first: date
    last: date
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: Sentence | None = None


def assembly_held(meetings: Sequence[Meeting], today: date) -> Found:
    """Months begun since the last one that was called in time and has its signed minutes; the newest comes first.

    The fraction is how many of those of the last fifteen months were.
    """
    first = add_months(today, -LATEST_MONTHS)
    if not meetings:
        return Found(None, first, today, note=Sentence(NO_ASSEMBLY))
    counting = [one for one in meetings if _missing(one) is None]
    if not counting:
        return Found(None, first, today, note=Sentence(NONE_COUNTS, {"days": NOTICE_DAYS}))
    recent = [one for one in meetings if one.held_on >= first]
    why = _missing(meetings[0])
    note = Sentence(LAST_DOES_NOT_COUNT, {"day": meetings[0].held_on, "why": why}) if why else None
    return Found(
        Decimal(months_begun(counting[0].held_on, today)),
        first,
        today,
        Decimal(sum(_missing(one) is None for one in recent)),
        Decimal(len(recent)),
        note,
    )


def participation(meetings: Sequence[Meeting], today: date) -> Found:
    """The mean of the shares of the last three, each by its own members; the fraction adds their heads up."""
    last = [*meetings[:MEETINGS]]
    if not last:
        return Found(None, today, today, note=Sentence(NO_ASSEMBLY))
    shares = [percent_of(one.there, one.members) or Decimal(0) for one in last]
    told = [Sentence(THERE, {"there": one.there, "members": one.members, "day": one.held_on}) for one in last]
    return Found(
        (sum(shares, Decimal(0)) / len(shares)).quantize(CENT),
        last[-1].held_on,
        last[0].held_on,
        Decimal(sum(one.there for one in last)),
        Decimal(sum(one.members for one in last)),
        joined(told),
    )


def members_informed(meetings: Sequence[Meeting], today: date) -> Found:
    """Full days before the last assembly with such papers on which accounts and review report both could be read."""
    found = next((one for one in meetings if one.accounts_on or one.review_on), None)
    if found is None:
        why = NO_PAPERS if meetings else NO_ASSEMBLY
        return Found(None, today, today, note=Sentence(why))
    if found.accounts_on is None or found.review_on is None:
        why = NO_REPORT if found.accounts_on else NO_ACCOUNTS
        return Found(None, found.held_on, found.held_on, note=Sentence(why, {"day": found.held_on}))
    both_on = max(found.accounts_on, found.review_on)
    days = Decimal(max(0, full_days(both_on, found.held_on)))
    return Found(days, min(both_on, found.held_on), found.held_on, days)


def most_votes(meetings: Sequence[Meeting], today: date) -> Found:
    """In percent of all, the most votes one person carried beyond the rule in the last three; 0 where nobody did."""
    last = [*meetings[:MEETINGS]]
    if not last:
        return Found(None, today, today, note=Sentence(NO_ASSEMBLY))
    unknown = next((one for one in last if one.most_proxies is None), None)
    if unknown is not None:
        note = Sentence(NO_SHEET, {"day": unknown.held_on})
        return Found(None, last[-1].held_on, last[0].held_on, note=note)
    worst = max(last, key=lambda one: (_beyond(one), _votes(one) / one.members))
    params: dict[str, Param] = {
        "votes": _votes(worst),
        "members": worst.members,
        "day": worst.held_on,
        "allowed": 1 + allowed_proxies(worst),
    }
    return Found(
        _beyond(worst),
        last[-1].held_on,
        last[0].held_on,
        Decimal(_votes(worst)),
        Decimal(worst.members),
        Sentence(CARRIED, params),
    )


def allowed_proxies(meeting: Meeting) -> int:
    """One under twenty members, else a twentieth of them; fewer where the statutes say so (loi 78-763)."""
    by_law = 1 if meeting.members < ONE_PROXY_UNDER else meeting.members // ONE_PROXY_UNDER
    return min(by_law, meeting.proxies_each)


def months_begun(day: date, today: date) -> int:
    """Months since a day, one that has begun counted whole: twelve on its anniversary, thirteen the day after."""
    months = (today.year - day.year) * 12 + today.month - day.month
    return months if add_months(day, months) >= today else months + 1


def joined(told: Sequence[Sentence]) -> Sentence:
    """One after the other, with commas. At least one."""
    whole = told[0]
    for another in told[1:]:
        whole = Sentence(_("%(one)s, %(another)s"), {"one": whole, "another": another})
    return whole


def _missing(one: Meeting) -> Sentence | None:
    if one.notice_days < NOTICE_DAYS:
        return Sentence(SHORT_NOTICE, {"days": one.notice_days})
    return None if one.minutes_on else Sentence(NO_MINUTES)


def _votes(one: Meeting) -> int:
    return 1 + (one.most_proxies or 0)


def _beyond(one: Meeting) -> Decimal:
    is_within = (one.most_proxies or 0) <= allowed_proxies(one)
    return Decimal(0) if is_within else percent_of(_votes(one), one.members) or Decimal(0)
