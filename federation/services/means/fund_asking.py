"""A co-op's own acts: it lets its closed year be seen, and asks the fund with its own figures."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.queries.access import people_with
from cooperatives.queries.books import closed_results
from cooperatives.queries.directory import the_federation
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.funding import FundAsked, FundBaseShared
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.means.fund import Purpose
from federation.domain.means.fund_claims import LEAST_REASON, check_asking, claim_of
from federation.domain.means.fund_figures import Figures
from federation.models import FundBase, FundCall, FundClaim
from federation.queries.belonging import belongs_here
from federation.queries.means.fund import balances
from federation.queries.means.fund_own import asking, computed
from federation.services.here import require_cooperative
from federation.services.means.fund_rules import required_version
from federation.services.review.register import person_of

BASE_FIELDS = ("turnover_cents", "result_cents", "payroll_cents")
LONGEST_WORDS = 2_000


@unit_of_work
def share_base(*, year: int, declared: Mapping[str, int], by: Actor, at: datetime) -> FundBase:
    """Let the federation see turnover, result and payroll of a closed year, as the books have them.

    `declared` is what a person types where the books of this platform are silent or wrong; both are kept and shown.
    Raises NotAllowedNow without adopted rules, for a year not over or not closed, for a co-op that does not belong or
    keeps another currency, once its contribution was called; Invalid for figures that cannot be.
    """
    require_cooperative()
    required_version()
    _check_currency()
    today = timezone.localdate(at, cooperative_here().zone)
    if year >= today.year or year < today.year - 5:
        raise NotAllowedNow("year_not_over", _("Share a year that is over, of the last five."))
    if not belongs_here(today):
        raise NotAllowedNow("not_a_member", _("Only a co-op that belongs to the federation puts in."))
    if FundCall.objects.filter(member_id=cooperative_here().pk, year=year).exists():
        raise NotAllowedNow(
            "called_already", _("The contribution of this year is called already: its figures stay.")
        )
    booked = _closed(year)
    told = {name: cents for name, cents in declared.items() if name in BASE_FIELDS}
    if not booked and set(told) != set(BASE_FIELDS):
        raise Invalid(
            "nothing_booked",
            _("Your books on this platform say nothing of this year: type its three figures."),
            field="turnover_cents",
        )
    kept = {name: booked[name] for name in BASE_FIELDS} if booked else {}
    figures = Figures.read(kept | told)
    made = FundBase.objects.create(
        year=year,
        figures=figures.as_json(),
        computed=kept,
        declared=told,
        currency=cooperative_here().currency,
        shared_by_id=person_of(by),
        shared_at=at,
    )
    record(FundBaseShared(base_id=made.pk, year=year, occurred_at=at), by=by)
    return made


@unit_of_work
def ask_fund(
    *, purpose: Purpose, declared: Mapping[str, int], words: str, by: Actor, at: datetime
) -> FundClaim:
    """Ask for help with the loss of the year before, or for the guarantee of wages now.

    Raises NotAllowedNow without adopted rules, for one that has left, is suspended (solidarity only), still waits,
    asked for this year already or whose figures meet no ground; Invalid for figures that cannot be or too few words.
    """
    require_cooperative()
    version = required_version()
    _check_currency()
    today = timezone.localdate(at, cooperative_here().zone)
    before = asking(purpose, today)
    check_asking(version.rules, purpose, before.asking, on=today)
    told = " ".join(words.split())
    if len(told) < LEAST_REASON:
        raise Invalid(
            "words_short",
            _("Say what happened, in at least %(least)s characters."),
            field="words",
            least=LEAST_REASON,
        )
    booked = _closed(before.year) if purpose is Purpose.SOLIDARITY else computed(before.year, until=today)
    figures = Figures.read(booked | dict(declared))
    covered = claim_of(version.rules, purpose, figures, balance_cents=balances()[purpose])
    if not covered.is_open:
        raise NotAllowedNow(
            "no_ground", _("These figures meet no ground of the rules: the fund is not open to them.")
        )
    made = FundClaim.objects.create(
        purpose=purpose,
        year=before.year,
        version=version,
        figures=figures.as_json(),
        computed=booked,
        declared=dict(declared),
        currency=cooperative_here().currency,
        words=told[:LONGEST_WORDS],
        people=sorted(user.pk for user in people_with(list(Role), on=today)),
        asked_by_id=person_of(by),
        asked_at=at,
    )
    record(FundAsked(claim_id=made.pk, occurred_at=at), by=by)
    return made


def _closed(year: int) -> dict[str, int]:
    """What the books say of a year that is closed; nothing where nothing is booked. Raises NotAllowedNow before."""
    booked = computed(year)
    if booked and year not in closed_results():
        raise NotAllowedNow(
            "year_open", _("Close the books of %(year)s first: its result may still change."), year=str(year)
        )
    return booked


def _check_currency() -> None:
    house = the_federation()
    if house is not None and house.currency != cooperative_here().currency:
        raise NotAllowedNow(
            "other_currency",
            _("The fund is kept in %(theirs)s and your books in %(yours)s: no rate is voted between them."),
            theirs=house.currency,
            yours=cooperative_here().currency,
        )
