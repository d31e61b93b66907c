"""No co-op and no person can be read from a release: checked again by an independent reading, and by attack."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopplatform.kernel.errors import NotAllowedNow
from federation.domain.disclosure.earlier import Told, newcomers
from federation.domain.disclosure.primary import reason
from federation.domain.disclosure.rule import RULE, Why
from federation.domain.disclosure.secondary import Unprotectable, Watch, protect
from federation.domain.release.body import Facts, PanelMember, find_cell, release_body
from federation.domain.release.drafting import INDICATOR, History, Past, draft
from federation.domain.release.files import release_files
from federation.domain.statistics.gathering import Shared, gather
from federation.domain.statistics.measuring import Equation, Measured
from tests.federation.statistics.attack import attacked, is_wide
from tests.federation.statistics.generated import eight, quarter_of, random_federation
from tests.federation.statistics.independent import tables_checked
from tests.federation.statistics.independent_indicators import indicators_checked

HISTORY = History()


def released(shared, history=HISTORY, version=1):
    """A release's draft and files."""
    counted = gather(shared, {})
    made = draft(counted, history)
    panel = tuple(PanelMember(c.cooperative, c.cooperative.title(), c.country, ()) for c in counted)
    facts = Facts("2026-Q3", version, "2026-10-20", panel, len(panel))
    body = release_body(made, facts)
    return made, body, release_files(body)


def past(made):
    return Past({sheet.code: Told(sheet.measured, sheet.hidden) for sheet in made.sheets})


def contributions(shared):
    return [one.figures.as_json() for one in shared]


def cents(*amounts):
    return {f"coop-{number}": Fraction(amount) for number, amount in enumerate(amounts)}


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (cents(), None),
        (cents(0, 0, 0), None),
        (cents(10, 10), Why.TOO_FEW),
        (cents(10, 10, 0), Why.TOO_FEW),
        (cents(10, 10, 10), None),
        (cents(86, 7, 7), Why.DOMINATED),
        (cents(85, 8, 7), Why.TWO_DOMINATE),
        (cents(60, 26, 14), Why.TWO_DOMINATE),
        (cents(60, 25, 15), None),
        (cents(-60, 25, 15), None),
    ],
)
def test_a_cell_needs_three_co_ops_and_none_may_weigh_too_much(parts, why):
    assert reason(parts, RULE) is why


def test_a_co_op_that_publishes_its_own_figures_no_longer_hides_the_others():
    parts = cents(40, 30, 30)
    assert reason(parts, RULE) is None
    assert reason(parts, RULE, public={"coop-0"}) is Why.TOO_FEW
    assert reason(parts, RULE, public=set(parts)) is None


def test_the_eight_of_the_demo_have_a_dominated_cell_and_one_that_goes_with_it():
    shared = eight()
    made, body, files = released(shared)
    table = next(sheet for table, sheet in made.tables if table.code == "deliveries")
    assert table.hidden == {("north", "parcels"): Why.DOMINATED, ("south", "parcels"): Why.SECONDARY}
    assert find_cell(body, "deliveries", "north/meals")["status"] == "A"
    assert tables_checked(files, contributions(shared), {}) == []
    assert indicators_checked(files, contributions(shared), {}) == []
    bounds = attacked(files, contributions(shared), {})
    assert "deliveries north/parcels" in bounds
    assert {cell: b for cell, b in bounds.items() if not is_wide(*b)} == {}


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_whatever_the_federation_every_published_cell_is_safe_and_no_hidden_one_is_bounded(seed):
    shared = random_federation(random.Random(seed))
    _made, _body, files = released(shared)
    assert tables_checked(files, contributions(shared), {}) == []
    assert indicators_checked(files, contributions(shared), {}) == []
    bounds = attacked(files, contributions(shared), {})
    assert {cell: b for cell, b in bounds.items() if not is_wide(*b)} == {}


def a_table(values):
    """Lines by columns with sums, each cell made of five co-ops but those given as one amount."""
    lines, columns = len(values), len(values[0])
    cells = {}
    for line, row in enumerate(values):
        for column, amount in enumerate(row):
            shares = (55, 20, 10, 10, 5) if amount % 3 else (95, 2, 1, 1, 1)
            cells[f"l{line}", f"c{column}"] = {
                f"coop-{line}-{n}": Fraction(amount * share, 100) for n, share in enumerate(shares)
            }

    def union(keys):
        whole = {}
        for key in keys:
            for slug, part in cells[key].items():
                whole[slug] = whole.get(slug, Fraction(0)) + part
        return whole

    equations = []
    for line in range(lines):
        parts = tuple((f"l{line}", f"c{column}") for column in range(columns))
        cells[f"l{line}", "all"] = union(parts)
        equations.append(Equation((f"l{line}", "all"), parts))
    for column in [*(f"c{n}" for n in range(columns)), "all"]:
        parts = tuple((f"l{line}", column) for line in range(lines))
        cells["all", column] = union(parts)
        equations.append(Equation(("all", column), parts))
    return Measured((), {"n": cells}, tuple(equations), ())


@settings(max_examples=25)
@given(
    st.integers(2, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(1, 5000), min_size=columns, max_size=columns), min_size=2, max_size=5
        )
    )
)
def test_no_line_of_a_table_with_both_sums_has_a_single_hole(values):
    measured = a_table(values)
    first = {
        key: why
        for key, parts in measured.magnitudes["n"].items()
        if (why := reason(parts, RULE)) is not None
    }
    hidden = protect(measured, first, Watch(RULE, 3))
    holes = [sum(key in hidden for key in equation.cells) for equation in measured.equations]
    assert 1 not in holes
    assert set(first) <= set(hidden)


