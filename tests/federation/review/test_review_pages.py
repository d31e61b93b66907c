"""The way from an application to a decision, as people press it; each page without a script."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.services.founding import grant_role
from coopplatform.journal.reading import Place, since
from federation.domain.review.membership import Action
from federation.models import Appeal, Application, PanelDraw, PanelSeat, Proposal, Report, Review, Transition
from federation.queries.membership import belonging
from federation.services.review.appealing import say_consent
from members.services.payroll import approve_run, compute_payslips
from tests.conftest import PLATFORM, placed
from tests.federation.review.conftest import NOW, PDF, REASON, TODAY, apply, cooperative, release

JOIN = "/federation/join/"


@pytest.fixture(autouse=True)
def _in_november(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def pdf(name="statutes.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


def test_everybody_reads_how_to_join(client, db):
    assert JOIN in client.get("/federation/").text
    page = client.get(JOIN)
    assert page.status_code == 200
    for words in ("Two reviewers look", "Workers are members", "loi 78-763, art. 33", "45 days"):
        assert words in page.text


def test_lyon_applies_from_a_page(house, lyon, login):
    nour, base = login(lyon.nour), "/c/lyon/federation/"
    assert "Apply to join" in nour.get(f"{base}membership/").text
    page = nour.get(f"{base}application/").text
    assert "At least 51 per cent of the capital" in page
    assert "Choose…" in page
    bad = nour.post(
        f"{base}application/", {"legal_form": "scop-sarl", "founders": "Alma", "plan": "Soon", "submit": "1"}
    )
    assert bad.status_code == 422
    assert "Add your statutes as a PDF." in bad.text
    kept = nour.post(
        f"{base}application/",
        {"legal_form": "scop-sarl", "founders": "Alma", "statutes": pdf(), "draft": "1"},
        follow=True,
    )
    assert "Nobody but you sees it." in kept.text
    assert "statutes.pdf" in kept.text
    assert nour.get(f"{base}application/statutes/").content == PDF
    said = {"legal_form": "scop-sarl", "founders": "Alma\nNour", "plan": REASON, "submit": "1"}
    done = nour.post(f"{base}application/", said, follow=True).text
    assert "It answers within 45 days." in done
    assert "An applicant" in done
    with house.inside():
        assert Application.objects.count() == 1
    back = nour.post(f"{base}application/withdraw/", {"reason": "Too early"}, follow=True).text
    assert "A reason has at least 40 characters" in back
    assert "taken back" in nour.post(f"{base}application/withdraw/", {"reason": REASON}, follow=True).text


def test_the_co_op_sees_comments_and_releases_its_dossier(house, lyon, login):
    nour, base = login(lyon.nour), "/c/lyon/federation/dossier/"
    assert "Counted again from your data." in nour.post(base, follow=True).text
    page = nour.get(base).text
    assert "Nobody has worked here for twelve months yet." in page
    assert "the federation has seen none of this" in page
    line = nour.get(f"{base}W1/").text
    assert "hours worked under an employment contract" in line
    declared = {"value": "45", "first": "2025-11-04", "last": "2026-11-03", "words": "Our invoices"}
    assert nour.post(f"{base}W1/", {**declared, "value": "x"}).status_code == 422
    assert "It leaves with the dossier only." in nour.post(f"{base}W1/", declared, follow=True).text
    assert "a PDF is needed" in nour.post(f"{base}M3/", {**declared, "value": "0"}).text
    nour.post(f"{base}M3/", {**declared, "value": "0", "paper": pdf()})
    assert nour.get(f"{base}M3/paper/").content == PDF
    nour.post(f"{base}W1/", {"text": "Half of us ride for themselves until March.", "comment": "1"})
    page = nour.get(base).text
    assert "45%" in page
    assert "not met" in page
    assert "Half of us ride for themselves until March." in page
    assert "Released: the federation sees" in nour.post(f"{base}release/", follow=True).text
    assert "Released as it stands" in nour.get(base).text
    printed = nour.get(f"{base}dossier.pdf")
    assert printed.content.startswith(b"%PDF")
    assert nour.get(f"{base}Z9/").status_code == 404


def test_workers_read_the_dossier_and_do_not_keep_it(house, lyon, login):
    alma = login(lyon.alma)
    assert "What a review sees of us" in alma.get("/c/lyon/federation/dossier/").text
    assert alma.post("/c/lyon/federation/dossier/").status_code == 404
    assert alma.post("/c/lyon/federation/dossier/release/").status_code == 404


def test_fatou_and_rui_review_and_admit(house, lyon, login):
    apply(lyon)
    release(lyon, W1=45)
    fatou, rui, at = login(house.cast.fatou), login(house.cast.rui), "/c/federation/reviews/"
    page = fatou.get(at).text
    assert "Traboules" in page
    assert "1 not met" in page
    case = f"{at}of/lyon/"
    assert "Open a review" in fatou.get(case).text
    assert fatou.get(f"{case}statutes/").content == PDF
    assert "A reason has" in fatou.post(f"{case}open/", {"kind": "admission", "why": "Now"}, follow=True).text
    fatou.post(f"{case}open/", {"kind": "admission", "why": REASON})
    with house.inside():
        review = Review.objects.get()
    for user in (house.cast.fatou, house.cast.rui):
        fatou.post(f"{at}{review.pk}/reviewer/", {"reviewer": user.pk})
    assert (
        "Choose a reviewer" in fatou.post(f"{at}{review.pk}/reviewer/", {"reviewer": "x"}, follow=True).text
    )
    for client in (fatou, rui):
        line = f"{at}{review.pk}/line/W1/"
        assert client.post(line, {"colour": "red", "text": "No"}).status_code == 422
        assert (
            "Kept until the report."
            in client.post(line, {"colour": "amber", "text": REASON}, follow=True).text
        )
    sent = rui.post(f"{at}{review.pk}/report/", {"conclusion": REASON}, follow=True).text
    assert "has 15 days to reply" in sent
    decide = f"{case}decide/admit/"
    assert "Reason for W1, which is not met" in rui.get(decide).text
    missing = rui.post(decide, {"reason": REASON, "red_W1": "So."})
    assert missing.status_code == 422
    assert "W1 is red: write a reason of its own" in missing.text
    assert (
        "Decided."
        in rui.post(decide, {"reason": REASON, "red_W1": REASON, "summary": "Welcome"}, follow=True).text
    )
    assert rui.get(decide).status_code == 404
    everybody = rui.get("/federation/register/").text
    assert "Welcome" in everybody
    assert "Traboules" in rui.get("/federation/").text
    printed = rui.get(f"{case}dossier.pdf")
    assert printed.content.startswith(b"%PDF")


def test_a_suspension_is_proposed_by_one_and_confirmed_by_another(house, vaduz, login):
    house.founder(vaduz)
    release(vaduz, M1=80)
    fatou, simone = login(house.cast.fatou), login(house.cast.simone)
    case = "/c/federation/reviews/of/vaduz/"
    bad = fatou.post(f"{case}decide/observe/", {"reason": REASON, "plan": "soon hold the assembly"})
    assert "does not begin with a day" in bad.text
    said = {"reason": REASON, "plan": "2027-01-15 Hold the assembly\n2027-02-01 Send its minutes"}
    fatou.post(f"{case}decide/observe/", said)
    report = house.report(vaduz, kind="full")
    nour = login(vaduz.nour)
    assert "Hold the assembly" in nour.get("/c/vaduz/federation/membership/").text
    answer = f"/c/vaduz/federation/membership/reply/{report.pk}/"
    assert nour.post(answer, {"text": "No"}).status_code == 422
    assert "is with the federation" in nour.post(answer, {"text": REASON}, follow=True).text
    fatou.post(f"{case}decide/suspend/", {"reason": REASON})
    with house.inside():
        proposal = Proposal.objects.get()
    confirm = f"/c/federation/reviews/proposals/{proposal.pk}/"
    assert "You proposed it" in fatou.get(case).text
    assert "You proposed this yourself" in fatou.post(confirm, follow=True).text
    assert "Wait for a second person" in simone.get("/c/federation/reviews/").text
    assert "Confirmed." in simone.post(confirm, {"confirm": "1"}, follow=True).text
    told = nour.get("/c/vaduz/federation/membership/").text
    assert "Pay, deliveries, everyone" in told
    item = nour.get("/c/vaduz/federation/membership/").text
    assert "Say it is done" in item


def test_a_suspension_stops_no_pay_no_deliveries_no_data(house, roue, login, monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    house.founder(roue)
    release(roue, D1=3)
    house.suspend(roue)
    with roue.inside():
        assert belonging(roue.slug, TODAY) == "suspended"
    monkeypatch.undo()
    store = {"store_id": roue.store_id}
    for person, paths in {
        "theo": ["pay", "books"],
        "alma": ["day", "me"],
        "bruno": ["board"],
        "rosa": ["store-export"],
        "nour": ["archive", "archive-file", "dossier", "contracts"],
    }.items():
        client = login(roue.users[person])
        for name in paths:
            more = store if name == "store-export" else {}
            assert client.get(reverse(name, kwargs={"cooperative": roue.slug, **more})).status_code == 200, (
                name
            )
    with roue.inside():
        run = compute_payslips(month=date(2026, 10, 1), by=roue.by("theo"), at=NOW)
        assert approve_run(run_id=run.pk, by=roue.by("nour"), at=NOW).state == "approved"
    order = placed(roue, timezone.now())
    with roue.inside():
        assert order.delivery is not None


def test_an_appeal_from_the_page_to_the_outcome(house, vaduz, login):
    others = [cooperative(slug, slug.title(), "alma", "malik") for slug in ("rennes", "liege", "bordeaux")]
    for one in others:
        page = login(one.alma).post(f"/c/{one.slug}/federation/panel/", {"yes": "1"}, follow=True)
        assert "You may be drawn from now on." in page.text
        with one.inside():
            say_consent(is_willing=True, by=one.by("malik"), at=NOW)
    house.founder(vaduz)
    release(vaduz, M1=80)
    house.suspend(vaduz)
    nour, simone = login(vaduz.nour), login(house.cast.simone)
    assert nour.post("/c/vaduz/federation/membership/appeal/", {"grounds": "No"}).status_code == 422
    filed = nour.post("/c/vaduz/federation/membership/appeal/", {"grounds": REASON}, follow=True).text
    assert "A panel is drawn within a week." in filed
    case = "/c/federation/reviews/of/vaduz/"
    assert "Draw the panel" in simone.get(case).text
    with house.inside():
        appeal = Appeal.objects.get()
    at = "/c/federation/reviews/"
    assert "public number" in simone.post(f"{at}appeals/{appeal.pk}/draw/", follow=True).text
    assert (
        "Everybody can draw it again."
        in simone.post(f"{at}appeals/{appeal.pk}/draw/", {"seed": "7 12 23"}, follow=True).text
    )
    draw = PanelDraw.objects.get()
    public = simone.get(f"/federation/panels/{draw.pk}/").text
    assert f"7 12 23:{draw.drawn[0][1]}" in public
    with house.inside():
        seats = {seat.pseudonym: seat for seat in PanelSeat.objects.all()}
    voted = 0
    for one in others:
        for name in ("alma", "malik"):
            client, room = login(one.users[name]), f"/c/{one.slug}/federation/panel/"
            mine = [seat for seat in seats.values() if f"{room}{seat.pk}/" in client.get(room).text]
            for seat in mine[:1]:
                if voted == 3:
                    continue
                page = client.get(f"{room}{seat.pk}/").text
                assert "Vaduz" in page
                assert (
                    client.post(f"{room}{seat.pk}/", {"verdict": "overturn", "reason": "No"}).status_code
                    == 422
                )
                client.post(f"{room}{seat.pk}/", {"verdict": "overturn", "reason": REASON})
                voted += 1
    assert "Enter what the panel decided" in simone.get(case).text
    simone.post(f"{at}panels/{draw.pk}/outcome/")
    with house.inside():
        assert Transition.objects.order_by("-sequence").first().action == "overturn"
    assert "Enter what the panel decided" not in simone.get(case).text


def test_whoever_has_a_conflict_finds_nothing_of_the_co_op(house, lyon, login):
    apply(lyon)
    release(lyon, W1=45)
    rui, at = login(house.cast.rui), "/c/federation/reviews/"
    assert rui.get(f"{at}of/lyon/").status_code == 200
    declared = rui.post(
        f"{at}conflicts/", {"slug": "lyon", "kind": "adviser", "note": "Accounts"}, follow=True
    )
    assert "You see and decide nothing" in declared.text
    page = rui.get(at).text
    assert "not yours to judge" in page
    for path in ("", "decide/refuse/", "statutes/", "dossier.pdf", "paper/W1/"):
        assert rui.get(f"{at}of/lyon/{path}").status_code == 404
    assert rui.post(f"{at}of/lyon/open/", {"kind": "admission", "why": REASON}).status_code == 404
    with lyon.inside():
        grant_role(user=house.cast.fatou, role=Role.COURIER, started_on=TODAY, by=PLATFORM)
    assert login(house.cast.fatou).get(f"{at}of/lyon/").status_code == 404


def test_the_board_sees_what_is_late_and_the_calendar(house, lyon, login, monkeypatch):
    apply(lyon)
    later = NOW + timedelta(days=50)
    monkeypatch.setattr(timezone, "now", lambda: later)
    simone, at = login(house.cast.simone), "/c/federation/reviews/"
    assert "5 days late" in simone.get(f"{at}late/").text
    calendar = simone.get(f"{at}calendar/").text
    assert "Answer the application" in calendar
    assert "A suspension lasts at most" in calendar


def test_the_board_publishes_criteria_as_they_were_voted(house, login):
    simone, fatou = login(house.cast.simone), login(house.cast.fatou)
    at = "/c/federation/reviews/criteria/"
    assert "Criteria as the platform comes with them" in fatou.get(at).text
    assert "Publish a version" not in fatou.get(at).text
    said = {"code": "W1", "country": "BE", "green": "90", "amber": "95", "source": "AG 2026", "note": REASON}
    assert "amber is easier to reach" in simone.post(at, said).text
    published = simone.post(at, {**said, "amber": "70"}, follow=True).text
    assert "Criteria, version 1" in published
    assert "AG 2026" in published


def test_a_co_op_gives_notice_and_takes_its_data(house, vaduz, login, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    house.founder(vaduz)
    nour = login(vaduz.nour)
    assert (
        "is over"
        in nour.post(
            "/c/vaduz/federation/membership/leave/", {"last_day": "2026-01-01", "reason": REASON}
        ).text
    )
    assert (
        "has your notice"
        in nour.post(
            "/c/vaduz/federation/membership/leave/", {"last_day": "2026-12-31", "reason": REASON}, follow=True
        ).text
    )
    house.confirm(house.decide(vaduz, Action.LEAVE))
    page = nour.get("/c/vaduz/federation/archive/").text
    assert "verify_archive" in page
    answer = nour.get("/c/vaduz/federation/archive/archive.zip")
    assert answer["Content-Disposition"] == 'attachment; filename="vaduz-2026-11-04.zip"'
    with vaduz.inside():
        taken = [entry for entry in since(Place(), is_settled_only=False) if entry.name == "ArchiveTaken"]
        assert [entry.actor for entry in taken] == [str(vaduz.by("nour"))]
    assert nour.get("/federation/archive-key.txt").text.strip() in page


def test_workers_ask_for_a_review(house, vaduz, login):
    house.founder(vaduz)
    malik, room = login(vaduz.malik), "/c/vaduz/federation/membership/"
    assert "Ask for a review" in malik.get(room).text
    asked = malik.post(f"{room}request/", follow=True).text
    assert "You ask for a review." in asked
    case = login(house.cast.simone).get("/c/federation/reviews/of/vaduz/").text
    assert "request of its workers" in case
    assert "Malik" not in case
    assert "Taken back." in malik.post(f"{room}request/", {"back": "1"}, follow=True).text


def test_a_report_is_read_by_every_worker(house, lyon, login):
    apply(lyon)
    release(lyon, W1=45)
    house.report(lyon, reds=("W1",))
    page = login(lyon.alma).get("/c/lyon/federation/membership/").text
    assert "Report of the reviewers" in page
    assert "membership/reply/" not in page
    with lyon.inside():
        assert Report.objects.get().findings[9]["opinions"][0]["reviewer"] == "Fatou"
