"""What an invoice says and costs: whatever the orders, lines and VAT add up to the total."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from coopplatform.kernel.errors import Invalid
from deliveries.domain.invoicing.drafting import (
    Delivered,
    Grouping,
    credited_rows,
    draft,
    rate_of,
    vat_on,
)
from deliveries.domain.invoicing.parties import (
    creditor_id_in,
    endpoint_in,
    french_vat_number,
    registration_in,
    vat_number_in,
)
from deliveries.domain.invoicing.references import belgian_communication, creditor_reference, number_of
from deliveries.domain.invoicing.reminders import Standing, reminder_due
from deliveries.domain.invoicing.states import Facts, state_of
from deliveries.domain.invoicing.taxes import STANDARD, treatment_of
from deliveries.domain.invoicing.terms import Terms, check_terms, late_rules

RATES = (200, 100, 55, 21)
FIRST = date(2026, 10, 1)


@st.composite
def orders(draw: st.DrawFn) -> list[Delivered]:
    """Up to sixty orders of a month, each with its VAT rounded for itself."""
    facts = draw(
        st.lists(
            st.tuples(st.integers(0, 30), st.integers(1, 9_999), st.sampled_from(RATES)),
            min_size=1,
            max_size=60,
        )
    )
    return [
        Delivered(UUID(int=number), number, FIRST + timedelta(days=day), net, vat_on(net, rate), rate)
        for number, (day, net, rate) in enumerate(facts, start=1)
    ]


@given(orders(), st.sampled_from(Grouping))
def test_lines_and_vat_add_up_to_the_total_for_any_orders(made, grouping):
    found = draft(made, grouping=grouping, treatment=STANDARD)
    assert found.net_cents == sum(order.net_cents for order in made)
    assert sum(row.base_cents for row in found.vat) == sum(line.net_cents for line in found.lines)
    assert found.total_cents == found.net_cents + sum(row.vat_cents for row in found.vat)
    assert [row.vat_cents for row in found.vat] == [
        vat_on(row.base_cents, row.per_mille) for row in found.vat
    ]
    assert sorted(id_ for line in found.lines for id_ in line.order_ids) == [order.order_id for order in made]
    # Each order was rounded by half a cent at most
    assert abs(found.vat_cents - found.told_vat_cents) <= len(made) / 2 + len(found.vat)


@given(orders(), st.data())
def test_credit_notes_line_by_line_give_back_the_vat_to_the_cent(made, data):
    found = draft(made, grouping=Grouping.ORDER, treatment=STANDARD)
    left, before, given_back = list(found.lines), {}, 0
    while left:
        count = data.draw(st.integers(1, len(left)))
        part, left = left[:count], left[count:]
        for row in credited_rows(part, before):
            given_back += row.base_cents + row.vat_cents
        for line in part:
            before[line.per_mille] = before.get(line.per_mille, 0) + line.net_cents
    assert given_back == found.total_cents


def test_five_deliveries_of_nine_euros_three_round_once():
    """Each 9.03 has 1.81 of VAT (1.806), five of them 9.05; their sum 45.15 has 9.03."""
    five = [Delivered(UUID(int=n), n, FIRST, 903, 181, 200) for n in range(1, 6)]
    found = draft(five, grouping=Grouping.MONTH, treatment=STANDARD)
    assert (found.net_cents, found.told_vat_cents, found.vat_cents, found.total_cents) == (
        4515,
        905,
        903,
        5418,
    )
    assert [(line.net_cents, len(line.order_ids)) for line in found.lines] == [(4515, 5)]


def test_nothing_delivered_makes_no_invoice():
    with pytest.raises(Invalid, match="Nothing was delivered"):
        draft([], grouping=Grouping.ORDER, treatment=STANDARD)


@pytest.mark.parametrize(
    ("net", "vat", "rate"), [(1000, 200, 200), (1000, 55, 55), (0, 0, 200), (1000, 0, 0), (2, 0, 200)]
)
def test_the_rate_is_read_off_the_amounts_the_usual_one_first(net, vat, rate):
    assert rate_of(net, vat, RATES) == rate


def test_vat_that_fits_no_rate_is_refused():
    with pytest.raises(Invalid, match="fits no rate"):
        rate_of(1000, 131, RATES)


@given(st.integers(2000, 2999), st.integers(1, 999_999))
def test_references_carry_their_check_digits(year, sequence):
    assert iso11649.is_valid(creditor_reference(number_of(year, sequence)))
    digits = "".join(c for c in belgian_communication(year, sequence) if c.isdigit())
    assert (len(digits), int(digits[:10]) % 97 or 97) == (12, int(digits[10:]))


def test_references_of_the_standards_own_examples():
    assert creditor_reference("539007547034") == "RF18539007547034"
    assert belgian_communication(2026, 418) == "+++202/6000/41824+++"


@pytest.mark.parametrize(
    ("seller", "buyer", "number", "category"),
    [
        ("FR", "FR", "", "S"),
        ("FR", "MC", "", "S"),
        ("LI", "CH", "", "S"),
        ("FR", "BE", "BE0202239951", "AE"),
        ("MC", "IT", "IT00743110157", "AE"),
        ("FI", "CH", "", "O"),
    ],
)
def test_where_both_are_decides_who_owes_the_vat(seller, buyer, number, category):
    found = treatment_of(seller, buyer, number)
    assert (found.category, bool(found.reason)) == (category, category != "S")


@pytest.mark.parametrize(
    ("seller", "buyer", "refused"), [("FR", "BE", "vat_number_missing"), ("FR", "GB", "vat_between_unknown")]
)
def test_what_is_not_known_is_refused_by_name(seller, buyer, refused):
    with pytest.raises(Invalid) as problem:
        treatment_of(seller, buyer, "")
    assert problem.value.code == refused


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        (Terms(30), date(2026, 11, 30)),
        (Terms(11), date(2026, 11, 11)),
        (Terms(0, is_end_of_month=True), date(2026, 10, 31)),
        (Terms(10, is_end_of_month=True), date(2026, 11, 30)),
    ],
)
def test_an_invoice_of_the_last_of_october_is_due(terms, due):
    assert terms.due_on(date(2026, 10, 31)) == due


def test_carriage_in_france_is_paid_within_thirty_days():
    rules = late_rules("FR", date(2026, 10, 31))
    assert (rules.most_days, rules.indemnity_cents) == (30, 4000)
    check_terms(Terms(30), rules)
    for too_long in (Terms(31), Terms(1, is_end_of_month=True)):
        with pytest.raises(Invalid, match="L441-11"):
            check_terms(too_long, rules)


@pytest.mark.parametrize(
    ("day", "sent", "open_cents", "debited_on", "level"),
    [
        (date(2026, 12, 4), (), 100, None, None),
        (date(2026, 12, 5), (), 100, None, 1),
        (date(2026, 12, 5), (), 0, None, None),
        (date(2026, 12, 5), (), 100, date(2026, 12, 1), None),
        (date(2026, 12, 7), (), 100, date(2026, 12, 1), 1),
        (date(2026, 12, 19), (date(2026, 12, 5),), 100, None, None),
        (date(2026, 12, 20), (date(2026, 12, 5),), 100, None, 2),
        (date(2026, 12, 28), (date(2026, 12, 20),), 100, None, None),
        (date(2027, 1, 9), (date(2026, 12, 5), date(2026, 12, 31)), 100, None, None),
        (date(2027, 1, 10), (date(2026, 12, 5), date(2026, 12, 31)), 100, None, 3),
        (date(2027, 3, 1), (date(2026, 12, 5), date(2026, 12, 31), date(2027, 1, 10)), 100, None, None),
    ],
)
def test_reminders_have_their_days_and_wait_for_a_payment_under_way(day, sent, open_cents, debited_on, level):
    """Due on 30 November: 5, 20 and 35 days later, ten days apart at least."""
    found = reminder_due(Standing(date(2026, 11, 30), open_cents, debited_on, sent), day)
    assert (found.number if found else None) == level


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(100, 0, 100, date(2026, 11, 30)), "open"),
        (Facts(100, 0, 40, date(2026, 11, 30)), "part"),
        (Facts(100, 60, 40, date(2026, 11, 30)), "open"),
        (Facts(100, 0, 40, date(2026, 11, 29)), "late"),
        (Facts(100, 0, 100, date(2026, 11, 29), date(2026, 11, 28)), "pending"),
        (Facts(100, 0, 0, date(2026, 11, 29)), "paid"),
        (Facts(100, 100, 0, date(2026, 11, 29)), "credited"),
    ],
)
def test_how_an_invoice_stands_on_the_last_of_november(facts, state):
    assert state_of(facts, date(2026, 11, 30)) == state


@pytest.mark.parametrize(
    ("check", "text", "country", "kept"),
    [
        (registration_in, "732 829 320 00074", "FR", "73282932000074"),
        (registration_in, "732829320", "FR", "732829320"),
        (registration_in, "0202.239.951", "BE", "0202239951"),
        (registration_in, "2077474-0", "FI", "20774740"),
        (registration_in, "56 S 00 012", "MC", "56S00012"),
        (vat_number_in, "fr 44 732829320", "FR", "FR44732829320"),
        (vat_number_in, "", "FR", ""),
    ],
)
def test_numbers_are_checked_the_way_their_country_does(check, text, country, kept):
    assert check(text, country) == kept


@pytest.mark.parametrize(
    ("check", "text", "field"),
    [
        (lambda text: registration_in(text, "FR"), "732829321", "registration_number"),
        (lambda text: registration_in(text, "BE"), "0202239952", "registration_number"),
        (lambda text: vat_number_in(text, "FR"), "FR45732829320", "vat_number"),
        (lambda text: vat_number_in(text, "FR"), "BE0202239951", "vat_number"),
        (creditor_id_in, "FR73ZZZ123456", "creditor_id"),
        (endpoint_in, "0208:0202239952", "endpoint"),
        (endpoint_in, "compta@lucia.example", "endpoint"),
    ],
)
def test_a_number_that_fails_its_check_is_refused_at_its_field(check, text, field):
    with pytest.raises(Invalid) as problem:
        check(text)
    assert problem.value.field == field


def test_the_french_vat_number_follows_from_the_siren():
    assert french_vat_number("732829320") == "FR44732829320"
