"""The proof of a delivery on a phone: no screen that is not needed, and the camera in the same tap."""

import io
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from coopplatform.web.components import SAMPLE_CODE
from deliveries.domain.handover_code import CodeCheck
from tests.story.browsers import violations
from tests.web.test_components_in_a_browser import RULES

pytestmark = pytest.mark.browser
SOON = 10_000


@pytest.fixture
def phone(page: Page, house: str) -> Iterator[Page]:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(house + "/components/")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


def press(page: Page, words: str) -> None:
    page.locator("[data-proof-demo]").get_by_role("button", name=words, exact=True).click()


def said(page: Page) -> Any:
    """What the tap would say; waits for it."""
    told = page.locator("[data-proven]")
    expect(told).not_to_have_text("", timeout=SOON)
    return json.loads(told.text_content() or "")


def dialog(page: Page) -> Locator:
    return page.locator("[data-proof-dialog]")


@cache
def large_photo() -> bytes:
    """4000 × 3000 noisy pixels, as heavy as a phone's."""
    out = io.BytesIO()
    Image.effect_noise((4000, 3000), 90).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def shoot(page: Page, words: str, content: bytes, kind: str = "image/jpeg") -> None:
    """Press, and let the camera that opens bring this picture."""
    with page.expect_file_chooser() as camera:
        press(page, words)
    camera.value.set_files({"name": "photo.jpg", "mimeType": kind, "buffer": content})


def sign(page: Page) -> None:
    box = page.locator(".proof canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(10):
        page.mouse.move(box["x"] + 40 + 20 * step, box["y"] + 60 + (step % 3) * 30)
    page.mouse.up()


def test_where_nothing_is_asked_one_tap_is_all(phone: Page) -> None:
    press(phone, "Delivered: nothing is asked")
    assert said(phone) == {"method": "person", "name": "", "code": "", "files": []}
    expect(dialog(phone)).to_be_hidden()


def test_the_camera_opens_in_the_same_tap_and_a_heavy_photo_becomes_small(phone: Page) -> None:
    heavy = large_photo()
    assert len(heavy) > 5_000_000
    shoot(phone, "A photo", heavy)
    kind, form, size = said(phone)["files"][0].split()
    assert (kind, form, int(size) < 1_500_000) == ("photo", "image/webp", True)
    expect(dialog(phone)).to_be_hidden()
    picture = phone.locator("[data-pictures] img")
    expect(picture).to_be_visible()
    assert picture.evaluate("img => img.decode().then(() => [img.naturalWidth, img.naturalHeight])") == [
        1600,
        1200,
    ]


def test_what_the_phone_cannot_decode_is_sent_as_it_is(phone: Page) -> None:
    shoot(phone, "A photo", b"a picture of tomorrow", "image/heic")
    assert said(phone)["files"] == ["photo image/heic 21"]


def test_a_camera_that_is_closed_does_nothing_and_after_the_second_time_it_may_be_left_out(
    phone: Page,
) -> None:
    for _ in range(2):
        with phone.expect_file_chooser():
            press(phone, "A photo")
        phone.locator("[data-proof-camera]").dispatch_event("cancel")
    assert said(phone) is None
    phone.get_by_role("button", name="Without a photo").click()
    expect(phone.locator("[data-proven]")).to_contain_text("person", timeout=SOON)
    assert said(phone)["files"] == []


def test_the_right_code_is_taken_by_its_fourth_digit(phone: Page) -> None:
    press(phone, "The code, 4711")
    field = phone.get_by_label("Four digits")
    expect(field).to_be_focused()
    assert field.get_attribute("inputmode") == "numeric"
    field.press_sequentially("4711")
    assert said(phone)["code"] == "4711"
    expect(dialog(phone)).to_be_hidden()


def test_after_three_wrong_codes_one_may_go_on_without(phone: Page) -> None:
    press(phone, "The code, 4711")
    field = phone.get_by_label("Four digits")
    without = phone.get_by_role("button", name="Without the code")
    for wrong, words in (
        ("1111", "two tries are left"),
        ("2222", "one try is left"),
        ("3333", "Go on without it, and the dispatcher is told."),
    ):
        expect(without).to_be_hidden()
        field.press_sequentially(wrong)
        expect(dialog(phone).get_by_text(words)).to_be_visible(timeout=SOON)
    without.click()
    assert said(phone)["code"] == "3333"


def test_a_signature_is_drawn_and_an_empty_one_is_not_taken(phone: Page) -> None:
    press(phone, "A signature")
    done = phone.get_by_role("button", name="Done")
    done.click()
    expect(dialog(phone).get_by_text("Nothing is signed yet.")).to_be_visible()
    sign(phone)
    done.click()
    assert re.fullmatch(r"signature image/png \d{4,5}", said(phone)["files"][0])


def test_another_way_asks_only_its_own_need(phone: Page) -> None:
    press(phone, "Not handed to the person")
    phone.get_by_role("button", name="With a neighbour").click()
    phone.get_by_role("button", name="Done").click()
    expect(dialog(phone).get_by_text("Write the name")).to_be_visible()
    phone.get_by_label("Name", exact=True).fill(" Mme Blanc ")
    phone.get_by_label("Name", exact=True).press("Enter")
    assert said(phone) == {"method": "neighbour", "name": "Mme Blanc", "code": "", "files": []}


def test_the_mailboxs_camera_opens_by_its_own_tap(phone: Page) -> None:
    press(phone, "Not handed to the person")
    with phone.expect_file_chooser() as camera:
        phone.get_by_role("button", name="In the mailbox").click()
    camera.value.set_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": large_photo()})
    assert said(phone)["method"] == "mailbox"
    expect(dialog(phone)).to_be_hidden()


def test_going_back_is_as_if_nothing_had_happened(phone: Page) -> None:
    for is_by_key in (True, False):
        press(phone, "A signature")
        expect(dialog(phone)).to_be_visible()
        if is_by_key:
            phone.keyboard.press("Escape")
        else:
            phone.get_by_role("button", name="Back", exact=True).click()
        expect(dialog(phone)).to_be_hidden()
        assert said(phone) is None


def test_all_of_it_is_asked_one_after_the_other(phone: Page) -> None:
    shoot(phone, "All of it", large_photo())
    expect(phone.get_by_label("Four digits")).to_be_focused(timeout=SOON)
    phone.get_by_label("Four digits").press_sequentially("4711")
    phone.get_by_label("Name", exact=True).fill("Luc")
    phone.get_by_role("button", name="Done").click()
    expect(phone.locator(".proof canvas")).to_be_visible()
    sign(phone)
    phone.get_by_role("button", name="Done").click()
    told = said(phone)
    assert (told["name"], told["code"], len(told["files"])) == ("Luc", "4711", 2)


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
@pytest.mark.parametrize("words", ["Not handed to the person", "The code, 4711", "A signature"])
def test_the_dialog_is_for_every_hand_and_eye(page: Page, house: str, words: str, theme: str) -> None:
    page.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(house + "/components/")
    press(page, words)
    expect(dialog(page)).to_be_visible()
    assert violations(page, only=RULES) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = page.locator(".proof :is(button, input):visible").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height, box.bottom])"
    )
    assert boxes
    assert [box for box in boxes if min(box[:2]) < 56 or box[2] > 640] == []


def test_the_sample_code_is_the_one_its_button_says() -> None:
    assert CodeCheck(**SAMPLE_CODE).fits("4711")  # type: ignore[arg-type]
