"""From each co-op's own figures to a published, immutable quarter; and its corrections."""

import csv
import io
import json
from datetime import date
from fractions import Fraction

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from cooperatives.services.founding import adopt_charter
from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from federation.domain.release.files import about, digest, release_files
from federation.models import Comparison, Contribution, Release, Transition
from federation.queries import belonging
from federation.queries.members import members_with_contributions, public_members
from federation.queries.releases import cell, successor_of
from federation.services.admitting import admit_cooperative
from federation.services.contributing import choose_sharing, share_contribution
from federation.services.publishing import publish_release
from federation.tasks import share_for_each_cooperative, share_month
from tests.conftest import PLATFORM, TERMS, make_cooperative
from tests.federation.conftest import NOVEMBER, OCTOBER, PEOPLE, QUARTER, RATES
from tests.federation.statistics.independent import tables_checked
from tests.federation.statistics.independent_indicators import indicators_checked


def told(release, *codes):
    rows = {row["code"]: row["value"] or row["why"] for row in release.body["indicators"]}
    return [rows[code] for code in codes]


def test_three_co_ops_quarters_become_a_release(federation):
    federation.declare()
    release = federation.publish()
    assert (release.period, release.version, release.supersedes) == (QUARTER, 1, None)
    assert [member["name"] for member in release.body["panel"]] == ["Helsinki", "Monaco", "Vaduz"]
    assert [member["declared"] for member in release.body["panel"]] == [True, True, True]
    with federation.cast.inside():
        contributed = [row.figures for row in Contribution.objects.all()]
        assert [entry.name for entry in since(Place(), is_settled_only=False)][-1] == "StatisticsPublished"
    rates = {"CHF": Fraction("1.07")}
    assert tables_checked(release.files, contributed, rates) == []
    assert indicators_checked(release.files, contributed, rates) == []
    assert len(contributed) == 9
    assert None not in told(release, "deliveries", "pay_paid", "pay_median", "share_to_workers")


def test_what_was_driven_is_missing_to_the_share_by_bike(federation):
    for slug, metres in (("monaco", 500_000), ("vaduz", 400_000), ("helsinki", 450_000)):
        federation.declare(slug, metres_motor=metres)
    release = federation.publish()
    with federation.cast.inside():
        contributed = [row.figures for row in Contribution.objects.all()]
    ridden = sum(one["values"]["metres_bike"] + one["values"]["metres_cargo"] for one in contributed)
    share = Fraction(100 * ridden, ridden + 3 * (500_000 + 400_000 + 450_000))
    (shown,) = told(release, "bike_share")
    assert abs(Fraction(shown) - share) <= Fraction(1, 20)
    assert indicators_checked(release.files, contributed, {"CHF": Fraction("1.07")}) == []


def test_what_one_co_op_alone_drove_is_not_told_by_the_share_by_bike(federation):
    federation.declare("monaco", "vaduz", metres_motor=0)
    federation.declare("helsinki", metres_motor=300_000)
    assert told(federation.publish(), "bike_share", "bike_kilometres") == ["secondary", "secondary"]


def test_two_co_ops_withhold_everything_and_say_why(federation):
    federation.declare("monaco", "vaduz")
    release = federation.publish()
    assert {row["value"] for row in release.body["indicators"]} == {None}
    assert {row["status"] for row in release.body["indicators"]} == {"C"}
    reasons = {row["reason"]["message"] for row in release.body["indicators"]}
    assert reasons == {"Withheld: fewer than %(least)s co-ops."}
    assert release.body["is_provisional"]


def test_a_third_that_comes_late_is_not_told_by_the_difference(federation):
    federation.declare("monaco", "vaduz")
    federation.publish()
    federation.declare("helsinki")
    second = federation.publish("Helsinki came late.")
    assert told(second, "deliveries") == ["hidden_before"]


def test_a_correction_is_a_new_version_that_says_what_changed(federation):
    federation.declare()
    first = federation.publish()
    with pytest.raises(NotAllowedNow) as refused:
        federation.publish("Again.")
    assert refused.value.code == "nothing_new"
    federation.declare("monaco", months=[date(2026, 8, 1)], incidents=30)
    with pytest.raises(Invalid) as refused:
        federation.publish()
    assert refused.value.code == "note_needed"
    second = federation.publish("Monaco counted its incidents again.")
    assert (second.version, second.supersedes_id, second.body["supersedes"]) == (2, first.pk, 1)
    assert "incidents" in {one["key"] for one in second.changes}
    assert successor_of(first.pk) == second
    assert successor_of(second.pk) is None


