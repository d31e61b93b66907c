"""A fragment that comes in anew takes nothing out of a person's hands, and puts nothing else into them."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.test_scripts_in_a_browser import served

pytestmark = pytest.mark.browser

PART = '<div id="part" hx-get="/part" hx-trigger="live" hx-swap="morph">{}</div>'


def shown(page: Page, house: str, before: str, after: str) -> None:
    """The page with the fragment `before`, which a live word will turn into `after`."""
    page.route("**/part", lambda route: route.fulfill(body=PART.format(after), content_type="text/html"))
    served(page, house, PART.format(before))


def refetch(page: Page) -> None:
    with page.expect_response("**/part"):
        page.evaluate("document.getElementById('part').dispatchEvent(new Event('live'))")
    page.wait_for_function("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")


def request(number: int) -> str:
    return (
        f'<li>no. {number} <form method="post" action="/requests/{number}/">'
        f'<input name="reason" aria-label="Why not {number}"><input type="file" name="photo">'
        f"<button>Accept {number}</button></form></li>"
    )


def test_what_was_opened_typed_and_chosen_stays_and_the_rest_is_new(page: Page, house: str) -> None:
    fold = "<p>{}</p><details><summary>Why</summary><textarea></textarea><select><option>a<option>b</select></details>"
    shown(page, house, fold.format("old") + request(1), fold.format("new") + request(1))
    page.locator("summary").click()
    page.locator("textarea").fill("too far")
    page.locator("select").select_option("b")
    page.get_by_label("Why not 1").fill("closed")
    page.locator("[type=file]").set_input_files(
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": b"x"}
    )
    refetch(page)
    expect(page.locator("p")).to_have_text("new")
    expect(page.locator("textarea")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("too far")
    expect(page.locator("select")).to_have_value("b")
    expect(page.get_by_label("Why not 1")).to_have_value("closed")
    assert page.locator("[type=file]").evaluate("input => input.files[0].name") == "door.jpg"
    assert page.locator("[id^='morph:']").count() == 0


def test_the_focus_stays_with_the_row_it_was_in_when_another_comes_above(page: Page, house: str) -> None:
    shown(page, house, f"<ol>{request(2)}</ol>", f"<ol>{request(1)}{request(2)}</ol>")
    page.get_by_label("Why not 2").fill("too")
    refetch(page)
    expect(page.locator("li")).to_have_count(2)
    page.keyboard.type(" far")
    expect(page.get_by_label("Why not 2")).to_have_value("too far")
    expect(page.get_by_label("Why not 1")).to_have_value("")


def test_a_button_that_is_gone_leaves_no_other_under_the_finger(page: Page, house: str) -> None:
    def button(words: str) -> str:
        return f'<form method="post" action="/{words}/"><button>{words}</button></form>'

    shown(page, house, button("ready") + button("cancel"), button("cancel"))
    page.get_by_role("button", name="ready").focus()
    refetch(page)
    expect(page.get_by_role("button")).to_have_count(1)
    expect(page.get_by_role("button", name="cancel")).not_to_be_focused()


def test_a_press_outlives_a_refetch_that_moves_nothing(page: Page, house: str) -> None:
    button = '<p>{}</p><button type="button" name="seen">Seen</button>'
    shown(page, house, button.format("old"), button.format("new"))
    page.evaluate("document.addEventListener('click', event => (document.title = event.target.textContent))")
    page.get_by_role("button").hover()
    page.mouse.down()
    refetch(page)
    page.mouse.up()
    expect(page.locator("p")).to_have_text("new")
    expect(page).to_have_title("Seen")


def test_what_waited_in_the_queue_asks_for_what_the_fragment_has_become(page: Page, house: str) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url.removeprefix(house))
        page.wait_for_timeout(200)
        part = PART.replace("/part", "/part?move=1").format(f"<p>{len(asked)}</p>")
        route.fulfill(body=part, content_type="text/html")

    page.route("**/part*", answer)
    served(page, house, PART.format("<p>0</p>"))
    page.evaluate("for (const _ of [1, 2]) document.getElementById('part').dispatchEvent(new Event('live'))")
    expect(page.locator("p")).to_have_text("2")
    assert asked == ["/part", "/part?move=1"]


def test_a_refetch_that_was_overtaken_by_a_press_takes_back_nothing(page: Page, house: str) -> None:
    late: list[Route] = []
    link = '<a href="/part?move=1" hx-get="/part?move=1" hx-target="#part" hx-swap="morph">Move</a>'
    opened = PART.format("<p>opened</p>")
    page.route("**/part", lambda route: late.append(route))  # noqa: PLW0108 -- Playwright marks handlers
    page.route("**/part?move=1", lambda route: route.fulfill(body=opened, content_type="text/html"))
    served(page, house, PART.format("<p>old</p>" + link))
    with page.expect_request("**/part"):
        page.evaluate("document.getElementById('part').dispatchEvent(new Event('live'))")
    page.get_by_role("link", name="Move").click()
    expect(page.locator("p")).to_have_text("opened")
    with page.expect_response("**/part"):
        late[0].fulfill(body=PART.format("<p>old</p>" + link), content_type="text/html")
    page.wait_for_timeout(300)
    expect(page.locator("p")).to_have_text("opened")


def test_what_was_sent_is_over_and_its_words_are_the_servers(page: Page, house: str) -> None:
    field = '<input name="words" value="{}"><button>Say</button>'
    form = f'<form hx-post="/part" hx-target="#part" hx-swap="morph">{field}</form>'
    shown(page, house, form.format(""), form.format("kept"))
    page.locator("input").fill("typed")
    page.get_by_role("button").click()
    expect(page.locator("input")).to_have_value("kept")
