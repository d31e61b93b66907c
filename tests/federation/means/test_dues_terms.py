"""Terms of dues: proposed by one, confirmed by another or adopted by vote; never of the past."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from federation.models import Consultation, Decided, DuesTerms, DuesTermsDecision
from federation.queries.means.dues.terms import periods, terms_on
from federation.services.means.dues.terms import propose_terms
from tests.federation.means.dues_cast import DUES, NOW, Q3, VOTED

JANUARY = date(2027, 1, 1)


def test_terms_hold_from_their_day_once_a_second_person_confirms(house):
    row = house.propose()
    with house.cast.inside():
        assert terms_on(date(2026, 7, 1)) is None
    house.decide(row)
    with house.cast.inside():
        assert terms_on(date(2026, 7, 1)) == row
        assert terms_on(date(2025, 12, 31)) is None
        assert [str(one) for one in periods(NOW.date())] == ["2026-Q4", "2026-Q3", "2026-Q2", "2026-Q1"]


def test_whoever_proposed_does_not_confirm(house):
    row = house.propose()
    with pytest.raises(NotAllowedNow, match="a second person"):
        house.decide(row, by="rui")
    rui = house.cast.users["rui"].pk
    with pytest.raises(IntegrityError), house.cast.inside(), transaction.atomic():
        DuesTermsDecision.objects.create(
            terms=row, is_confirmed=True, proposed_by_id=rui, decided_by_id=rui, decided_at=VOTED
        )


def test_what_was_set_aside_is_never_in_force_and_makes_room(house):
    house.decide(house.propose(), is_confirmed=False)
    with house.cast.inside():
        assert terms_on(Q3.first) is None
    house.decide(house.propose())


def test_an_adopted_consultation_on_dues_needs_no_second_person(house):
    with house.cast.inside():
        by = house.cast.users["simone"].pk
        adopted = Consultation.objects.create(
            kind="dues", title="Dues", text="2 %", rule={}, opened_at=VOTED, amend_until=VOTED,
            vote_from=VOTED, vote_until=VOTED, opened_by_id=by,
        )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        house.propose(consultation_id=adopted.pk)
    assert refused.value.code == "not_adopted"
    with house.cast.inside():
        Decided.objects.create(consultation=adopted, is_adopted=True, text="2 %", body={}, decided_at=VOTED)
    row = house.propose(consultation_id=adopted.pk)
    with house.cast.inside():
        assert terms_on(Q3.first) == row
    with pytest.raises(Invalid) as refused:
        house.propose(consultation_id=adopted.pk, on=JANUARY)
    assert refused.value.code == "vote_used"


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("terms_overlap", {"on": date(2026, 1, 1)}),
        ("not_a_first_day", {"on": date(2026, 11, 15), "at": NOW}),
    ],
)
def test_days_on_which_no_terms_begin(voted, code, asked):
    with pytest.raises(Invalid) as refused:
        voted.propose(**asked)
    assert (refused.value.code, refused.value.field) == (code, "valid_from")


def test_terms_of_a_past_or_called_period_stay(voted):
    with pytest.raises(NotAllowedNow, match="2026-Q3 is over"):
        voted.propose(on=date(2026, 7, 1), at=NOW)
    row = voted.propose(on=date(2026, 10, 1), at=datetime(2026, 11, 1, tzinfo=UTC))
    with pytest.raises(NotAllowedNow, match="2026-Q4 is over"):
        voted.decide(row, at=datetime(2027, 1, 2, tzinfo=UTC))
    with pytest.raises(ProgrammingError), voted.cast.inside(), transaction.atomic():
        DuesTerms.objects.filter(pk=row.pk).update(minute="other")


def test_a_co_op_proposes_no_terms(house):
    lille = house.members["lille"]
    with lille.inside(), pytest.raises(NotAllowedNow):
        propose_terms(terms=DUES, valid_from=JANUARY, minute="x" * 20, by=lille.by("theo"), at=NOW)
