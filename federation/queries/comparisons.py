"""The co-op in scope beside the quartiles of those who agreed to compare."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from federation.domain.release.body import Rate, written
from federation.domain.release.drafting import rounded
from federation.domain.release.period import Quarter
from federation.domain.statistics.catalogue import BY_CODE
from federation.domain.statistics.gathering import Counted, gather
from federation.domain.statistics.quartiles import own_value
from federation.models import Comparison, Contribution
from federation.queries.contributions import latest
from federation.queries.drafts import shared_of

BELOW, AMONG, ABOVE = (
    _("in the lower quarter"),
    _("in the middle half"),
    _("in the upper quarter"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """`own` is this co-op's figure, None where it cannot say; `place` a msgid."""

    code: str
    low: str
    middle: str
    high: str
    peers: int
    own: str | None
    place: str


@dataclass(frozen=True, slots=True)
class OwnComparison:
    period: str
    rows: tuple[Standing, ...]


def own_comparison() -> OwnComparison | None:
    """Of the newest release that compared this co-op."""
    found = (
        Comparison.objects.filter(member_id=required())
        .select_related("release")
        .order_by("-release__period", "-release__version")
        .first()
    )
    if found is None:
        return None
    own = _own_quarter(found)
    return OwnComparison(found.release.period, tuple(_standing(row, own) for row in found.rows))


def _own_quarter(found: Comparison) -> Counted | None:
    """The co-op's own contributions of the quarter, as the release converted them."""
    months = Quarter.parse(found.release.period).months
    rows = latest(Contribution.objects.filter(cooperative_id=required(), month__in=months))
    rates = {
        rate.currency: Fraction(rate.euros) for rate in (Rate(**one) for one in found.release.body["rates"])
    }
    return next(iter(gather(shared_of(rows), rates)), None)


def _standing(row: dict[str, str], own: Counted | None) -> Standing:
    one = BY_CODE[row["code"]]
    value = own_value(one, own) if own else None
    text = None if value is None else written(rounded(value, one.step), one.step)
    place = ""
    if text is not None:
        exact = Decimal(text)
        place = BELOW if exact < Decimal(row["low"]) else ABOVE if exact > Decimal(row["high"]) else AMONG
    return Standing(row["code"], row["low"], row["middle"], row["high"], int(row["peers"]), text, place)