def of(made, code):
    return next(sheet for sheet in made.sheets if sheet.code == code)


def test_a_newcomer_waits_until_three_have_come():
    before, _body, _files = released(eight())
    recent = {sheet.code: sheet.measured.counted for sheet in before.sheets}
    nantes = quarter_of("nantes", "FR", 12)
    history = History(before=past(before), recent=recent)
    made, _body, files = released([*eight(2), *nantes], history)
    assert made.left_out["deliveries"] == ["nantes"]
    assert "nantes" not in of(made, "deliveries").measured.counted
    assert tables_checked(files, contributions([*eight(2), *nantes]), {}) == []
    three = [*nantes, *quarter_of("lille", "FR", 11), *quarter_of("tours", "FR", 10)]
    made, _body, _files = released([*eight(2), *three], history)
    assert made.left_out == {}
    assert "nantes" in of(made, "deliveries").measured.counted
    assert newcomers({"a"}, set(), RULE) == set()


def test_a_co_op_that_left_is_not_told_by_the_difference_between_two_quarters():
    same = eight()
    before, _body, _files = released(same)
    recent = {sheet.code: sheet.measured.counted for sheet in before.sheets}
    history = History(before=past(before), recent=recent)
    staying = [one for one in same if one.figures.cooperative != "rennes"]
    made, body, _files = released(staying, history)
    assert of(made, "deliveries").hidden["all", "all"] is Why.PANEL_MOVED
    assert find_cell(body, "indicators", "deliveries")["status"] == "C"
    moved = [one for one in eight("another year") if one.figures.cooperative != "rennes"]
    grown = [
        Shared(
            one.month, type(one.figures)(**{**_facts(one.figures), "values": _times(one.figures.values, 3)})
        )
        for one in moved
    ]
    made, _body, _files = released(grown, history)
    assert ("all", "all") not in of(made, "deliveries").hidden


def _facts(figures):
    return {name: getattr(figures, name) for name in type(figures).__dataclass_fields__}


def _times(values, factor):
    return {code: None if value is None else value * factor for code, value in values.items()}


def corrected(shared, slug, **fields):
    """The same with a co-op's fields changed in every month."""
    return [
        Shared(
            one.month,
            type(one.figures)(**{**_facts(one.figures), "values": {**one.figures.values, **fields}}),
        )
        if one.figures.cooperative == slug
        else one
        for one in shared
    ]


def test_what_a_version_withheld_stays_withheld_in_the_next():
    first, _body, _files = released(eight())
    better = corrected(eight(), "liege", deliveries_parcels=5_000)
    better = corrected(better, "helsinki", deliveries_parcels=5_000)
    alone, _body, _files = released(better)
    assert ("north", "parcels") not in of(alone, "deliveries").hidden
    made, _body, files = released(better, History(versions=[past(first)]), version=2)
    assert of(made, "deliveries").hidden["north", "parcels"] is Why.HIDDEN_BEFORE
    assert tables_checked(files, contributions(better), {}) == []


def test_a_correction_as_large_as_the_figure_itself_is_not_published():
    shared = corrected(eight(), "grenoble", deliveries_meals=1)
    first, _body, _files = released(shared)
    right = corrected(shared, "grenoble", deliveries_meals=1_300)
    made, body, _files = released(right, History(versions=[past(first)]), version=2)
    assert of(made, "deliveries").hidden["south", "meals"] is Why.PANEL_MOVED
    assert find_cell(body, "deliveries", "south/meals")["value"] is None
    small = corrected(shared, "bordeaux", incidents=40)
    made, _body, _files = released(small, History(versions=[past(first)]), version=2)
    assert ("south", "meals") not in of(made, "deliveries").hidden


def test_cells_known_from_an_earlier_version_cannot_hide_another():
    measured = a_table([[100, 200], [400, 500]])
    first = {("l0", "c0"): Why.DOMINATED}
    known = set(measured.keys) - {("l0", "c0")}
    with pytest.raises(Unprotectable, match="could be worked out"):
        protect(measured, first, Watch(RULE, 3, known=known))
    assert issubclass(Unprotectable, NotAllowedNow)


def test_a_co_ops_own_figures_count_as_known_when_the_rest_is_protected():
    shared = [
        Shared(one.month, one.figures, is_own_public=one.figures.cooperative == "bordeaux") for one in eight()
    ]
    made, _body, files = released(shared)
    public = frozenset({"bordeaux"})
    assert tables_checked(files, contributions(shared), {}, public) == []
    bounds = attacked(files, contributions(shared), {}, public)
    assert {cell: b for cell, b in bounds.items() if not is_wide(*b)} == {}
    assert of(made, INDICATOR + "deliveries").hidden == {}


def test_fewer_than_eleven_people_or_twenty_for_percentiles_are_not_told():
    small = [
        one
        for number, country in enumerate(["FR", "FR", "FR"])
        for one in quarter_of(f"coop-{number}", country, 3)
    ]
    made, body, _files = released(small)
    assert of(made, INDICATOR + "pay_paid").hidden == {(): Why.FEW_PEOPLE}
    assert find_cell(body, "indicators", "deliveries")["status"] == "A"
    middle = [one for number in range(4) for one in quarter_of(f"coop-{number}", "FR", 4)]
    made, _body, _files = released(middle)
    assert of(made, INDICATOR + "pay_paid").hidden == {}
    assert of(made, INDICATOR + "pay_median").hidden == {(): Why.FEW_PEOPLE}
