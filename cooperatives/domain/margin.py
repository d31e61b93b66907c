"""What each section leaves, and what an hour of work in it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass

from coopplatform.kernel.money import allocate


@dataclass(frozen=True, slots=True)
class SectionSums:
    """What was booked in a section, in cents, both positive where usual; `facts` counts its entries of income."""

    income_cents: int
    expense_cents: int
    facts: int


@dataclass(frozen=True, slots=True)
class MarginRow:
    """A section in cents and seconds. Margin is income less the section's own expenses."""

    section: str
    income_cents: int
    expense_cents: int
    seconds: int
    shared_seconds: int

    @property
    def margin_cents(self) -> int:
        return self.income_cents - self.expense_cents

    @property
    def margin_of_an_hour_cents(self) -> int | None:
        """None where nobody worked."""
        whole = self.seconds + self.shared_seconds
        return None if whole == 0 else self.margin_cents * 3600 // whole


def margins(sums: Mapping[str, SectionSums], seconds: Mapping[str, int]) -> tuple[MarginRow, ...]:
    """A row a section, the largest income first; what belongs to none stands last under the empty word.

    Hours that belong to no section are shared among those with income by the number of their entries (deliveries), to
    the second: `shared_seconds`. Without any they stay with none.
    """
    names = {*sums, *(section for section, worked in seconds.items() if worked)} - {""}
    own = sorted(names, key=lambda name: (-_of(sums, name).income_cents, name))
    weights = [_of(sums, name).facts for name in own]
    loose = seconds.get("", 0)
    shared = allocate(loose, weights) if sum(weights) else [0] * len(own)
    rows = [
        MarginRow(
            name, _of(sums, name).income_cents, _of(sums, name).expense_cents, seconds.get(name, 0), part
        )
        for name, part in zip(own, shared, strict=True)
    ]
    rest = _of(sums, "")
    left = loose - sum(shared)
    if rest.income_cents or rest.expense_cents or left:
        rows.append(MarginRow("", rest.income_cents, rest.expense_cents, left, 0))
    return tuple(rows)


def _of(sums: Mapping[str, SectionSums], name: str) -> SectionSums:
    return sums.get(name, SectionSums(0, 0, 0))
