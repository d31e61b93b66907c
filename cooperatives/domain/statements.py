"""Balance sheet and income statement: every account under one heading, both sides of the same height."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cooperatives.domain.charts import Chart
from cooperatives.domain.headings import Rows, layout_of
from coopplatform.kernel.text import _

OTHERS = _("Other accounts")


@dataclass(frozen=True, slots=True)
class Row:
    """One heading in cents, with the codes it adds up; `before_cents` is the year before."""

    label: str
    cents: int
    before_cents: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows with their sum."""

    label: str
    rows: tuple[Row, ...]

    @property
    def cents(self) -> int:
        return sum(row.cents for row in self.rows)

    @property
    def before_cents(self) -> int:
        return sum(row.before_cents for row in self.rows)


@dataclass(frozen=True, slots=True)
class BalanceSheet:
    """What the co-op has, and where it is from. Both sides are equal as long as the balances add up to zero."""

    assets: Block
    funds: Block


def balance_sheet(now: Mapping[str, int], before: Mapping[str, int], chart: Chart) -> BalanceSheet:
    """From what each account holds by code, debit positive, at a day and a year before it.

    Funds are shown positive. Income and expenses not emptied yet are the result under its heading.
    """
    layout = layout_of(chart)
    sides = [_sides(balances, chart) for balances in (now, before)]
    result = [-sum(c for code, c in balances.items() if chart.is_result(code)) for balances in (now, before)]
    funds = _rows(layout.funds, sides[0][1], sides[1][1])
    if any(result):
        funds = _added(funds, layout.result, result[0], result[1])
    assets = _rows(layout.assets, sides[0][0], sides[1][0])
    return BalanceSheet(Block(_("Assets"), assets), Block(_("Equity and liabilities"), funds))


def income_statement(now: Mapping[str, int], before: Mapping[str, int], chart: Chart) -> tuple[Block, ...]:
    """From what income and expense accounts moved by, debit positive: income is shown positive, expenses negative.

    The blocks' sums add up to the result.
    """
    earned = [
        {code: -cents for code, cents in moved.items() if chart.is_result(code)} for moved in (now, before)
    ]
    layout = layout_of(chart)
    known = tuple(
        prefix for _title, rows in layout.income for _label, prefixes in rows for prefix in prefixes
    )
    blocks = [
        Block(title, tuple(row for row in _rows(rows, *(_under(part, rows, known) for part in earned))))
        for title, rows in layout.income
    ]
    loose = [{code: c for code, c in part.items() if _longest(code, known) is None} for part in earned]
    if any(loose):
        blocks.append(Block(OTHERS, _rows((), *loose)))
    return tuple(block for block in blocks if block.rows)


def _sides(balances: Mapping[str, int], chart: Chart) -> tuple[dict[str, int], dict[str, int]]:
    """Assets and funds, both positive where usual."""
    layout = layout_of(chart)
    fixed = dict.fromkeys(layout.always_assets, True) | dict.fromkeys(layout.always_funds, False)
    assets: dict[str, int] = {}
    funds: dict[str, int] = {}
    for code, cents in balances.items():
        if not cents or chart.is_result(code):
            continue
        prefix = _longest(code, fixed)
        if fixed[prefix] if prefix else cents > 0:
            assets[code] = cents
        else:
            funds[code] = -cents
    return assets, funds


def _rows(headings: Rows, now: Mapping[str, int], before: Mapping[str, int]) -> tuple[Row, ...]:
    """Each heading with something under it; what fits under none stands last."""
    by_prefix = {prefix: label for label, prefixes in headings for prefix in prefixes}
    found: dict[str, list[str]] = {label: [] for label in (*(label for label, _prefixes in headings), OTHERS)}
    for code in sorted({*now, *before}):
        prefix = _longest(code, by_prefix)
        found[by_prefix[prefix] if prefix else OTHERS].append(code)
    return tuple(
        Row(
            label,
            sum(now.get(code, 0) for code in codes),
            sum(before.get(code, 0) for code in codes),
            tuple(codes),
        )
        for label, codes in found.items()
        if codes
    )


def _added(rows: tuple[Row, ...], label: str, cents: int, before_cents: int) -> tuple[Row, ...]:
    known = next((row for row in rows if row.label == label), None)
    if known is None:
        return (*rows, Row(label, cents, before_cents, ()))
    more = Row(label, known.cents + cents, known.before_cents + before_cents, known.codes)
    return tuple(more if row is known else row for row in rows)


def _under(part: Mapping[str, int], rows: Rows, known: Iterable[str]) -> dict[str, int]:
    """The accounts whose longest prefix, of all blocks', is one of these rows'."""
    own = {prefix for _label, prefixes in rows for prefix in prefixes}
    return {code: cents for code, cents in part.items() if _longest(code, known) in own}


def _longest(code: str, prefixes: Iterable[str]) -> str | None:
    return max((prefix for prefix in prefixes if code.startswith(prefix)), key=len, default=None)
