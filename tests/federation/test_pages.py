"""The public pages and data, the federation's own pages, and a co-op's view of what it shares."""

import csv
import hashlib
import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from federation.models import Contribution, ContributionHold, Release
from federation.queries.contributions import own_choice, own_contribution
from tests.federation.conftest import NOVEMBER, QUARTER

STATISTICS = "/federation/statistics/"
STAFF = "/c/federation/members/"
OWN = "/c/monaco/federation/figures/"


@pytest.fixture(autouse=True)
def _in_november(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOVEMBER)


@pytest.fixture
def released(federation):
    federation.declare()
    return federation.publish()


def test_before_anything_is_published_the_public_pages_say_so(client, db):
    pages = [client.get(path) for path in ("/", "/federation/", STATISTICS, f"{STATISTICS}method/")]
    assert [page.status_code for page in pages] == [200, 200, 200, 200]
    assert "The federation has published no figures yet." in pages[0].text
    assert "No cooperative has been admitted yet." in pages[1].text
    assert "No figures yet" in pages[2].text
    assert client.get("/open/widgets/pay_paid/").status_code == 404
    assert client.get("/open/catalog.jsonld").json()["dcat:dataset"] == []


def test_everybody_reads_the_figures_their_method_and_why_some_are_withheld(federation, released, client):
    page = client.get(STATISTICS)
    pay = next(row for row in released.body["indicators"] if row["code"] == "pay_paid")["value"]
    assert f"€{pay}" in page.text
    assert "3rd quarter 2026, 3 cooperatives" in page.text
    assert "Withheld: fewer than 3 co-ops." in page.text
    assert "1 CHF = 1.07 EUR on 2026-10-30 (European Central Bank, reference rate)." in page.text
    assert "Helsinki (declared), Monaco (declared), Vaduz (declared)." in page.text
    for platform in ("Deliveroo, 2023", "Uber Eats, 2023", "SMIC 12.31"):
        assert platform in page.text
    assert not page.cookies
    french = client.get(STATISTICS, headers={"Accept-Language": "fr"}).text
    assert f"{pay.replace('.', ',')}\u00a0€" in french
    assert f"€{pay}" in client.get("/").text
    assert "Vaduz" in client.get("/federation/").text


def test_a_page_is_read_in_the_language_of_its_address_without_a_cookie(released, client):
    page = client.get(f"{STATISTICS}?lang=fr", headers={"Accept-Language": "en"})
    assert '<html lang="fr"' in page.text
    assert 'href="/federation/?lang=fr"' in page.text
    assert page["Content-Language"] == "fr"
    assert not page.cookies
    assert '<html lang="en"' in client.get(f"{STATISTICS}?lang=xx").text


def test_the_hour_is_compared_gross_and_net_of_costs(released, client):
    rows = {row["code"]: row["value"] for row in released.body["indicators"]}
    gross = client.get(STATISTICS).text
    net = client.get(f"{STATISTICS}?net=1").text
    assert ">" + rows["pay_on_task"] + "<" in gross
    assert ">" + rows["pay_on_task_net"] + "<" in net
    assert "Compare net of costs" in gross
    assert "Compare gross" in net


def test_the_method_says_the_rule_and_what_is_left_out(released, client):
    page = client.get(f"{STATISTICS}method/").text
    assert "A cell needs at least 3 co-ops; one of people 11 of them, a percentile 20." in page
    assert "The 2 largest make up at most 85 % of it together." in page
    assert "A shop served in two months would count twice in a quarter." in page
    assert "DeliveryCompleted" in page


def test_files_are_served_as_published(released, client):
    answer = client.get(f"{STATISTICS}{QUARTER}/1/indicators.csv")
    assert hashlib.sha256(answer.content).hexdigest() == released.manifest["indicators.csv"]["sha256"]
    assert len(list(csv.DictReader(io.StringIO(answer.text)))) == len(released.body["indicators"])
    assert client.get(f"{STATISTICS}{QUARTER}/1/method.md")["Content-Type"] == "text/markdown; charset=utf-8"
    for missing in (f"{QUARTER}/2/", f"{QUARTER}/1/secrets.csv", "1999-Q1/1/indicators.csv"):
        assert client.get(STATISTICS + missing).status_code == 404


