"""The page of a courier's phone, and the day as an app of it."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from PIL import Image

TOKENS = (Path(__file__).parents[3] / "static_src" / "css" / "tokens.css").read_text()


def manifest(client, cast, **headers):
    return client.get(reverse("day-manifest", args=[cast.slug]), headers=headers)


def test_the_day_is_an_app_named_after_the_co_op(roue, login):
    answer = manifest(login(roue.alma), roue)
    body = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (body["name"], body["start_url"], body["id"]) == (
        "La Roue Libre",
        "/c/roue-libre/day/",
        "/c/roue-libre/day/",
    )
    assert (body["display"], body["scope"], body["lang"]) == ("standalone", "/", "en")
    assert body["start_url"].startswith(body["scope"])
    assert (body["theme_color"], body["background_color"]) == ("#ffffff", "#ffffff")
    assert "--paper: light-dark(#fff, #0f1211)" in TOKENS


def test_it_speaks_the_readers_language(roue, login):
    body = manifest(login(roue.alma), roue, **{"Accept-Language": "fr"}).json()
    assert (body["lang"], body["description"]) == ("fr", "Ma journée")


def test_its_icons_are_there_and_as_large_as_it_says(roue, login):
    icons = manifest(login(roue.alma), roue).json()["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in icons:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]


def test_a_maskable_icon_leaves_what_a_phone_may_cut_off(roue):
    """Outside of the middle circle of 80 % there is only paper (W3C, Web Application Manifest)."""
    with Image.open(finders.find("icon-maskable.png")) as image:
        pixels = image.convert("RGB").load()
        side = image.width
        outside = [
            (x, y)
            for x in range(0, side, 3)
            for y in range(0, side, 3)
            if (x - side / 2) ** 2 + (y - side / 2) ** 2 > (0.4 * side) ** 2
        ]
        assert {pixels[spot] for spot in outside} == {(255, 255, 255)}


@pytest.mark.parametrize("route", ["my-phone", "day-manifest"])
def test_it_is_for_couriers(route, roue, login):
    url = reverse(route, args=[roue.slug])
    assert [login(user).get(url).status_code for user in (roue.alma, roue.bruno)] == [200, 404]


def test_the_page_knows_where_to_turn_messages_on_and_how_to_be_an_app(roue, login):
    page = login(roue.alma).get(reverse("my-phone", args=[roue.slug])).content.decode()
    assert f'data-push-url="/api/v1/c/{roue.slug}/day/push/"' in page
    assert f'data-person="{roue.alma.pk}" data-cooperative="{roue.slug}"' in page
    assert (
        f'<link rel="manifest" href="/c/{roue.slug}/day/manifest.webmanifest" crossorigin="use-credentials">'
        in page
    )
    assert "operator has set no key" not in page


def test_a_server_without_a_key_says_so(roue, login, settings):
    settings.WEB_PUSH = settings.WEB_PUSH | {"key": ""}
    page = login(roue.alma).get(reverse("my-phone", args=[roue.slug])).content.decode()
    assert ('data-push-key=""' in page, "operator has set no key" in page) == (True, True)
