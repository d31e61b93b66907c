"""The fund as everybody of the federation reads it: rules, balance and ledger, histories to simulate on."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from federation.domain.means.fund import Purpose
from federation.domain.means.histories import MADE_UP, Histories
from federation.models import FundHistories, FundLine, FundVersion


def versions() -> list[FundVersion]:
    """The newest first, with their consultations and what these came to."""
    rows = FundVersion.objects.select_related("consultation", "consultation__decided")
    return list(rows.order_by("-number"))


def version_called(version_id: UUID) -> FundVersion | None:
    return FundVersion.objects.select_related("consultation__decided").filter(pk=version_id).first()


def is_adopted(version: FundVersion) -> bool:
    """Voted as it was put: where the vote amended its text, the data no longer say what was adopted."""
    decided = getattr(version.consultation, "decided", None)
    return decided is not None and decided.is_adopted and decided.text == version.consultation.text


def version_in_force() -> FundVersion | None:
    """The newest that was adopted as it was put; none before the first."""
    return next((one for one in versions() if is_adopted(one)), None)


def balances() -> Mapping[Purpose, int]:
    """What the fund has for each purpose, in cents: what came in less what went out."""
    sums = FundLine.objects.values("purpose").annotate(cents=Sum("cents"))
    found = {Purpose(row["purpose"]): int(row["cents"]) for row in sums}
    return {purpose: found.get(purpose, 0) for purpose in Purpose}


@dataclass(frozen=True, slots=True)
class YearOfFund:
    """What came in and went out, in cents; both positive."""

    year: int
    came_in: int
    went_out: int


def ledger(*, limit: int = 200) -> list[FundLine]:
    return list(FundLine.objects.order_by("-moved_on", "-entered_at", "-id")[:limit])


def by_year() -> list[YearOfFund]:
    """The newest first."""
    found: dict[int, list[int]] = {}
    for day, cents in FundLine.objects.values_list("moved_on", "cents"):
        sums = found.setdefault(day.year, [0, 0])
        sums[cents < 0] += abs(cents)
    return [YearOfFund(year, *found[year]) for year in sorted(found, reverse=True)]


def histories() -> tuple[Histories, FundHistories | None]:
    """The newest that were published; the made-up ones until then."""
    row = FundHistories.objects.order_by("-published_at", "-id").first()
    return (Histories.from_json(row.body), row) if row else (MADE_UP, None)