def test_a_superseded_version_stays_and_says_so(federation, released, client):
    federation.declare("monaco", months=[date(2026, 8, 1)], incidents=30)
    federation.publish("Monaco counted its incidents again.")
    newest = client.get(STATISTICS).text
    assert "Monaco counted its incidents again." in newest
    assert "It supersedes version 1." in newest
    old = client.get(f"{STATISTICS}{QUARTER}/1/").text
    assert "Version 2 supersedes this one." in old
    assert "What changed" not in old


def test_fatou_sees_who_is_late_reads_the_draft_and_publishes(federation, login):
    federation.declare("monaco", "vaduz")
    fatou = login(federation.cast.fatou)
    page = fatou.get(f"{STAFF}?period={QUARTER}").text
    assert "2 of 3 have contributed" in page
    assert page.count("late</span>") == 3 or page.count(">late<") == 3
    draft = fatou.get(f"{STAFF}draft/?period={QUARTER}").text
    assert "Withheld: fewer than 3 co-ops." in draft
    federation.declare("helsinki")
    draft = fatou.get(f"{STAFF}draft/?period={QUARTER}").text
    assert "Publish version 1" in draft
    answer = fatou.post(f"{STAFF}publish/", {"period": QUARTER}, follow=True)
    assert "Published. Everybody can read it." in answer.text
    again = fatou.post(f"{STAFF}publish/", {"period": QUARTER, "note": "Again"})
    assert (again.status_code, "Nothing has changed since the last version." in again.text) == (422, True)
    assert Release.objects.count() == 1


def test_a_revision_needs_its_reason_and_shows_what_would_change(federation, released, login):
    federation.declare("monaco", months=[date(2026, 8, 1)], incidents=30)
    fatou = login(federation.cast.fatou)
    assert "What would change" in fatou.get(f"{STAFF}draft/?period={QUARTER}").text
    without = fatou.post(f"{STAFF}publish/", {"period": QUARTER})
    assert (without.status_code, "Say why there is a new version" in without.text) == (422, True)
    fatou.post(f"{STAFF}publish/", {"period": QUARTER, "note": "Incidents"})
    assert Release.objects.get(version=2).note == "Incidents"


def test_an_unknown_quarter_shows_the_last_one_that_is_over(federation, login):
    fatou = login(federation.cast.fatou)
    for asked in ("", "?period=soon", "?period=2031-Q1"):
        assert "3rd quarter 2026" in fatou.get(STAFF + asked).text


def test_a_reviewer_sees_the_members_and_does_not_publish(federation, login):
    federation.declare()
    rui = login(federation.cast.rui)
    assert "See the draft" not in rui.get(f"{STAFF}?period={QUARTER}").text
    assert rui.get(f"{STAFF}draft/").status_code == 404
    assert rui.post(f"{STAFF}publish/", {"period": QUARTER}).status_code == 404


def test_the_members_page_takes_as_many_queries_for_three_as_for_one(
    federation, login, django_assert_max_num_queries
):
    fatou = login(federation.cast.fatou)
    for name in ("monaco", "vaduz", "helsinki"):
        federation.declare(name)
        with django_assert_max_num_queries(14):
            fatou.get(f"{STAFF}?period={QUARTER}")


def test_a_co_op_sees_what_leaves_before_and_after(federation, login):
    monaco = federation.members[0]
    theo = login(monaco.theo)
    page = theo.get(f"{OWN}?month=2026-10").text
    assert "Not shared yet." in page
    assert "€120.00" in page
    assert "PayslipIssued" in page
    said = {"month": "2026-10", "comment": "A quiet month."}
    after = theo.post(f"{OWN}share/", said, follow=True).text
    assert "Shared with the federation." in after
    assert "A quiet month." in after
    with monaco.inside():
        assert Contribution.objects.get().sha256[:16] in after


def test_a_co_op_holds_a_month_back_and_lets_it_go(federation, login):
    monaco = federation.members[0]
    theo = login(monaco.theo)
    held = {"month": "2026-10", "until": "2026-11-20", "reason": "Two slips are wrong"}
    without = theo.post(f"{OWN}hold/", held | {"reason": ""})
    assert without.status_code == 422
    past = theo.post(f"{OWN}hold/", held | {"until": "2026-11-01"})
    assert (past.status_code, "Choose a day to come." in past.text) == (422, True)
    page = theo.post(f"{OWN}hold/", held, follow=True).text
    assert "Theo holds this month back until" in page
    assert ": Two slips are wrong" in page
    refused = theo.post(f"{OWN}share/", {"month": "2026-10"}, follow=True).text
    assert "let it go first" in refused
    with monaco.inside():
        assert ContributionHold.objects.count() == 1
        assert own_contribution(date(2026, 10, 1)) is None
    theo.post(f"{OWN}hold/", {"month": "2026-10", "release": "1"})
    assert "Shared with the federation." in theo.post(f"{OWN}share/", {"month": "2026-10"}, follow=True).text