def test_others_cite_a_cell_of_a_release(federation):
    federation.declare()
    release = federation.publish()
    cited = cell(release.pk, "indicators", "pay_paid")
    assert (cited.value, cited.status, cited.unit) == (*told(release, "pay_paid"), "A", "EUR/h")
    meals = cell(release.pk, "deliveries", "all/meals")
    assert (meals.title, meals.status) == ("Deliveries", "A")
    assert cell(release.pk, "hours-and-pay", "all:hours").unit == "h"
    assert cell(release.pk, "deliveries", "nowhere/meals") is None
    assert cell(release.pk, "no-table", "x") is None
    assert cell(Contribution(month=OCTOBER).pk, "indicators", "pay_paid") is None


def test_the_files_are_the_same_bytes_from_the_same_contributions(federation):
    federation.declare()
    release = federation.publish()
    assert release_files(release.body) == release.files
    assert about(release.files) == release.manifest
    assert release.sha256 == digest(release.files["manifest.json"])
    rows = list(csv.DictReader(io.StringIO(release.files["indicators.csv"])))
    assert {row["obs_status"] for row in rows} <= {"A", "E", "C"}
    package = json.loads(release.files["datapackage.json"])
    assert [field["name"] for field in package["resources"][0]["schema"]["fields"]] == list(rows[0])
    manifest = json.loads(release.files["manifest.json"])
    assert set(manifest["files"]) == set(release.files) - {"manifest.json"}


def test_a_corrected_rate_makes_a_second_version(federation):
    federation.declare()
    federation.publish()
    corrected = {"CHF": {**RATES["CHF"], "euros": "1.05"}}
    with federation.cast.inside():
        terms = {**TERMS, "statistics": {"euros_per_unit": corrected}}
        adopt_charter(terms=terms, valid_from=date(2026, 9, 1), by=PLATFORM, at=NOVEMBER)
    assert federation.publish("Another rate.").body["rates"][0]["euros"] == "1.05"


def test_a_quarter_is_published_once_it_is_over(federation):
    federation.declare()
    with federation.cast.inside():
        with pytest.raises(NotAllowedNow, match="not over"):
            publish_release(period="2026-Q4", by=PLATFORM, at=NOVEMBER)
        with pytest.raises(NotAllowedNow, match="No member has contributed"):
            publish_release(period="2026-Q1", by=PLATFORM, at=NOVEMBER)
        with pytest.raises(Invalid, match="2026-Q3"):
            publish_release(period="2026-10", by=PLATFORM, at=NOVEMBER)


def test_a_co_op_that_left_counts_for_the_months_it_belonged(federation, monkeypatch):
    federation.declare()
    everyone = {"monaco", "vaduz", "helsinki"}

    def belonged(*, on):
        return everyone if on < date(2026, 9, 1) else everyone - {"vaduz"}

    monkeypatch.setattr(belonging, "admitted_slugs", belonged)
    panel = {member["slug"]: member for member in federation.publish().body["panel"]}
    assert panel["vaduz"]["months"] == ["2026-07", "2026-08"]
    assert panel["vaduz"]["missing"] == []
    assert panel["monaco"]["months"] == ["2026-07", "2026-08", "2026-09"]


def test_a_missing_month_makes_a_release_provisional(federation):
    federation.declare("monaco", "vaduz")
    federation.declare("helsinki", months=[date(2026, 7, 1), date(2026, 8, 1)])
    release = federation.publish()
    assert release.body["is_provisional"]
    assert release.body["panel"][0]["missing"] == ["2026-09"]
    assert {row["status"] for row in release.body["indicators"]} - {"C"} == {"P"}


def test_only_the_federation_publishes_and_nobody_changes_a_release(federation):
    federation.declare()
    release = federation.publish()
    with federation.members[0].inside(), pytest.raises(NotAllowedNow):
        publish_release(period=QUARTER, by=PLATFORM, at=NOVEMBER)
    with federation.members[0].inside(), pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.create(
            period="2026-Q2", version=1, body={}, files={}, manifest={}, sha256="", published_at=NOVEMBER
        )
    with federation.cast.inside(), pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(sha256="")


