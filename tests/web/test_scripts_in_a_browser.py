"""What every page's script promises: fragments that miss nothing, one send a press, a failure that keeps words."""

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

pytestmark = pytest.mark.browser


def served(page: Page, house: str, body: str, attributes: str = "") -> None:
    """Open a page of the product's script and style around `body`."""
    html = (
        '<!doctype html><html lang="en"><head><title>x</title><link rel="stylesheet" href="/static/dist/main.css">'
        '<script type="module" src="/static/dist/app.js"></script></head>'
        f'<body hx-ext="morph" {attributes}>{body}</body></html>'
    )
    page.route("**/try", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(house + "/try")


QUEUE = (
    '<p id="queue" data-live="OrderPlaced courier:*" hx-get="/queue" hx-trigger="live" hx-swap="morph">{}</p>'
)


def test_a_fragment_refetches_itself_when_it_is_concerned_and_a_lost_line_resumes(
    page: Page, house: str
) -> None:
    lines: list[WebSocketRoute] = []
    page.route_web_socket("**/ws/**", lambda line: lines.append(line))  # noqa: PLW0108 -- Playwright marks handlers
    fetched: list[str] = []

    def fragment(route: Route) -> None:
        fetched.append(route.request.url)
        route.fulfill(body=QUEUE.format(f"fetched {len(fetched)}"), content_type="text/html")

    page.route("**/queue", fragment)
    served(page, house, QUEUE.format("old"), 'data-live-url="/ws/c/here/all/" data-live-after="7-1"')
    expect(page.locator("html[data-live=open]")).to_be_attached()
    assert lines[0].url.endswith("/ws/c/here/all/?after=7-1")

    lines[0].send('{"place": "7-2", "kind": "EntryPosted", "topics": ["entry:1"]}')
    lines[0].send('{"place": "7-3", "kind": "OrderPlaced", "topics": ["order:1"]}')
    expect(page.locator("#queue")).to_have_text("fetched 1")
    lines[0].send('{"place": null, "kind": "CourierMoved", "topics": ["courier:9"]}')
    expect(page.locator("#queue")).to_have_text("fetched 2")

    lines[0].close()
    expect(page.locator("html[data-live=lost]")).to_be_attached()
    expect(page.locator("html[data-live=open]")).to_be_attached()
    assert lines[1].url.endswith("?after=7-3")


def test_a_form_pressed_twice_is_sent_once_and_says_so(page: Page, house: str) -> None:
    sent: list[str] = []

    def slow(route: Route) -> None:
        sent.append(route.request.method)
        page.wait_for_timeout(300)
        route.fulfill(body="<p>done</p>", content_type="text/html")

    page.route("**/order", slow)
    served(page, house, '<form hx-post="/order"><button data-busy="Sending…">Send the order</button></form>')
    page.evaluate("const b = document.querySelector('button'); b.click(); b.click(); b.click();")
    expect(page.locator("p")).to_have_text("done")
    assert sent == ["POST"]


def test_a_request_that_fails_keeps_what_was_typed_and_can_be_sent_again(page: Page, house: str) -> None:
    answers = iter([503, 200])
    page.route("**/order", lambda route: route.fulfill(status=next(answers), body="<p>done</p>"))
    body = (
        '<div id="trouble" hidden>Not sent <button type="button">Send again</button></div>'
        '<form hx-post="/order"><input name="to"><button>Send</button></form>'
    )
    served(page, house, body)
    page.locator("input").fill("14, rue Grimaldi")
    page.get_by_text("Send", exact=True).click()
    expect(page.locator("#trouble")).to_be_visible()
    assert page.locator("input").input_value() == "14, rue Grimaldi"
    page.get_by_text("Send again").click()
    expect(page.locator("p")).to_have_text("done")


def test_a_wrong_form_comes_back_with_its_errors(page: Page, house: str) -> None:
    form = '<form hx-post="/order" hx-swap="outerHTML"><div class="error-summary" tabindex="-1">Too many</div></form>'
    page.route("**/order", lambda route: route.fulfill(status=422, body=form))
    served(page, house, '<form hx-post="/order" hx-swap="outerHTML"><button>Send</button></form>')
    page.locator("button").click()
    expect(page.locator(".error-summary")).to_be_focused()


def test_an_undo_counts_its_seconds_and_leaves(page: Page, house: str) -> None:
    page.clock.install()
    served(
        page,
        house,
        '<form data-undo data-seconds="8"><span data-undo-left>8</span><i class="strip"></i></form>',
    )
    page.clock.run_for(3000)
    expect(page.locator("[data-undo-left]")).to_have_text("5")
    page.clock.run_for(6000)
    expect(page.locator("[data-undo]")).to_have_count(0)
