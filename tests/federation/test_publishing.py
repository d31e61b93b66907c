"""From each co-op's own figures to a published, immutable release."""

import csv
import io
import json
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from cooperatives.services.founding import adopt_charter
from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from federation.domain.release import digest, release_files
from federation.models import Contribution, Release, Transition
from federation.queries.members import members_with_contributions, public_members
from federation.services.admitting import admit_cooperative
from federation.services.contributing import share_contribution
from federation.services.publishing import publish_release
from federation.tasks import share_month
from tests.conftest import PLATFORM, TERMS
from tests.federation.conftest import NOVEMBER, OCTOBER, RATES


def published(federation):
    with federation.cast.inside():
        return publish_release(month=OCTOBER, by=federation.cast.by("fatou"), at=NOVEMBER)


def told(release):
    return {row["code"]: row["value"] or row["status"] for row in release.body["indicators"]}


def test_three_contributions_become_a_release(federation):
    federation.share()
    release = published(federation)
    assert (release.period, release.version, release.body["panel"]) == (
        "2026-10",
        1,
        ["Helsinki", "Monaco", "Vaduz"],
    )
    # (8 h and 7 h at 15 EUR, 6 h at 15 CHF = 16.05 EUR) / 21 h = 15.3; nobody delivered anything
    assert told(release) == {
        "deliveries": "too_few",
        "bike_kilometres": "too_few",
        "gross_pay_per_paid_hour": "15.3",
        "share_to_workers": "too_few",
        "on_time": "too_few",
    }
    with federation.cast.inside():
        assert [entry.name for entry in since(Place(), is_settled_only=False)][-1] == "StatisticsPublished"


def test_two_contributions_withhold_everything_and_say_why(federation):
    federation.share("monaco", "vaduz")
    release = published(federation)
    assert set(told(release).values()) == {"too_few"}
    reasons = {row["reason"]["message"] for row in release.body["indicators"]}
    assert reasons == {"Fewer than %(least)s co-ops contributed."}


def test_a_third_that_comes_late_is_not_told_by_the_difference(federation):
    federation.share("monaco", "vaduz")
    published(federation)
    federation.share("helsinki")
    with pytest.raises(NotAllowedNow) as refused:
        published(federation)
    assert refused.value.code == "panel_too_close"


def test_a_corrected_rate_makes_a_second_version(federation):
    federation.share()
    published(federation)
    with pytest.raises(NotAllowedNow) as refused:
        published(federation)
    assert refused.value.code == "nothing_new"
    corrected = {"CHF": {**RATES["CHF"], "euros": "1.05"}}
    with federation.cast.inside():
        terms = {**TERMS, "statistics": {"euros_per_unit": corrected}}
        adopt_charter(terms=terms, valid_from=date(2026, 10, 1), by=PLATFORM, at=NOVEMBER)
    assert published(federation).version == 2


def test_the_files_are_the_same_bytes_from_the_same_figures(federation):
    federation.share()
    release = published(federation)
    assert release_files(release.body) == release.files
    assert {name: digest(text) for name, text in release.files.items()} == {
        name: about["sha256"] for name, about in release.manifest.items()
    }
    rows = list(csv.DictReader(io.StringIO(release.files["indicators.csv"])))
    assert [(row["indicator"], row["value"], row["cooperatives"]) for row in rows][2] == (
        "gross_pay_per_paid_hour",
        "15.3",
        "3",
    )
    package = json.loads(release.files["datapackage.json"])
    assert [field["name"] for field in package["resources"][0]["schema"]["fields"]] == list(rows[0])


def test_what_is_shared_is_counted_by_the_co_op_itself_once(federation):
    monaco = federation.members[0]
    with monaco.inside():
        first = share_contribution(month=OCTOBER, by=PLATFORM, at=NOVEMBER)
        assert first.figures["paid_seconds"] == 8 * 3600
        assert first.sha256 == digest(first.figures)
        assert share_contribution(month=OCTOBER, by=PLATFORM, at=NOVEMBER).pk == first.pk


def test_a_month_is_shared_once_it_is_over_and_paid(federation):
    with federation.members[0].inside():
        with pytest.raises(NotAllowedNow, match="not over"):
            share_contribution(month=date(2026, 11, 1), by=PLATFORM, at=NOVEMBER)
        with pytest.raises(NotAllowedNow, match="not approved"):
            share_contribution(month=date(2026, 9, 1), by=PLATFORM, at=NOVEMBER)


def test_the_job_of_a_co_op_that_is_not_ready_waits(federation):
    monaco = federation.members[0].cooperative
    share_month(cooperative_id=monaco.pk, month="2026-09-01")
    share_month(cooperative_id=monaco.pk, month="2026-10-01")
    with federation.members[0].inside():
        assert [row.month for row in Contribution.objects.all()] == [OCTOBER]


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


def test_only_the_federation_publishes_and_nobody_changes_a_release(federation):
    federation.share()
    release = published(federation)
    with federation.members[0].inside(), pytest.raises(NotAllowedNow):
        publish_release(month=OCTOBER, by=PLATFORM, at=NOVEMBER)
    with federation.members[0].inside(), pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.create(
            period="2026-09", version=1, body={}, files={}, manifest={}, sha256="", published_at=NOVEMBER
        )
    with federation.cast.inside(), pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(sha256="")


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
    federation.share()
    with federation.cast.inside():
        adopt_charter(terms=TERMS, valid_from=date(2026, 10, 1), by=PLATFORM, at=NOVEMBER)
    with pytest.raises(NotAllowedNow, match="CHF"):
        published(federation)
