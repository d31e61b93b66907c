"""A shift is offered to colleagues, taken by one and, where the charter says so, approved."""

from datetime import date

from cooperatives.services.founding import adopt_charter
from members.models import Shift, SwapOffer
from members.queries.my_shifts import offers_of_colleagues, own_shifts
from members.queries.terms import RosterTerms
from members.services.availability import set_skills
from members.services.swapping import decide_swap, offer_swap, take_swap, withdraw_swap
from tests.conftest import PLATFORM, TERMS
from tests.members.planning.conftest import AT, DAY, FAR, HOUR, change, events, plan, refusal


def offered(cast, shift):
    return offer_swap(shift_id=shift.pk, member_id=cast.courier_id, by=cast.by("alma"), at=AT)


def taken(cast, swap):
    return take_swap(swap_id=swap.pk, member_id=cast.bilal_id, by=cast.by("bilal"), at=AT)


def test_a_swap_is_offered_taken_and_approved(two):
    shift = plan(two.courier_id)
    swap = offered(two, shift)
    assert offered(two, shift) == swap
    assert offers_of_colleagues(two.bilal_id, AT) == [swap]
    assert taken(two, swap).state == "taken"
    assert Shift.objects.get(pk=shift.pk).member_id == two.courier_id
    done = decide_swap(swap_id=swap.pk, is_approved=True, by=two.by("bruno"), at=AT)
    assert (
        decide_swap(swap_id=swap.pk, is_approved=True, by=two.by("bruno"), at=AT).state
        == done.state
        == "done"
    )
    assert Shift.objects.get(pk=shift.pk).member_id == two.bilal_id
    assert own_shifts(two.courier_id, FAR - HOUR, RosterTerms()) == []
    assert events("SwapOffered", "SwapTaken", "SwapSettled") == ["SwapOffered", "SwapTaken", "SwapSettled"]


def test_a_refused_swap_leaves_the_shift_where_it_was(two):
    shift = plan(two.courier_id)
    swap = taken(two, offered(two, shift))
    assert (
        refusal(decide_swap, swap_id=swap.pk, is_approved=True, by=two.by("alma"), at=AT).code == "own_swap"
    )
    decide_swap(swap_id=swap.pk, is_approved=False, by=two.by("bruno"), at=AT)
    assert Shift.objects.get(pk=shift.pk).member_id == two.courier_id
    assert (
        refusal(decide_swap, swap_id=swap.pk, is_approved=True, by=two.by("bruno"), at=AT).code == "not_taken"
    )


def test_a_charter_may_let_swaps_hold_at_once(two):
    terms = {**TERMS, "roster": {"swap_needs_approval": False}}
    adopt_charter(terms=terms, valid_from=date(2026, 11, 1), by=PLATFORM, at=AT)
    shift = plan(two.courier_id)
    assert taken(two, offered(two, shift)).state == "done"
    assert Shift.objects.get(pk=shift.pk).member_id == two.bilal_id


def test_a_swap_asks_for_skills_and_for_the_law_too(two):
    set_skills(member_id=two.courier_id, skills="cargo", by=PLATFORM)
    assert refusal(taken, two, offered(two, plan(two.courier_id, skills="cargo"))).code == "lacks_skills"
    plan(two.bilal_id, FAR + DAY, hours=6)
    late = plan(two.courier_id, FAR + DAY + 7 * HOUR, hours=5)
    assert refusal(taken, two, offered(two, late)).code == "labour_day_max"


def test_an_offer_is_taken_back_or_ends_when_the_shift_goes_elsewhere(two):
    first, second = plan(two.courier_id), plan(two.courier_id, FAR + DAY)
    swap = offered(two, first)
    withdraw_swap(swap_id=swap.pk, member_id=two.courier_id, by=two.by("alma"), at=AT)
    assert refusal(taken, two, swap).code == "swap_gone"
    other = offered(two, second)
    change(second, two, member_id=two.bilal_id)
    assert SwapOffer.objects.get(pk=other.pk).state == "withdrawn"
