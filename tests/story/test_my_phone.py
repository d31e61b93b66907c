"""Alma sets up her phone: what it does when her day changes, for which hand, and whether it is told of it."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, FloatRect, Locator, Page, expect

from deliveries.models import PushSubscription
from members.services.roster import clock_out
from tests.conftest import PLATFORM
from tests.deliveries.push.conftest import Handset
from tests.story.browsers import PHONE, SOON, Open, is_accessible, is_large_enough

pytestmark = pytest.mark.browser

IS_CONTROLLED = "navigator.serviceWorker.controller !== null"
HEARD = """
  window.heard = [];
  const gain = { setValueAtTime(level) { heard.push(`gain ${level}`); }, exponentialRampToValueAtTime() {} };
  const frequency = { set value(hertz) { heard.push(hertz); } };
  window.AudioContext = class {
    currentTime = 0; destination = {};
    resume() { return Promise.resolve(); }
    createGain() { return { connect() {}, gain }; }
    createOscillator() { return { frequency, connect() {}, start() {}, stop() {} }; }
  };
  navigator.vibrate = (pattern) => heard.push(`buzz ${pattern}`);
"""
SIGNAL = ["buzz 120,60,120", 660, "gain 0.5", 880, "gain 0.5"]


def pushes(phone: dict[str, object]) -> str:
    """A browser whose push service hands out this subscription: Chromium without a network has none."""
    return f"""
      let current = null;
      const unsubscribe = async () => {{ current = null; return true; }};
      const phone = {json.dumps(phone)};
      const made = () => ({{ endpoint: phone.endpoint, toJSON: () => phone, unsubscribe }});
      if (sessionStorage.getItem("subscribed")) current = made();
      PushManager.prototype.getSubscription = async () => current;
      PushManager.prototype.subscribe = async () => {{
        sessionStorage.setItem("subscribed", "1");
        return current = made();
      }};
    """


def switch(page: Page, name: str):
    return page.get_by_role("switch", name=name)


def soon(page: Page, question: str | Callable[[], bool]) -> None:
    """Until it is so; the browser's own events come in meanwhile."""
    for _ in range(SOON // 50):
        if page.evaluate(question) if isinstance(question, str) else question():
            return
        page.wait_for_timeout(50)
    raise AssertionError(question)


def box(part: Locator) -> FloatRect:
    found = part.bounding_box()
    assert found is not None
    return found


def heard(page: Page, *, at_least: int = 0) -> list[object]:
    """What sounded since it was asked last, once it is so much."""
    soon(page, f"window.heard.length >= {at_least}")
    found: list[object] = page.evaluate("window.heard.splice(0)")
    return found


def test_the_signal_is_short_and_as_she_set_it(people: Open, roue):
    page = people("alma", f"/c/{roue.slug}/day/phone/", viewport=PHONE)
    page.add_init_script(HEARD)
    page.reload()
    expect(switch(page, "Sound")).to_have_attribute("aria-checked", "true")
    page.get_by_role("button", name="Try the signal").click()
    assert heard(page, at_least=len(SIGNAL)) == SIGNAL
    switch(page, "Sound").click()
    page.get_by_role("button", name="Try the signal").click()
    assert heard(page, at_least=1) == SIGNAL[:1]
    page.reload()
    expect(switch(page, "Sound")).to_have_attribute("aria-checked", "false")
    switch(page, "Vibration").click()
    page.get_by_role("button", name="Try the signal").click()
    assert heard(page) == []


def test_the_page_is_for_her_hand_and_for_everyone(people: Open, roue):
    page = people("alma", f"/c/{roue.slug}/day/phone/", viewport=PHONE)
    is_large_enough(page.locator(".switch-row"), 56)
    is_accessible(page)
    switch(page, "Left hand").click()
    expect(switch(page, "Left hand")).to_have_attribute("aria-checked", "true")
    page.goto(f"/c/{roue.slug}/day/")
    assert page.evaluate("document.documentElement.dataset.hand") == "left"
    bullet, sun = page.locator(".courier-header .bullet"), page.locator(".sun")
    assert box(bullet)["x"] > box(sun)["x"]
    is_accessible(page)


def test_once_opened_it_opens_without_a_network(people: Open, roue):
    page = people("alma", f"/c/{roue.slug}/day/phone/", viewport=PHONE)
    soon(page, "navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    soon(page, IS_CONTROLLED)
    page.context.set_offline(True)
    page.reload()
    switch(page, "Left hand").click()
    expect(switch(page, "Left hand")).to_have_attribute("aria-checked", "true")


def test_messages_are_turned_on_and_off_by_her_press_only(people: Open, roue):
    phone = Handset("https://push.example.com/alma").phone
    page = people("alma", f"/c/{roue.slug}/day/phone/", viewport=PHONE, permissions=["notifications"])
    page.add_init_script(
        pushes({"endpoint": phone.endpoint, "keys": {"p256dh": phone.p256dh, "auth": phone.auth}})
    )
    page.reload()
    push = switch(page, "Messages when the page is closed")
    expect(push).to_be_enabled(timeout=SOON)
    expect(push).to_have_attribute("aria-checked", "false")
    assert told(roue) == []
    push.click()
    expect(push).to_have_attribute("aria-checked", "true")
    assert told(roue) == [(phone.endpoint, roue.courier_id, "en")]
    expect(page.locator("#push-words")).to_contain_text("only while your shift is open")
    page.reload()
    expect(push).to_have_attribute("aria-checked", "true")
    push.click()
    expect(push).to_have_attribute("aria-checked", "false")
    soon(page, lambda: told(roue) == [])


def told(cast):
    with cast.inside():
        return list(PushSubscription.objects.values_list("endpoint", "courier_id", "language"))


def test_a_message_is_shown_once_and_opens_the_day(people: Open, roue):
    day = f"/c/{roue.slug}/day/"
    page = people("alma", day, viewport=PHONE, permissions=["notifications"])
    soon(page, "navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    soon(page, IS_CONTROLLED)
    page.evaluate("navigator.serviceWorker.addEventListener('message', ({ data }) => (window.told = data))")
    devtools = page.context.new_cdp_session(page)
    registration = registered(page, devtools)
    base = {"body": "Pickup at 12:14", "url": day, "tag": "day", "kind": "new", "lang": "en"}
    for title in ("New: Lucia, no. 7", "2 new orders"):
        message = {"origin": page.evaluate("location.origin"), "registrationId": registration}
        data = json.dumps(base | {"title": title})
        devtools.send("ServiceWorker.deliverPushMessage", message | {"data": data})
    soon(page, "window.told?.kind === 'push' && window.told.change === 'new'")
    shown = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
      .map(({ title, body, silent, data }) => [title, body, silent, data.url])"""
    soon(page, lambda: page.evaluate(shown) == [["2 new orders", "Pickup at 12:14", True, day]])


def registered(page: Page, devtools: CDPSession) -> str:
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    soon(page, lambda: bool(found))
    return found[0]


def test_off_shift_the_page_of_the_phone_is_there_all_the_same(people: Open, roue, now):
    with roue.inside():
        clock_out(shift_id=roue.shift_id, by=PLATFORM, at=now)
    page = people("alma", f"/c/{roue.slug}/day/phone/", viewport=PHONE)
    expect(switch(page, "Sound")).to_be_visible()
