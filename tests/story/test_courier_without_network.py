"""Alma in a basement: every press counts once, in order, with its own time, whatever becomes of network and phone."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coopplatform.journal.reading import history
from deliveries.domain.proof import ProofRules
from deliveries.models import Order, Proof, ProofFile, Tap, Task
from deliveries.services.dispatching import adopt_plan
from deliveries.services.proof_rules import set_proof_rules
from tests.conftest import PASSWORD, PLATFORM, placed
from tests.deliveries.proofs.conftest import photo
from tests.deliveries.web.conftest import hire_another
from tests.story.browsers import HARBOUR, PHONE, SOON, Open, press, shows

pytestmark = pytest.mark.browser

ANSWERED = """(number) => new Promise((resolve) => {
  const request = indexedDB.open("courier");
  request.onsuccess = () => {
    const stores = request.result.transaction(["taps", "owners"]);
    const owners = stores.objectStore("owners").getAll();
    const taps = stores.objectStore("taps").getAll();
    taps.onsuccess = () => {
      request.result.close();
      const made = owners.result.reduce((sum, { last }) => sum + last, 0);
      resolve(made === number && taps.result.every((tap) => tap.state === "sent"));
    };
  };
})"""

NO_FILES = """() => new Promise((resolve) => {
  const request = indexedDB.open("courier");
  request.onsuccess = () => {
    const files = request.result.transaction("files").objectStore("files").count();
    files.onsuccess = () => (request.result.close(), resolve(files.result === 0));
  };
})"""

NO_WORKER = """async () => {
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
}"""


def give(cast: Any, now: Any, number: int = 1) -> list[Any]:
    orders = [placed(cast, now) for _ in range(number)]
    for order in orders:
        with cast.inside():
            adopt_plan(
                delivery_id=order.delivery.pk,
                courier_id=cast.courier_id,
                seen_courier_id=None,
                by=PLATFORM,
                at=now,
            )
    return orders


def opened(people: Open, cast: Any) -> Page:
    """Alma's phone once its day lies in its memory."""
    page = people("alma", viewport=PHONE, geolocation=HARBOUR, permissions=["geolocation"])
    page.goto(f"/c/{cast.slug}/day/")
    is_ready(page)
    becomes(page, "navigator.serviceWorker.ready.then(({ active }) => active?.state === 'activated')")
    becomes(page, "caches.match(location.pathname).then(Boolean)")
    return page


def is_ready(page: Page) -> None:
    expect(page.locator("html[data-day=ready]")).to_be_attached(timeout=SOON)


def button(page: Page) -> Any:
    return page.locator("form[data-press=main] button")


def becomes(page: Page, promise: str, argument: Any = None) -> None:
    """What the script answers is true before long."""
    for _ in range(600):
        if page.evaluate(promise, argument):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"Never true: {promise}")


def sent(page: Page, number: int) -> None:
    """So many taps were made on this phone, and all of them were answered."""
    becomes(page, ANSWERED, number)
    expect(page.locator("#outbox")).to_be_hidden(timeout=SOON)


def told(cast: Any, name: str) -> list[Any]:
    with cast.inside():
        return [entry.event for entry in reversed(history(limit=300)) if entry.name == name]


def test_a_ride_takes_two_presses_a_stop_and_one_to_take_it(roue: Any, people: Open, now: Any) -> None:
    (order,) = give(roue, now)
    alma = opened(people, roue)
    presses = ["Take", "I'm here", "Picked up", "I'm here", "Delivered"]
    for words in presses:
        press(alma, words)
    shows(alma, f"Delivered, no. {order.number}")
    shows(alma, "No stop for you now")
    sent(alma, len(presses))
    with roue.inside():
        assert Order.objects.get(pk=order.pk).state == "delivered"
        assert Tap.objects.count() == len(presses)


def asks(cast: Any, now: Any, **needs: list[str]) -> None:
    """Pizzeria Lucia asks this at the door, by way."""
    rules = ProofRules.from_json({"person": [], **needs})
    with cast.inside():
        set_proof_rules(store_id=cast.store_id, rules=rules, by=PLATFORM, at=now)


