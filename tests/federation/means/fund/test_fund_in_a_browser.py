"""The fund as people see it: nothing wider than a phone, nothing axe knows of, in the light and in the dark."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from cooperatives.domain.roles import Role
from cooperatives.queries.access import account
from cooperatives.queries.directory import the_federation
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.scope import scope
from federation.demo.figures import declare_quarters
from federation.demo.founding import found_neighbour
from federation.demo.fund import DELEGATES, put_into_the_fund
from federation.demo.neighbours import NEIGHBOURS
from federation.domain.release.period import Quarter
from federation.models import FundClaim
from federation.services.admitting import admit_cooperative
from tests.federation.commons.test_demo_commons import FOUNDED, founded
from tests.story.browsers import PHONE, is_accessible
from tests.story.conftest import nursery, stage, web  # noqa: F401 -- fixtures

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def lived(stage: str) -> str:  # noqa: F811
    """The demo's fund up to this moment."""
    at = datetime.now(UTC).replace(microsecond=0)
    house = founded("federation", "federation", ("rui", Role.TREASURER), ("simone", Role.BOARD))
    founded("monaco", "member", ("theo", Role.TREASURER), ("ines", Role.DELEGATE))
    founded("vaduz", "member", ("eva", Role.DELEGATE))
    founded("helsinki", "member", ("saga", Role.DELEGATE))
    for neighbour in NEIGHBOURS:
        found_neighbour(neighbour, founded_on=FOUNDED, at=at)
    rui = account("rui@demo.coop")
    assert rui is not None
    with scope(house.pk):
        for slug in DELEGATES:
            admit_cooperative(slug=slug, on=FOUNDED, by=Actor.person(rui.pk), at=at)
    for slug in ("bordeaux", "rennes", "grenoble", "bruxelles", "liege"):
        declare_quarters(slug, (Quarter.of(at.date()).before,), at=at)
    put_into_the_fund(at=at)
    return stage


def cookie(login: str) -> str:
    client = Client()
    user: Any = account(f"{login}@demo.coop")
    client.force_login(user)
    return client.cookies["sessionid"].value


def test_the_pages_of_the_fund_fit(lived: str, browser: Browser) -> None:
    federation: Any = the_federation()
    with scope(federation.pk):
        claim = FundClaim.objects.get(purpose="guarantee").pk
    on_a_phone = {
        "denis": ("liege/federation/means/fund/", "liege/federation/means/fund/simulate/"),
        "margaux": ("bordeaux/federation/means/fund/ask/",),
        "simone": ("federation/means/fund/", f"federation/means/fund/claims/{claim}/"),
    }
    on_a_desk = {"denis": ("liege/federation/means/fund/simulate/",), "simone": ("federation/means/fund/",)}
    for width, scheme, pages in ((PHONE, "light", on_a_phone), (DESK, "dark", on_a_desk)):
        for login, paths in pages.items():
            context = browser.new_context(viewport=width, color_scheme=scheme)  # type: ignore[arg-type]
            context.add_cookies([{"name": "sessionid", "value": cookie(login), "url": lived}])
            for path in paths:
                page = context.new_page()
                page.goto(f"{lived}/c/{path}")
                page.evaluate(
                    "document.querySelectorAll('main details').forEach((one) => { one.open = true })"
                )
                is_accessible(page)
                page.close()
            context.close()
