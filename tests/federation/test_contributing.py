"""A co-op's month: counted by itself, refused where it contradicts the books, held back, declared, corrected."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from cooperatives.domain.charts import Role as Account
from cooperatives.services.accounts import name_third_party
from cooperatives.services.entering import enter_by_hand
from cooperatives.services.founding import adopt_charter
from coopplatform.journal.reading import Place, since
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import Sentence
from deliveries.models import Delivery
from deliveries.queries.month import covered_seconds, delivered_in
from deliveries.services.stores import open_store
from federation.domain.release.files import digest
from federation.domain.statistics.figures import MonthFigures, changes, pay_in_groups
from federation.models import Contribution
from federation.queries.contributions import month_figures, own_contribution
from federation.services.contributing import declare_contribution, hold_month, share_contribution
from members.domain.absence import AbsenceKind
from members.models import Assembly, MemberWorker
from members.queries.days import day_window
from members.queries.month_of_work import month_of_work
from members.services.absences import Days, enter_absence
from members.services.roster import clock_in, plan_shift
from tests.conftest import PLATFORM, TERMS
from tests.cooperatives.conftest import entered
from tests.federation.conftest import NOVEMBER, OCTOBER
from tests.federation.statistics.generated import month_of
from tests.story.walk import walk_one_delivery

SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def monaco(federation):
    """Inside Monaco, whose Alma worked eight hours on the 6th of October."""
    with federation.members[0].inside():
        yield federation.members[0]


def share(month=OCTOBER, **more):
    return share_contribution(month=month, by=PLATFORM, at=NOVEMBER, **more)


def declare(cast, month=SEPTEMBER, values=None, **more):
    said = {"deliveries_meals": 900, "gross_pay_cents": 1_200_000, **(values or {})}
    return declare_contribution(month=month, values=said, by=cast.by("theo"), at=NOVEMBER, **more)


def test_what_is_shared_is_counted_by_the_co_op_itself_once(monaco):
    first = share(comment="A quiet month.")
    values = first.figures["values"]
    assert (values["paid_seconds"], values["logged_seconds"], values["person_months"]) == (
        8 * 3600,
        8 * 3600,
        1,
    )
    assert values["gross_pay_cents"] == 12_000
    assert first.sha256 == digest(first.figures)
    assert first.comment == "A quiet month."
    assert share().pk == first.pk


def test_what_cannot_be_known_is_empty_with_its_reason(monaco):
    figures = month_figures(OCTOBER)
    assert figures.values["net_pay_cents"] is None
    assert figures.missing["net_pay_cents"] == Sentence(
        "Here pay is computed up to the gross; the net is not known."
    )
    assert figures.values["worker_costs_cents"] is None
    terms = {**TERMS, "statistics": {"worker_costs_cents_per_hour": 25}}
    adopt_charter(terms=terms, valid_from=OCTOBER, by=PLATFORM, at=NOVEMBER)
    assert month_figures(OCTOBER).values["worker_costs_cents"] == 8 * 25


def test_what_stays_nearby_is_told_once_four_fifths_of_what_was_bought_have_a_place(monaco):
    entered(OCTOBER, ("6155", 79_00), ("401", -79_00, "F-VELO"), journal="AC")
    entered(OCTOBER, ("626", 21_00), ("401", -21_00, "F-TEL"), journal="AC")
    name_third_party(code="F-VELO", name="Vélos", country="MC", postcode="98000", by=PLATFORM, at=NOVEMBER)
    figures = month_figures(OCTOBER)
    assert (figures.values["purchases_cents"], figures.values["near_purchases_cents"]) == (100_00, None)
    assert "know where 79% of what was bought comes from; 80% are needed" in str(
        figures.missing["near_purchases_cents"]
    )
    name_third_party(code="F-TEL", name="Télécom", country="FR", postcode="75015", by=PLATFORM, at=NOVEMBER)
    assert month_figures(OCTOBER).values["near_purchases_cents"] == 79_00


def test_days_off_after_an_accident_and_who_left_are_counted(monaco):
    days = Days(AbsenceKind.WORK_ACCIDENT, date(2026, 11, 2), date(2026, 11, 8))
    enter_absence(member_id=monaco.courier_id, days=days, by=monaco.by("nour"), at=NOVEMBER)
    MemberWorker.objects.update(left_on=date(2026, 11, 30))
    work = month_of_work(date(2026, 11, 1))
    assert (work.accidents, work.accident_days, work.leave_days, work.left) == (1, 7, 0, 1)


def test_an_assembly_called_again_is_counted_by_its_last_call(monaco):
    for day, present in ((9, 4), (23, 11)):
        Assembly.objects.create(
            title="Autumn", place="The workshop", held_at=datetime(2026, 10, day, 17, tzinfo=UTC),
            rules={}, notice_days=15, state=Assembly.State.HELD, members=20, present=present, represented=1,
            called_by="x", called_at=NOVEMBER, first=Assembly.objects.first(),
        )  # fmt: skip
    values = month_figures(OCTOBER).values
    assert (values["assembly_seats"], values["assembly_votes"]) == (20, 12)


def test_deliveries_are_counted_with_their_way_and_the_time_on_task(roue, autre):
    noon = datetime(2026, 10, 14, 10, tzinfo=UTC)
    with roue.inside():
        walk_one_delivery(roue, noon)
        walk_one_delivery(roue, noon, on_time=False)
        zone = roue.cooperative.zone
        found = delivered_in(day_window(OCTOBER, date(2026, 10, 31), zone), zone)
    assert dict(found.deliveries) == {"meals": 2}
    assert (found.promised, found.on_time, found.on_time_15) == (2, 1, 1)
    assert found.metres["bike"] > 0
    assert found.emissions.low < found.emissions.central < found.emissions.high
    # both were carried from the 16th minute on, the second until the 90th
    assert found.on_task_seconds == 74 * 60


def test_what_was_driven_is_contributed_as_driven_with_its_own_emissions(monaco):
    noon, door = datetime(2026, 10, 14, 10, tzinfo=UTC), Point(43.7340, 7.4180)
    store = open_store(name="Lucia", address="1 rue Grimaldi", point=door, staff=[], by=PLATFORM, at=noon)
    monaco.store_id = store.pk
    hours = {"starts_at": noon, "ends_at": noon + timedelta(hours=4)}
    shift = plan_shift(member_id=monaco.courier_id, **hours, by=PLATFORM)
    clock_in(shift_id=shift.pk, by=PLATFORM, at=noon)
    ridden, driven = (walk_one_delivery(monaco, noon).delivery for _once in range(2))
    Delivery.objects.filter(pk=driven.pk).update(vehicle="car:engine")
    values = month_figures(OCTOBER).values
    assert (values["metres_bike"], values["metres_cargo"], values["metres_motor"]) == (
        ridden.distance_metres,
        0,
        driven.distance_metres,
    )
    bike, car = 10_950 * 2 * ridden.distance_metres, 142_300 * 2 * driven.distance_metres
    assert values["co2_emitted_grams"] == (bike // 1000 + car // 1000) // 1000
    usual = 76_300 * ridden.distance_metres // 1000 + 76_300 * driven.distance_metres // 1000
    assert values["co2_central_grams"] == (usual - bike // 1000 - car // 1000) // 1000
    assert values["co2_central_grams"] < 0


def test_two_deliveries_at_once_are_one_time_on_task():
    at = [datetime(2026, 10, 1, 12, minute, tzinfo=UTC) for minute in range(60)]
    assert covered_seconds([(at[0], at[10]), (at[5], at[20]), (at[30], at[40])]) == 30 * 60
    assert covered_seconds([]) == 0


def test_a_month_is_shared_once_it_is_over_and_paid(monaco):
    with pytest.raises(NotAllowedNow, match="not over"):
        share(date(2026, 11, 1))
    with pytest.raises(NotAllowedNow, match="not approved"):
        share(SEPTEMBER)


def test_only_members_share(roue):
    with roue.inside(), pytest.raises(NotAllowedNow, match="Only members share"):
        declare(roue)


def test_a_month_that_contradicts_the_books_is_refused_with_what_they_say(monaco):
    enter_by_hand(
        fact="september",
        label="Rounds of September",
        amounts={Account.BANK: 500_000, Account.SALES: -500_000},
        posted_on=date(2026, 9, 30),
        by=monaco.by("theo"),
        at=NOVEMBER,
    )
    with pytest.raises(Invalid, match="but the books say") as refused:
        declare(monaco, values={"sales_cents": 900_000})
    assert refused.value.field == "sales_cents"
    assert own_contribution(SEPTEMBER) is None
    assert declare(monaco, values={"sales_cents": 500_000}).origin == Contribution.Origin.DECLARED


def test_wages_that_differ_from_the_books_are_refused_too(monaco):
    with pytest.raises(Invalid, match="Gross pay") as refused:
        declare(monaco, OCTOBER, {"gross_pay_cents": 900_000})
    assert refused.value.field == "gross_pay_cents"


def test_a_person_holds_a_month_back_with_a_reason_until_a_day(monaco):
    theo = monaco.by("theo")
    with pytest.raises(Invalid, match="Say why"):
        hold_month(month=OCTOBER, until=date(2026, 11, 20), reason=" ", by=theo, at=NOVEMBER)
    with pytest.raises(Invalid, match="a day to come"):
        hold_month(month=OCTOBER, until=date(2026, 11, 1), reason="Late", by=theo, at=NOVEMBER)
    with pytest.raises(Invalid, match="in their own name"):
        hold_month(
            month=OCTOBER, until=date(2026, 11, 20), reason="Late", by=Actor.platform("x"), at=NOVEMBER
        )
    hold_month(month=OCTOBER, until=date(2026, 11, 20), reason="Two slips are wrong", by=theo, at=NOVEMBER)
    with pytest.raises(NotAllowedNow, match="Theo holds this month back"):
        share()
    later = datetime(2026, 11, 21, 9, tzinfo=UTC)
    hold_month(month=OCTOBER, until=None, reason="", by=theo, at=NOVEMBER)
    first = share()
    with pytest.raises(NotAllowedNow, match="shared already"):
        hold_month(month=OCTOBER, until=date(2026, 12, 1), reason="No", by=theo, at=later)
    assert [entry.name for entry in since(Place(), is_settled_only=False)][-3:] == [
        "MonthHeldBack",
        "MonthHeldBack",
        "ContributionShared",
    ]
    assert first.version == 1


def test_a_hold_ends_by_itself(monaco):
    hold_month(month=OCTOBER, until=date(2026, 11, 20), reason="Wait", by=monaco.by("theo"), at=NOVEMBER)
    share_contribution(month=OCTOBER, by=PLATFORM, at=datetime(2026, 11, 21, 9, tzinfo=UTC))
    assert own_contribution(OCTOBER) is not None


def test_a_correction_is_a_new_row_and_the_latest_counts(monaco):
    first = declare(monaco)
    with pytest.raises(NotAllowedNow, match="Nothing has changed"):
        declare(monaco)
    second = declare(monaco, values={"incidents": 4}, comment="Four incidents were missing.")
    assert (second.version, second.replaces_id) == (2, first.pk)
    assert own_contribution(SEPTEMBER) == second
    assert Contribution.objects.count() == 2
    corrected = share()
    with pytest.raises(NotAllowedNow, match="Nothing has changed"):
        share(is_correction=True)
    terms = {**TERMS, "statistics": {"worker_costs_cents_per_hour": 25}}
    adopt_charter(terms=terms, valid_from=OCTOBER, by=PLATFORM, at=NOVEMBER)
    assert share(is_correction=True).replaces_id == corrected.pk


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"on_time": 950, "promised": 900, "on_time_15": 960}, "on_time_15", "more than"),
        ({"incidents": -1}, "incidents", "below zero"),
        ({"member_months": 9, "worker_months": 8}, "member_months", "more than"),
        ({"paid_seconds": 3600 * 800, "person_months": 1}, "paid_seconds", "do not fit"),
        ({"net_pay_cents": 1_300_000}, "net_pay_cents", "more than"),
    ],
)
def test_figures_that_cannot_be_are_refused_at_their_field(monaco, values, field, words):
    with pytest.raises(Invalid, match=words) as refused:
        declare(monaco, values=values)
    assert refused.value.field == field


def test_no_group_of_fewer_than_three_people_leaves(monaco):
    with pytest.raises(Invalid, match="3 people at least"):
        declare(monaco, pay_groups=[(2, 1300)])
    with pytest.raises(Invalid, match="More people"):
        declare(monaco, values={"person_months": 4}, pay_groups=[(3, 1300), (3, 1400)])
    assert pay_in_groups([1300, 1400]) == ()
    assert pay_in_groups([1300, 1500, 1400, 1700, 1600]) == ((5, 1500),)
    assert pay_in_groups([1, 2, 3, 10, 11, 12, 13]) == ((3, 2), (4, 12))


def test_what_moved_since_the_month_before_is_told_and_a_leap_stands_out():
    chance = random.Random(1)
    before = month_of("a", "FR", 12, chance)
    now = MonthFigures("a", "FR", "EUR", {**before.values, "incidents": 60, "leave_days": None})
    moved = changes(before, now)
    assert moved["incidents"].is_striking
    assert moved["leave_days"].is_striking
    assert not moved["paid_seconds"].is_striking
    assert changes(None, now) == {}