def shoot(page: Page, colour: str) -> None:
    """Press "Delivered": the camera opens, and its shutter is the end of it."""
    expect(button(page)).to_have_text("Delivered", timeout=SOON)
    expect(page.locator("html:not([data-settling])")).to_be_attached()
    with page.expect_file_chooser() as camera:
        button(page).click()
    content = photo((1200, 900), colour=colour)
    camera.value.set_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": content})


def test_twenty_taps_and_four_photos_without_network_and_with_reloads_count_once_each_and_in_order(
    roue: Any, people: Open, now: Any
) -> None:
    asks(roue, now, person=["photo"])
    orders = give(roue, now, 4)
    alma = opened(people, roue)
    alma.context.set_offline(True)
    began = alma.evaluate("Date.now()")
    for words in ("Take all (4)", "I'm here", "Pick up all (4)"):
        press(alma, words)
    expect(button(alma)).to_have_text("I'm here")
    alma.reload()
    is_ready(alma)
    for colour in ("red", "green", "blue", "orange"):
        press(alma, "I'm here")
        expect(button(alma)).to_have_text("Delivered")
        alma.reload()
        is_ready(alma)
        shoot(alma, colour)
        expect(alma.locator(".undo")).to_be_visible(timeout=SOON)
    shows(alma, "No stop for you now")
    expect(alma.locator("#outbox")).to_contain_text("24 to send")
    with roue.inside():
        assert Tap.objects.count() == 0
    ended = alma.evaluate("Date.now()")
    alma.wait_for_timeout(2000)
    alma.context.set_offline(False)
    alma.reload()
    is_ready(alma)
    sent(alma, 20)
    becomes(alma, NO_FILES)
    with roue.inside():
        taps = list(Tap.objects.order_by("number"))
        assert [tap.number for tap in taps] == list(range(1, 21))
        assert {tap.outcome for tap in taps} == {"done"}
        assert set(Order.objects.values_list("state", flat=True)) == {"delivered"}
        for tap in taps:
            assert began - 2000 <= tap.made_at.timestamp() * 1000 <= ended + 2000
            assert tap.received_at - tap.made_at >= timedelta(seconds=1)
        proofs = list(Proof.objects.order_by("given_at"))
        assert [(proof.method, proof.missing, proof.files.count()) for proof in proofs] == [
            ("person", [], 1)
        ] * 4
        assert ProofFile.objects.filter(received_at__isnull=False).count() == 4
    completed = [event.delivery_id for event in told(roue, "DeliveryCompleted")]
    assert completed == [order.delivery.pk for order in orders]
    assert len(told(roue, "TaskCompleted")) == 8
    assert len(told(roue, "TaskArrived")) == 8


def test_what_a_neighbour_took_says_who(roue: Any, people: Open, now: Any) -> None:
    asks(roue, now, neighbour=["name"])
    (order,) = give(roue, now)
    alma = opened(people, roue)
    for words in ("Take", "I'm here", "Picked up", "I'm here"):
        press(alma, words)
    expect(button(alma)).to_have_text("Delivered")
    expect(alma.locator("html:not([data-settling])")).to_be_attached()
    alma.get_by_role("button", name="Not handed to the person").click()
    alma.get_by_role("button", name="With a neighbour").click()
    alma.get_by_label("Name").fill("M. Bruni")
    alma.get_by_role("button", name="Done").click()
    shows(alma, f"Delivered, no. {order.number}")
    sent(alma, 5)
    with roue.inside():
        proof = Proof.objects.get(task__delivery=order.delivery.pk)
        assert (proof.method, proof.name, proof.missing) == ("neighbour", "M. Bruni", [])


