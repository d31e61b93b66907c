"""Recognising what a movement at the bank settles: by amount, by who, by reference, by day."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cooperatives.domain.charts import PCG, PCMN, PLAIN, Chart
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Sentence, _

# Accounts whose lines wait for money, by chart: claims and debts, but neither VAT, which is declared as a whole, nor
# what is only estimated or spread over years.
_WAITING = (
    (PCG, ("4",), ("4282", "4286", "4382", "4386", "4452", "4456", "4457", "4458", "4486", "48", "49")),
    (
        PCMN,
        ("40", "41", "43", "44", "45", "46", "47", "48"),
        ("409", "4110", "4119", "4510", "4511", "4517", "4518", "4519", "456"),
    ),
    (
        PLAIN,
        ("11", "12", "14", "20", "21", "22", "23", "24", "25"),
        ("2050", "2060", "2200", "2205", "2220", "2230"),
    ),
)
MOST_SUGGESTED = 4
_REFERENCE = re.compile(r"RF\d{2}[0-9A-Z]{1,21}|\d{12}")
NEAR_DAYS = 10


def waiting_codes(chart: Chart) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The beginnings of the codes whose lines a payment settles, and those among them that none does."""
    return next((codes, except_for) for known, codes, except_for in _WAITING if known is chart)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the books that nothing settles yet. `cents` is debit positive: what a payment of as much settles.

    `is_at_bank` for one on the bank's own account: the movement is in the books already. `reference` is what the payer
    was asked to copy, if anything.
    """

    id: UUID
    code: str
    auxiliary: str
    cents: int
    on: date
    piece: str
    label: str
    is_at_bank: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """What the bank says: money in is positive."""

    cents: int
    on: date
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Lines that together are the movement to the cent, why we think so, and how sure we are (the more the surer)."""

    items: tuple[Item, ...]
    reason: Sentence
    score: int

    @property
    def ids(self) -> str:
        return ",".join(str(item.id) for item in self.items)


class OpenItems:
    """The open lines, arranged once so that each movement finds its own at once."""

    def __init__(self, items: Iterable[Item], names: Mapping[str, str]) -> None:
        self.names = names
        self.by_cents: dict[int, list[Item]] = defaultdict(list)
        self.groups: dict[int, list[tuple[Sentence, tuple[Item, ...]]]] = defaultdict(list)
        parties: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in sorted(items, key=lambda one: (one.on, one.id)):
            self.by_cents[item.cents].append(item)
            if not item.is_at_bank:
                parties[item.code, item.auxiliary].append(item)
        for party in parties.values():
            self._group(party)

    def suggest(self, movement: Movement) -> list[Suggestion]:
        """What may be settled by it, the surest first; nothing that is not the same amount to the cent."""
        found = [self._single(item, movement) for item in self.by_cents.get(movement.cents, ())]
        found += [
            Suggestion(items, reason, 3 + self._likeness(items[-1], movement))
            for reason, items in self.groups.get(movement.cents, ())
        ]
        return sorted(found, key=lambda one: -one.score)[:MOST_SUGGESTED]

    def _single(self, item: Item, movement: Movement) -> Suggestion:
        days = abs((item.on - movement.on).days)
        score = 2 * (days <= NEAR_DAYS) + self._likeness(item, movement)
        if item.is_at_bank:
            return Suggestion((item,), Sentence(_("already in the books, same amount")), score + 4)
        if _refers(item, movement):
            return Suggestion((item,), Sentence(_("same amount, and its reference")), score + 8)
        if score > 2 * (days <= NEAR_DAYS):
            return Suggestion((item,), Sentence(_("same amount, and the bank names it")), score + 2)
        return Suggestion((item,), Sentence(_("same amount")), score)

    def _likeness(self, item: Item, movement: Movement) -> int:
        """Whether the bank's words name the third party or the piece."""
        said = set(_words(f"{movement.name} {movement.text}"))
        name = [word for word in _words(self.names.get(item.auxiliary, "")) if len(word) > 2]
        piece = [word for word in _words(item.piece) if len(word) > 2]
        return 4 * bool(piece and said.issuperset(piece)) + 3 * bool(name and said.intersection(name))

    def _group(self, party: Sequence[Item]) -> None:
        """All a party has open until the end of a day, and what a month alone brought."""
        months: dict[tuple[int, int], list[Item]] = defaultdict(list)
        total = 0
        for index, item in enumerate(party, start=1):
            total += item.cents
            months[item.on.year, item.on.month].append(item)
            is_last_of_day = index == len(party) or party[index].on > item.on
            if index > 1 and is_last_of_day and total:
                reason = Sentence(
                    _("all that is open until %(day)s, %(count)s lines"),
                    {"day": item.on.isoformat(), "count": index},
                )
                self.groups[total].append((reason, tuple(party[:index])))
        if len(months) > 1:
            for (year, month), items in months.items():
                if len(items) > 1:
                    reason = Sentence(
                        _("the lines of %(month)s, %(count)s of them"),
                        {"month": f"{year}-{month:02d}", "count": len(items)},
                    )
                    self.groups[sum(item.cents for item in items)].append((reason, tuple(items)))


def check_settles(cents: int, items: Collection[Item], rest_code: str, currency: str) -> int:
    """What is left for `rest_code` when the items are settled by a movement of `cents`.

    Raises Invalid without items, for lines at the bank together with others, or when something is left and there is
    no account for it.
    """
    if not items:
        raise Invalid("nothing_chosen", _("Choose the lines this movement settles."))
    if any(item.is_at_bank for item in items) and (rest_code or not all(item.is_at_bank for item in items)):
        raise Invalid("bank_with_others", _("What is in the books at the bank already is matched alone."))
    left = cents - sum(item.cents for item in items)
    if left and not rest_code:
        raise Invalid(
            "amounts_differ",
            _(
                "The lines come to %(items)s, the movement to %(cents)s: choose others, or an account for the rest."
            ),
            items=Money(cents - left, currency),
            cents=Money(cents, currency),
        )
    return left


def _refers(item: Item, movement: Movement) -> bool:
    """Whether the bank's words hold the structured reference: RF…, or twelve digits in Belgium."""
    reference = _squeezed(item.reference)
    return bool(_REFERENCE.fullmatch(reference)) and reference in _squeezed(movement.text)


def _squeezed(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
