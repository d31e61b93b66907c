"""Push is set up whole or not at all; what is half set up stops the start with a sentence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from coopplatform.settings import env
from deliveries.adapters.webpush.keys import new_private_key, public_key


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    for name in ("VAPID_PRIVATE_KEY", "VAPID_CONTACT", "WEB_PUSH_HOSTS", "WEB_PUSH_LOOPBACK"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_key_it_is_off():
    assert env.web_push() == {"key": "", "contact": "", "hosts": [], "loopback": False}


def test_a_key_and_whom_to_write_to(monkeypatch):
    key = new_private_key()
    monkeypatch.setenv("VAPID_PRIVATE_KEY", key)
    monkeypatch.setenv("VAPID_CONTACT", "mailto:it@roue.example")
    monkeypatch.setenv("WEB_PUSH_HOSTS", "fcm.googleapis.com, web.push.apple.com")
    assert env.web_push() == {
        "key": key,
        "contact": "mailto:it@roue.example",
        "hosts": ["fcm.googleapis.com", "web.push.apple.com"],
        "loopback": False,
    }


@pytest.mark.parametrize(
    ("key", "contact", "told"),
    [("short", "mailto:a@b.example", "VAPID_PRIVATE_KEY"), ("A" * 43, "", "VAPID_CONTACT")],
)
def test_half_of_it_stops_the_start(key, contact, told, monkeypatch):
    monkeypatch.setenv("VAPID_PRIVATE_KEY", key)
    monkeypatch.setenv("VAPID_CONTACT", contact)
    with pytest.raises(ImproperlyConfigured, match=told):
        env.web_push()


def test_the_public_key_is_the_other_half(settings):
    """65 bytes in base64url, an uncompressed point."""
    settings.WEB_PUSH = settings.WEB_PUSH | {"key": new_private_key()}
    found = public_key()
    assert (len(found), found[0]) == (87, "B")
    assert public_key() == found
    settings.WEB_PUSH = settings.WEB_PUSH | {"key": ""}
    assert public_key() == ""