def test_a_press_is_taken_back_on_the_phone_and_on_the_server(roue: Any, people: Open, now: Any) -> None:
    (order,) = give(roue, now)
    alma = opened(people, roue)
    press(alma, "Take")
    alma.context.set_offline(True)
    press(alma, "I'm here")
    alma.get_by_role("button", name="Undo").click()
    expect(button(alma)).to_have_text("I'm here")
    alma.context.set_offline(False)
    press(alma, "I'm here")
    sent(alma, 3)
    alma.get_by_role("button", name="Undo").click()
    expect(button(alma)).to_have_text("I'm here")
    sent(alma, 4)
    with roue.inside():
        assert Task.objects.get(delivery=order.delivery.pk, kind="pickup").state == "waiting"
        kinds = list(Tap.objects.order_by("number").values_list("kind", flat=True))
        assert kinds == ["take", "void", "arrive", "undo"]


def test_a_stop_given_away_meanwhile_is_kept_and_both_sides_are_told(
    roue: Any, people: Open, now: Any
) -> None:
    (order,) = give(roue, now)
    alma = opened(people, roue)
    press(alma, "Take")
    sent(alma, 1)
    alma.context.set_offline(True)
    press(alma, "I'm here")
    press(alma, "Picked up")
    yanis = hire_another(roue, now)
    with roue.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=yanis,
            seen_courier_id=roue.courier_id,
            by=PLATFORM,
            at=now,
        )
    alma.context.set_offline(False)
    alma.evaluate("dispatchEvent(new Event('online'))")
    shows(alma, f"No. {order.number} was given to someone else. Kept; the dispatcher has been told.")
    shows(alma, "No stop for you now")
    bruno = people("bruno", path=f"/c/{roue.slug}/board/", viewport={"width": 1440, "height": 900})
    shows(bruno, "To look at 2")
    alma.get_by_role("button", name="I have read it").first.click()
    expect(alma.locator("#kept .message")).to_have_count(1)
    bruno.get_by_role("button", name="Seen").first.click()
    shows(bruno, "To look at 1")


def test_a_session_that_ended_asks_to_sign_in_and_loses_nothing(roue: Any, people: Open, now: Any) -> None:
    (order,) = give(roue, now)
    alma = opened(people, roue)
    alma.context.clear_cookies(name="sessionid")
    press(alma, "Take")
    press(alma, "I'm here")
    chip = alma.locator("#outbox")
    expect(chip).to_contain_text("Sign in: 2 to send", timeout=SOON)
    chip.click()
    alma.wait_for_url("**/accounts/login/**")
    alma.fill("[name=login]", f"alma@{roue.slug}.example")
    alma.fill("[name=password]", PASSWORD)
    alma.locator("[name=password]").press("Enter")
    alma.wait_for_url(f"**/c/{roue.slug}/day/")
    is_ready(alma)
    sent(alma, 2)
    with roue.inside():
        assert Task.objects.get(delivery=order.delivery.pk, kind="pickup").state == "arrived"


FORGET = """() => new Promise((resolve) => {
  const gone = indexedDB.deleteDatabase("courier");
  gone.onsuccess = () => resolve(true);
})"""


def test_a_memory_the_browser_emptied_is_noticed_and_told(roue: Any, people: Open, now: Any) -> None:
    give(roue, now)
    alma = opened(people, roue)
    alma.evaluate(NO_WORKER)  # it would not be offline with its page
    later = alma.context.new_page()
    later.goto("/health/live")
    alma.context.set_offline(True)
    press(alma, "Take")
    expect(button(alma)).to_have_text("I'm here")
    alma.close()
    assert later.evaluate(FORGET)
    later.context.set_offline(False)
    later.goto(f"/c/{roue.slug}/day/")
    shows(later, "The phone has lost its memory")
    with roue.inside():
        assert list(Tap.objects.values_list("kind", "code")) == [("forgot", "phone_forgot")]
    press(later, "Take")
    sent(later, 2)


def test_someone_elses_day_is_not_shown_after_signing_out(roue: Any, people: Open, now: Any) -> None:
    give(roue, now)
    alma = opened(people, roue)
    alma.goto("/accounts/logout/")
    alma.get_by_role("button", name="Sign out").last.click()
    alma.wait_for_url("**/")
    assert alma.evaluate(f"caches.match('/c/{roue.slug}/day/').then(Boolean)") is False
