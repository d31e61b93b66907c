"""The public pages, the federation's own, and a co-op's view of what it shares."""

import csv
import hashlib
import io

import pytest
from django.utils import timezone

from federation.models import Contribution, Release
from federation.services.publishing import publish_release
from tests.federation.conftest import NOVEMBER, OCTOBER

STATISTICS = "/federation/statistics/"
MEMBERS = "/c/federation/members/"


@pytest.fixture(autouse=True)
def _in_november(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOVEMBER)


def publish(federation):
    federation.share()
    with federation.cast.inside():
        return publish_release(month=OCTOBER, by=federation.cast.by("fatou"), at=NOVEMBER)


def test_before_anything_is_published_the_public_pages_say_so(client, db):
    pages = [client.get(path) for path in ("/", "/federation/", STATISTICS)]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "The federation has published no figures yet." in pages[0].text
    assert "No cooperative has been admitted yet." in pages[1].text
    assert "No figures yet" in pages[2].text


def test_everybody_reads_the_figures_their_method_and_why_some_are_withheld(federation, client):
    publish(federation)
    page = client.get(STATISTICS).text
    assert "€15.30" in page
    assert "Fewer than 3 co-ops contributed." in page
    assert "1 CHF = 1.07 EUR on 2026-10-30 (European Central Bank, reference rate)." in page
    assert "Behind these figures: Helsinki, Monaco, Vaduz." in page
    french = client.get(STATISTICS, headers={"Accept-Language": "fr"}).text
    assert "15,30\u00a0€" in french
    assert "€15.30" in client.get("/").text
    assert "Vaduz" in client.get("/federation/").text


def test_files_are_served_as_published(federation, client):
    release = publish(federation)
    answer = client.get(f"{STATISTICS}2026-10/1/indicators.csv")
    assert hashlib.sha256(answer.content).hexdigest() == release.manifest["indicators.csv"]["sha256"]
    assert len(list(csv.DictReader(io.StringIO(answer.text)))) == 5
    assert (
        client.get(f"{STATISTICS}2026-10/1/datapackage.json").json()["resources"][0]["path"]
        == "indicators.csv"
    )
    for missing in ("2026-10/2/", "2026-10/1/secrets.csv", "1999-01/1/indicators.csv"):
        assert client.get(STATISTICS + missing).status_code == 404


def test_fatou_sees_who_is_missing_and_publishes(federation, login):
    federation.share("monaco", "vaduz")
    fatou = login(federation.cast.fatou)
    page = fatou.get(f"{MEMBERS}?month=2026-10-01").text
    assert "2 of 3 have contributed" in page
    assert "With fewer than 3 contributions every figure is withheld." in page
    federation.share("helsinki")
    answer = fatou.post(f"{MEMBERS}publish/", {"month": "2026-10-01"}, follow=True)
    assert "Published. Everybody can read it." in answer.text
    again = fatou.post(f"{MEMBERS}publish/", {"month": "2026-10-01"}, follow=True)
    assert "Nothing has changed since the last version." in again.text
    assert Release.objects.count() == 1


def test_a_reviewer_sees_the_members_and_does_not_publish(federation, login):
    federation.share()
    rui = login(federation.cast.rui)
    assert "Publish October 2026" not in rui.get(f"{MEMBERS}?month=2026-10-01").text
    assert rui.post(f"{MEMBERS}publish/", {"month": "2026-10-01"}).status_code == 404


def test_the_members_page_takes_as_many_queries_for_three_as_for_one(
    federation, login, django_assert_max_num_queries
):
    fatou = login(federation.cast.fatou)
    for name in ("monaco", "vaduz", "helsinki"):
        federation.share(name)
        with django_assert_max_num_queries(11):
            fatou.get(f"{MEMBERS}?month=2026-10-01")


def test_a_co_op_sees_what_leaves_before_and_after(federation, login):
    monaco = federation.members[0]
    theo = login(monaco.theo)
    page = theo.get("/c/monaco/federation/figures/").text
    assert "Not shared yet." in page
    assert "€120.00" in page
    after = theo.post("/c/monaco/federation/figures/share/", follow=True).text
    assert "Shared with the federation." in after
    with monaco.inside():
        assert Contribution.objects.get().sha256[:16] in after


def test_a_co_op_whose_pay_is_not_approved_is_told_so(roue, login):
    page = login(roue.theo).get("/c/roue-libre/federation/figures/").text
    assert "The pay of this month is not approved yet." in page


def test_no_co_op_opens_the_federations_or_anothers_pages(federation, login):
    monaco, vaduz, _helsinki = federation.members
    assert login(monaco.theo).get(MEMBERS).status_code == 404
    assert login(monaco.theo).get("/c/vaduz/federation/figures/").status_code == 404
    assert login(vaduz.alma).get("/c/vaduz/federation/figures/").status_code == 404
    assert login(federation.cast.fatou).get("/c/monaco/federation/figures/").status_code == 404