def test_a_month_is_entered_by_hand_in_the_units_people_use(federation, login):
    monaco = federation.members[0]
    theo = login(monaco.theo)
    typed = {
        "deliveries_meals": "1200",
        "metres_bike": "2880.5",
        "paid_seconds": "1010",
        "person_months": "9",
        "gross_pay_cents": "13500.50",
        "pay_groups": "4 13.20\n5 14,10",
        "comment": "From our old software.",
    }
    page = theo.post(f"{OWN}declare/2026-08/", typed, follow=True)
    assert "declared by hand" in page.text
    with monaco.inside():
        row = Contribution.objects.get()
    assert row.is_declared
    assert row.figures["values"]["metres_bike"] == 2_880_500
    assert row.figures["values"]["paid_seconds"] == 1010 * 3600
    assert row.figures["values"]["gross_pay_cents"] == 1_350_050
    assert row.figures["pay_groups"] == [[4, 1320], [5, 1410]]
    assert row.figures["values"]["on_time"] is None
    again = theo.get(f"{OWN}declare/2026-08/").text
    assert 'value="2880.50"' in again


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Enter at least one figure."),
        ({"incidents": "-4"}, "This cannot be below zero."),
        ({"promised": "10", "on_time_15": "12"}, "more than"),
        ({"deliveries_meals": "many"}, "Enter a number."),
        ({"deliveries_meals": "10", "pay_groups": "2 13.20"}, "A group has 3 people at least"),
        ({"deliveries_meals": "10", "pay_groups": "about four"}, "Line 1: write how many people"),
    ],
)
def test_a_hand_that_slips_is_told_what_to_do(federation, login, typed, words):
    answer = login(federation.members[0].theo).post(f"{OWN}declare/2026-08/", typed)
    assert (answer.status_code, words in answer.text) == (422, True)
    with federation.members[0].inside():
        assert Contribution.objects.count() == 0


def test_a_co_op_chooses_to_compare_and_takes_it_back(federation, login):
    monaco = federation.members[0]
    theo = login(monaco.theo)
    assert "You are not compared" in theo.get("/c/monaco/federation/comparison/").text
    theo.post(f"{OWN}choose/", {"compares": "on", "back": "comparison"})
    assert "Nothing to compare yet" in theo.get("/c/monaco/federation/comparison/").text
    with monaco.inside():
        assert own_choice().compares
    theo.post(f"{OWN}choose/", {"back": "comparison"})
    with monaco.inside():
        assert not own_choice().compares


def test_a_co_op_whose_pay_is_not_approved_is_told_so(roue, login):
    page = login(roue.theo).get("/c/roue-libre/federation/figures/").text
    assert "The pay of this month is not approved yet." in page


def test_no_co_op_opens_the_federations_or_anothers_pages(federation, login):
    monaco, vaduz, _helsinki = federation.members
    for path in (STAFF, f"{STAFF}draft/"):
        assert login(monaco.theo).get(path).status_code == 404
    for path in ("figures/", "figures/declare/2026-08/", "comparison/"):
        assert login(monaco.theo).get(f"/c/vaduz/federation/{path}").status_code == 404
        assert login(vaduz.alma).get(f"/c/vaduz/federation/{path}").status_code == 404
        assert login(federation.cast.fatou).get(f"/c/monaco/federation/{path}").status_code == 404
        assert login(federation.cast.fatou).get(f"/c/federation/federation/{path}").status_code == 404
    assert login(monaco.theo).get(f"{OWN}declare/1999-01/").status_code == 404
    assert login(monaco.theo).post(f"{OWN}share/", {"month": "1999-01"}).status_code == 404


@pytest.mark.parametrize(
    "name", ["federation", "join", "public-register", "public-commons", "positions", "statistics"]
)
def test_a_public_page_leads_on_in_the_language_it_was_opened_in(federation, client, name):
    url = reverse(name)
    page = client.get(f"{url}?lang=fr").text
    assert f'href="{reverse("public-commons")}?lang=fr"' in page
    assert 'href="?lang=en"' in page
    assert client.cookies == {}
