"""Typed readers of environment variables. A missing or malformed one stops the start with a sentence."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_REQUIRED = object()


def text(name: str, default: Any = _REQUIRED) -> str:
    """The variable, or the content of the file that `NAME_FILE` points to (a mounted secret)."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as problem:
            raise ImproperlyConfigured(f"{name}_FILE: {problem}") from problem
    value = os.environ.get(name, default)
    if value is _REQUIRED or (value == "" and default is _REQUIRED):
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE) in the environment.")
    return str(value)


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return default if value == "" else value in ("1", "true", "yes", "on")
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: Any = _REQUIRED) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def sms() -> dict[str, Any]:
    """Text messages by any HTTP service that takes JSON: SMS_URL with SMS_TOKEN, or neither, which switches them off.

    SMS_SENDER is who they come from. SMS_FIELDS names the fields of the JSON where the service calls them otherwise:
    to=recipient,text=content,sender=from,reference=custom_id; an empty name leaves one out.
    """
    url, token = text("SMS_URL", ""), text("SMS_TOKEN", "")
    if url and not url.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        raise ImproperlyConfigured(f"SMS_URL begins with https://, not {url!r}.")
    if url and not token:
        raise ImproperlyConfigured("Set SMS_TOKEN (or SMS_TOKEN_FILE) with SMS_URL.")
    fields = {"to": "to", "text": "text", "sender": "sender", "reference": "reference"}
    for pair in words("SMS_FIELDS", ""):
        name, _equals, called = pair.partition("=")
        if name not in fields:
            raise ImproperlyConfigured(f"SMS_FIELDS knows to, text, sender and reference, not {name!r}.")
        fields[name] = called
    return {
        "by": "http" if url else "",
        "url": url,
        "token": token,
        "sender": text("SMS_SENDER", ""),
        "fields": fields,
    }


def web_push() -> dict[str, Any]:
    """Push messages to couriers' phones: VAPID_PRIVATE_KEY with VAPID_CONTACT, or neither, which switches them off.

    WEB_PUSH_HOSTS names the push services allowed, empty for any; a loopback address is for tests and rehearsals.
    """
    key, contact = text("VAPID_PRIVATE_KEY", ""), text("VAPID_CONTACT", "")
    if key and not re.fullmatch(r"[A-Za-z0-9_-]{43}", key):
        raise ImproperlyConfigured(
            "VAPID_PRIVATE_KEY is 32 bytes in base64url: python -m deliveries.adapters.webpush.keys makes one."
        )
    if key and not contact.startswith(("mailto:", "https://")):
        raise ImproperlyConfigured(
            f"VAPID_CONTACT is mailto:… or https://…, whom a push service may write to, not {contact!r}."
        )
    return {
        "key": key,
        "contact": contact,
        "hosts": words("WEB_PUSH_HOSTS", ""),
        "loopback": flag("WEB_PUSH_LOOPBACK"),
    }


def database(url: str) -> dict[str, Any]:
    """Django's entry for `postgresql://user:password@host:port/name?host=/socket/folder`."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"A database URL begins with postgresql://, not {parts.scheme!r}.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": query.pop("port", None) or parts.port or "",
        "OPTIONS": query,
    }


def router(name: str) -> dict[str, Any]:
    """The routing server of `osrm+http://host:5000/` or `valhalla+https://host/`; empty when there is none.

    Options in the query: `profile` (cycling; bicycle), `timeout` in seconds (2), `table`, the points a side
    that it takes at once (50).
    """
    url = text(name, "")
    if not url:
        return {}
    parts = urlsplit(url)
    kind, _, scheme = parts.scheme.partition("+")
    if kind not in ("osrm", "valhalla") or scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(f"{name} is osrm+http://host or valhalla+http://host, not {url!r}.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    try:
        timeout, table = float(query.get("timeout", "2")), int(query.get("table", "50"))
    except ValueError:
        raise ImproperlyConfigured(f"{name}: timeout and table are numbers, not {parts.query!r}.") from None
    if not (timeout > 0 and table > 0):
        raise ImproperlyConfigured(f"{name}: timeout and table are above zero, not {parts.query!r}.")
    return {
        "kind": kind,
        "url": f"{scheme}://{parts.netloc}{parts.path.rstrip('/')}",
        "profile": query.get("profile", "cycling" if kind == "osrm" else "bicycle"),
        "timeout": timeout,
        "table": table,
    }
