"""The commons, the roadmap and extensions for every eye and screen: nothing wider than it, nothing axe knows of, room
for a thumb; and a trial that is read, decided and taken back with the keyboard alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from federation.services.commons.adopting import adopt_version
from federation.services.commons.replaying import ask_replay
from federation.services.roadmap import decide_round, open_round, propose_feature, support_features
from tests.conftest import Cast
from tests.federation.commons.conftest import Commons, commons, example  # noqa: F401 -- fixtures
from tests.members.conftest import work
from tests.story.browsers import SOON, Open, looks_right

pytestmark = pytest.mark.browser

WAYS = (("en", "light", 1280), ("fr", "dark", 360))
MINUTE = "AG du 27 novembre, résolution 4"


@pytest.fixture
def roue(commons: Commons) -> Cast:  # noqa: F811
    return commons.roue


@pytest.fixture
def full(commons: Commons) -> dict[str, Any]:  # noqa: F811
    """A scheme that is published and was tried, prices under review, a draft, a round decided and one open."""
    now = timezone.now()
    last_month = (now.replace(day=1) - timedelta(days=1)).replace(hour=9)
    sunday = last_month - timedelta(days=(last_month.weekday() + 1) % 7)
    assert commons.roue.courier_id is not None
    with commons.roue.inside():
        work(commons.roue.courier_id, sunday, hours=6)
    version = commons.published(example("split-day-wages"))
    commons.review(commons.submitted(example("cargo-prices")), commons.rennes)
    draft = commons.draft(example("rest-and-notice"), commons.roue)
    by: dict[str, Any] = {"by": commons.roue.by("nour"), "at": now}
    values = {"sunday": 0, "night": 10, "split": 400, "late": 150}
    with commons.roue.inside():
        replay = ask_replay(version_id=version.pk, values=values, target={}, **by)
        first = adopt_version(replay_id=replay.pk, minute=MINUTE, valid_from=now.date(), **by)
    rounds = [
        a_round(commons, title, now + timedelta(days=days)) for title, days in (("2026", -20), ("2027", 10))
    ]
    with commons.house.inside():
        decide_round(round_id=rounds[0], by=commons.house.by("rui"), at=now)
    return {"draft": draft.pk, "replay": replay.pk, "decision": first.pk, "round": rounds[1]}


def a_round(commons: Commons, title: str, closes_at: Any) -> Any:  # noqa: F811
    """Opened a month before it closes, with two proposals."""
    opened = closes_at - timedelta(days=30)
    dues = {"roue-libre": 1_200_00, "bordeaux": 1_200_00, "rennes": 600_00}
    with commons.house.inside():
        made = open_round(
            title=title, opens_at=opened, closes_at=closes_at, pot_cents=9_000_00, dues_cents=dues, equal_percent=50,
            minute=MINUTE, by=commons.house.by("rui"), at=opened,
        )  # fmt: skip
    words = "One place for stores to order from, to follow and to pay."
    with commons.roue.inside():
        by: dict[str, Any] = {"by": commons.roue.by("ines"), "at": opened + timedelta(days=1)}
        chosen = propose_feature(round_id=made.pk, name="Portal", words=words, cost_cents=2_500_00, **by)
        propose_feature(round_id=made.pk, name="Everything at once", words=words, cost_cents=9_000_00, **by)
        support_features(round_id=made.pk, feature_ids=[chosen.pk], **by)
    return made.pk


def test_every_page_of_the_commons_then_a_decision_is_taken_back_with_the_keyboard(
    people: Open, full: dict[str, Any]
) -> None:
    home = "/c/roue-libre/federation"
    trial, decision = (
        f"{home}/commons/trials/{full['replay']}/",
        f"{home}/commons/decisions/{full['decision']}/",
    )
    page = people("nour", f"{home}/commons/")
    for path in (
        f"{home}/commons/",
        f"{home}/commons/drafts/{full['draft']}/",
        f"{home}/commons/policies/bordeaux/cargo/",
        trial,
        f"{home}/roadmap/",
        f"{home}/roadmap/{full['round']}/",
        "/federation/commons/bordeaux/split-day/",
    ):
        looks_right(page, path, WAYS)
    for path in (
        f"{home}/commons/new/",
        f"{home}/commons/policies/bordeaux/cargo/try/",
        f"{home}/commons/decisions/",
        decision,
        f"{home}/extensions/",
        "/federation/commons/",
    ):
        looks_right(page, path, WAYS[1:])
    page.context.clear_cookies(name="django_language")
    page.goto(trial)
    expect(page.get_by_text("would lose most:")).to_be_visible(timeout=SOON)
    page.goto(decision)
    page.locator("summary", has_text="Take it back").press("Enter")
    page.get_by_label("The vote that decided it").fill(MINUTE)
    page.get_by_role("button", name="Take it back").press("Enter")
    expect(page.get_by_text("Taken back: what stood before stands again.")).to_be_visible(timeout=SOON)