def test_a_contribution_is_seen_by_its_co_op_and_by_the_federation_only(federation):
    federation.share()
    monaco, vaduz, _helsinki = federation.members
    with monaco.inside():
        assert [row.cooperative_id for row in Contribution.objects.all()] == [monaco.cooperative.pk]
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Contribution.objects.create(
                cooperative_id=vaduz.cooperative.pk,
                month=date(2026, 9, 1),
                figures={},
                sha256="",
                shared_at=NOVEMBER,
            )
    assert Contribution.objects.count() == 0
    with federation.cast.inside():
        assert Contribution.objects.count() == 3
        assert len([member for member in members_with_contributions(OCTOBER) if member.contribution]) == 3


def test_six_that_agree_see_quartiles_and_nobody_else_does(federation):
    for slug in ("lyon", "nantes", "tours"):
        federation.members.append(make_cooperative(slug, slug.title(), PEOPLE, NOVEMBER))
    with federation.cast.inside():
        for member in federation.members:
            admit_cooperative(
                slug=member.slug, on=date(2025, 1, 1), by=federation.cast.by("rui"), at=NOVEMBER
            )
    federation.declare()
    for member in federation.members:
        with member.inside():
            choose_sharing(compares=True, publishes_itself=False, by=member.by("theo"), at=NOVEMBER)
    release = federation.publish()
    monaco, vaduz = federation.members[0], federation.members[1]
    with monaco.inside():
        own = Comparison.objects.get()
        assert (own.member_id, own.release_id, own.peers) == (monaco.cooperative.pk, release.pk, 6)
        row = next(row for row in own.rows if row["code"] == "pay_paid")
        assert row["low"] <= row["middle"] <= row["high"]
    with vaduz.inside():
        choose_sharing(compares=False, publishes_itself=False, by=vaduz.by("theo"), at=NOVEMBER)
    federation.declare("monaco", months=[date(2026, 8, 1)], incidents=30)
    second = federation.publish("Corrected.")
    with monaco.inside():
        assert not Comparison.objects.filter(release=second).exists()


def test_the_job_of_a_co_op_that_is_not_ready_waits(federation):
    monaco = federation.members[0].cooperative
    share_month(cooperative_id=monaco.pk, month="2026-09-01")
    share_month(cooperative_id=monaco.pk, month="2026-10-01")
    with federation.members[0].inside():
        assert [row.month for row in Contribution.objects.all()] == [OCTOBER]
        assert share_contribution(month=OCTOBER, by=PLATFORM, at=NOVEMBER) == Contribution.objects.get()


def test_every_night_each_co_op_is_asked_for_its_last_three_months(federation, monkeypatch):
    asked = []
    monkeypatch.setattr(timezone, "now", lambda: NOVEMBER)
    monkeypatch.setattr(share_month, "delay", lambda **what: asked.append(what))
    share_for_each_cooperative()
    monaco = federation.members[0].cooperative.pk
    assert [what["month"] for what in asked if what["cooperative_id"] == monaco] == [
        "2026-10-01",
        "2026-09-01",
        "2026-08-01",
    ]


def test_admitting_twice_is_once_and_an_unknown_co_op_is_none(federation):
    with federation.cast.inside():
        rui = federation.cast.by("rui")
        admit_cooperative(slug="monaco", on=OCTOBER, by=rui, at=NOVEMBER)
        assert Transition.objects.filter(member__slug="monaco").count() == 1
        with pytest.raises(NotFound):
            admit_cooperative(slug="nowhere", on=OCTOBER, by=rui, at=NOVEMBER)


def test_the_members_of_the_federation_are_public(federation):
    assert [member.name for member in public_members()] == ["Helsinki", "Monaco", "Vaduz"]


def test_a_currency_without_a_rate_is_named(federation):
    federation.declare()
    with federation.cast.inside():
        adopt_charter(terms=TERMS, valid_from=date(2026, 9, 1), by=PLATFORM, at=NOVEMBER)
    with pytest.raises(NotAllowedNow, match="CHF"):
        federation.publish()
