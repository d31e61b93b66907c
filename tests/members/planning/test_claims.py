"""An open shift is claimed, waited for and given back."""

from members.models import Shift, Waiting
from members.queries.my_shifts import open_shifts
from members.services.availability import set_skills
from members.services.claiming import give_back, stop_waiting
from tests.conftest import PLATFORM
from tests.members.planning.conftest import AT, FAR, HOUR, bilal, change, claim, events, kinds, plan, refusal


def test_the_first_who_claims_has_it_and_the_second_waits_and_moves_up(two):
    shift = plan(None)
    assert claim(two, shift, "alma") is True
    assert claim(two, shift, "alma") is True
    assert claim(two, shift, "bilal") is False
    assert claim(two, shift, "bilal") is False
    assert Waiting.objects.count() == 1
    assert give_back(shift_id=shift.pk, member_id=two.courier_id, by=two.by("alma"), at=AT) is True
    shift.refresh_from_db()
    assert (shift.member_id, Waiting.objects.count()) == (two.bilal_id, 0)
    assert kinds(shift.pk) == ["claimed", "given_back", "moved_up"]
    assert events("ShiftClaimed", "ShiftGivenBack") == ["ShiftClaimed", "ShiftGivenBack", "ShiftClaimed"]


def test_whoever_cannot_have_it_keeps_their_place_in_the_line(two):
    shift = plan(None)
    claim(two, shift, "alma")
    claim(two, shift, "bilal")
    other = plan(two.bilal_id, FAR + HOUR)
    change(shift, two, member_id=None)
    shift.refresh_from_db()
    assert (shift.member_id, Waiting.objects.count()) == (None, 1)
    change(other, two, member_id=None)
    assert claim(two, shift, "bilal") is True
    assert Waiting.objects.count() == 0


def test_a_claim_asks_for_skills_and_for_the_law(two):
    cargo = plan(None, skills="cargo")
    assert refusal(claim, two, cargo, "alma").code == "lacks_skills"
    set_skills(member_id=two.courier_id, skills="Cargo, cold", by=PLATFORM)
    assert claim(two, cargo, "alma") is True
    assert refusal(claim, two, plan(None, FAR + 5 * HOUR, hours=7), "alma").code == "labour_day_max"


def test_a_draft_or_a_planned_shift_is_not_for_claim(two):
    assert refusal(claim, two, plan(None, is_draft=True), "alma").code == "no_shift"
    assert refusal(claim, two, plan(two.courier_id), "bilal").code == "not_for_claim"
    assert refusal(claim, two, plan(None, AT), "alma").code == "shift_began"


def test_what_was_planned_for_one_is_not_given_back_but_offered(two):
    shift = plan(two.courier_id)
    back = {"shift_id": shift.pk, "by": two.by("alma"), "at": AT}
    assert refusal(give_back, member_id=two.courier_id, **back).code == "not_claimed"
    assert refusal(give_back, member_id=two.bilal_id, **back).code == "no_shift"


def test_a_shift_of_tomorrow_is_given_back_only_when_someone_waits(two):
    shift = plan(None, AT + 10 * HOUR)
    claim(two, shift, "alma")
    back = {"shift_id": shift.pk, "member_id": two.courier_id, "by": two.by("alma"), "at": AT}
    assert refusal(give_back, **back).code == "too_late_to_give_back"
    assert Shift.objects.get(pk=shift.pk).member_id == two.courier_id
    claim(two, shift, "bilal")
    assert give_back(**back) is True


def test_one_may_stop_to_wait(two):
    shift = plan(None)
    claim(two, shift, "alma")
    claim(two, shift, "bilal")
    (seen,) = open_shifts(bilal(two), AT)
    assert (seen.is_free, seen.is_waiting) == (False, True)
    stop_waiting(shift_id=shift.pk, member_id=two.bilal_id, by=two.by("bilal"))
    assert Waiting.objects.count() == 0
