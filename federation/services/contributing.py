"""A co-op lets the federation count its month: by its own job, or by hand where it rides with other software."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from cooperatives.queries.people import actor_names
from coopplatform.contracts.federating import ContributionShared, MonthHeldBack, SharingChosen
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.work import unit_of_work
from federation.domain.release.files import digest
from federation.domain.statistics.declaring import check_declared, check_groups, not_said
from federation.domain.statistics.fields import BY_CODE
from federation.domain.statistics.figures import MonthFigures, contradictions
from federation.models import Contribution, ContributionHold, SharingChoice
from federation.queries.belonging import belongs_here
from federation.queries.contributions import booked, month_figures, own_contribution, own_hold

LONGEST_COMMENT, LONGEST_REASON = 400, 300


@unit_of_work
def share_contribution(
    *, month: date, by: Actor, at: datetime, comment: str = "", is_correction: bool = False
) -> Contribution:
    """Freeze the month's figures of the co-op in scope for the federation, as its own books and deliveries say.

    Sharing twice changes nothing; `is_correction` shares anew what has changed since. Raises NotAllowedNow before the
    month is over, while its pay is not approved or somebody holds it back, for a co-op that does not belong, and for
    a correction that changes nothing; Invalid for figures that contradict the ledger.
    """
    month = month.replace(day=1)
    known = own_contribution(month)
    if known is not None and not is_correction:
        return known
    _check_may_leave(month, at)
    return _share(month_figures(month), month, known, Contribution.Origin.PLATFORM, comment, by=by, at=at)


@unit_of_work
def declare_contribution(
    *,
    month: date,
    values: Mapping[str, int | None],
    pay_groups: Sequence[tuple[int, int]] = (),
    comment: str = "",
    by: Actor,
    at: datetime,
) -> Contribution:
    """Share a month entered by hand, marked as declared; a second time is a correction.

    Raises NotAllowedNow as `share_contribution`; Invalid, naming the field, for figures that cannot be or that
    contradict the ledger.
    """
    month = month.replace(day=1)
    _check_may_leave(month, at)
    unknown = sorted(set(values) - set(BY_CODE))
    if unknown:
        raise Invalid("unknown_field", _("Nobody contributes %(field)s."), field=unknown[0])
    check_declared(values)
    check_groups(pay_groups, values.get("person_months"))
    here = cooperative_here()
    said = {code: values.get(code) for code in BY_CODE}
    figures = MonthFigures(
        here.slug, here.country, here.currency, said, not_said(said), tuple(sorted(pay_groups, key=_by_pay))
    )
    known = own_contribution(month)
    return _share(figures, month, known, Contribution.Origin.DECLARED, comment, by=by, at=at)


@unit_of_work
def hold_month(*, month: date, until: date | None, reason: str, by: Actor, at: datetime) -> ContributionHold:
    """A person keeps a month back until a day (it included) and says why, or, without a day, lets it go again.

    Raises NotAllowedNow when it is shared already; Invalid without a reason, for a day that is past, or when nobody
    in person asks.
    """
    month = month.replace(day=1)
    if by.kind != "person":
        raise Invalid("no_person", _("A person holds a month back, in their own name."))
    if own_contribution(month) is not None:
        raise NotAllowedNow("already_shared", _("This month is shared already: correct it instead."))
    today = timezone.localdate(at, cooperative_here().zone)
    if until is not None and until < today:
        raise Invalid("day_past", _("Choose a day to come."), field="until")
    reason = reason.strip()[:LONGEST_REASON]
    if until is not None and not reason:
        raise Invalid(
            "reason_needed", _("Say why: the federation reads it beside your co-op's name."), field="reason"
        )
    hold = ContributionHold.objects.create(
        month=month,
        until=until,
        reason=reason,
        held_by_id=int(by.id),
        held_by_name=actor_names([str(by)])[str(by)],
        held_at=at,
    )
    record(MonthHeldBack(hold_id=hold.id, month=month, occurred_at=at), by=by)
    return hold


@unit_of_work
def choose_sharing(*, compares: bool, publishes_itself: bool, by: Actor, at: datetime) -> SharingChoice:
    """Whether the co-op is compared with consenting peers, and whether its own figures are public anyway.

    Revocable at any time: the next release goes by the newest choice.
    """
    choice = SharingChoice.objects.create(
        compares=compares, publishes_itself=publishes_itself, chosen_by=str(by), chosen_at=at
    )
    record(SharingChosen(choice_id=choice.id, occurred_at=at), by=by)
    return choice


def _check_may_leave(month: date, at: datetime) -> None:
    last, today = last_of_month(month), timezone.localdate(at, cooperative_here().zone)
    if today <= last:
        raise NotAllowedNow("month_not_over", _("This month is not over yet."))
    if not belongs_here(last):
        raise NotAllowedNow(
            "not_a_member", _("Only members share their months: your co-op did not belong in this one.")
        )
    hold = own_hold(month)
    if hold is not None and hold.until is not None and hold.until >= today:
        raise NotAllowedNow(
            "held_back",
            _("%(name)s holds this month back until %(until)s: let it go first."),
            name=hold.held_by_name,
            until=hold.until,
        )


def _share(
    figures: MonthFigures,
    month: date,
    known: Contribution | None,
    origin: Contribution.Origin,
    comment: str,
    *,
    by: Actor,
    at: datetime,
) -> Contribution:
    _check_against_books(figures, month)
    stored = figures.as_json()
    sha256 = digest(stored)
    if known is not None and known.sha256 == sha256:
        raise NotAllowedNow("nothing_corrected", _("Nothing has changed since this month was shared."))
    contribution = Contribution.objects.create(
        month=month,
        version=known.version + 1 if known else 1,
        replaces=known,
        origin=origin,
        figures=stored,
        sha256=sha256,
        comment=comment.strip()[:LONGEST_COMMENT],
        shared_by=str(by),
        shared_at=at,
    )
    record(ContributionShared(contribution_id=contribution.id, month=month, occurred_at=at), by=by)
    return contribution


def _check_against_books(figures: MonthFigures, month: date) -> None:
    """Raises Invalid, at the field, with what the books say."""
    sales, wages = booked(month)
    for code, cents in contradictions(figures, sales_cents=sales, wages_cents=wages):
        raise Invalid(
            "contradicts_books",
            _("%(what)s: %(said)s is shared, but the books say %(booked)s. Correct one of them first."),
            field=code,
            what=Sentence(BY_CODE[code].title),
            said=Money(figures.values[code] or 0, figures.currency),
            booked=Money(cents, figures.currency),
        )


def _by_pay(group: tuple[int, int]) -> tuple[int, int]:
    return group[1], group[0]
