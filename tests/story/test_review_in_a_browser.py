"""Admission and review on a phone and a desk, in French and English: readable by everyone, no wider than the screen."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cooperatives.queries.access import account
from federation.demo.papers import paper
from federation.domain.review.membership import Action
from federation.services.review.appealing import draw_for_appeal, file_appeal, say_consent
from federation.services.review.evidence import collect_evidence
from tests.conftest import PLATFORM
from tests.federation.review.conftest import REASON, a_house, cooperative, release, reply
from tests.story.browsers import PHONE, has_room_for_a_thumb, is_accessible, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def enter(browser: Browser, web: str) -> Iterator[Any]:
    """A person's own browser, in a language."""
    opened = []

    def open_(email: str, locale: str) -> Page:
        context = browser.new_context(base_url=web, locale=locale)
        opened.append(context)
        page = context.new_page()
        if email:
            sign_in(context, account(email), web)
            page.goto("/arrive/")
        return page

    yield open_
    for context in opened:
        context.close()


def looks(page: Page, *paths: str) -> None:
    """Each page fits a desk and a phone, where a thumb and a screen reader find their way."""
    for path in paths:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
        page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        is_accessible(page)
        has_room_for_a_thumb(page)


def test_an_application_is_written_reviewed_and_read(transactional_db, now, enter):
    house = a_house()
    lyon = cooperative("lyon", "Traboules à vélo", "alma")
    vaduz = cooperative("vaduz", "Velokurier Vaduz", "malik", country="LI", currency="CHF")
    nour = enter("nour@lyon.example", "en-GB")
    nour.goto("/c/lyon/federation/membership/")
    nour.get_by_role("link", name="Apply to join").click()
    nour.get_by_label("Legal form").select_option("scop-sarl")
    nour.get_by_label("Founders").fill("Alma\nNour")
    nour.get_by_label("Plan").fill(REASON)
    nour.get_by_role("button", name="Hand in").click()
    expect(nour.get_by_role("alert").get_by_text("Add your statutes as a PDF.")).to_be_visible()
    is_accessible(nour)
    statutes = {
        "name": "statutes.pdf",
        "mimeType": "application/pdf",
        "buffer": paper("Statutes", "One person, one vote."),
    }
    nour.get_by_label("Statutes, PDF up to 5 MB").set_input_files(statutes)
    nour.get_by_role("button", name="Hand in").click()
    expect(nour.get_by_text("It answers within 45 days.")).to_be_visible()
    now += timedelta(minutes=5)
    with lyon.inside():
        collect_evidence(by=PLATFORM, at=now)
    release(lyon, at=now, W1=45)
    base = "/c/lyon/federation"
    looks(
        nour,
        f"{base}/membership/",
        f"{base}/application/",
        f"{base}/dossier/",
        f"{base}/dossier/D1/",
        f"{base}/archive/",
    )
    for willing in [vaduz, *(cooperative(f"home-{n}", f"Home {n}", "alma") for n in range(5))]:
        with willing.inside():
            say_consent(
                is_willing=True, by=willing.by("malik" if willing is vaduz else "alma"), at=now - timedelta(1)
            )
    report = house.report(lyon, reds=("W1",), at=now)
    reply(lyon, report, at=now)
    house.founder(vaduz, on=now.date())
    refused = house.decide(lyon, Action.REFUSE, at=now, red_reasons={"W1": REASON})
    fatou = enter("fatou@federation.example", "fr-FR")
    looks(
        fatou, "/c/federation/reviews/", "/c/federation/reviews/of/lyon/", "/c/federation/reviews/calendar/"
    )
    looks(fatou, "/c/federation/reviews/criteria/", "/c/federation/reviews/of/vaduz/decide/observe/")
    simone = enter("simone@federation.example", "en-GB")
    simone.goto("/c/federation/reviews/of/lyon/")
    simone.get_by_role("button", name="Confirm").click()
    expect(simone.get_by_text("Confirmed.")).to_be_visible()
    looks(simone, "/c/federation/reviews/late/", "/c/federation/reviews/conflicts/")
    assert refused.action == "refuse"
    with lyon.inside():
        appeal = file_appeal(grounds=REASON, by=lyon.by("nour"), at=now)
    with house.inside():
        draw = draw_for_appeal(appeal_id=appeal.pk, seed="7 12 23 31 44", by=house.by("simone"), at=now)
    home = next(home for home, _pseudonym in draw.drawn if home.startswith("home"))
    alma = enter(f"alma@{home}.example", "fr-FR")
    looks(alma, f"/c/{home}/federation/panel/")
    alma.locator("main .btn--go").first.click()
    is_accessible(alma)
    looks(enter("", "fr-FR"), "/federation/join/", "/federation/register/", f"/federation/panels/{draw.pk}/")
