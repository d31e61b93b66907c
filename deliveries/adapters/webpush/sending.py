"""One message to one phone, to an address that was looked at, soon or not at all."""

import logging
import socket
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

from coopplatform.kernel.errors import Invalid
from deliveries.adapters.webpush.keys import is_set_up
from deliveries.domain.push import LASTS, Answer, Outcome, check_endpoint, is_outside, outcome_of

log = logging.getLogger(__name__)

CONNECT_SECONDS, ANSWER_SECONDS = 3, 5
READ_AT_MOST = 1024


class Inside(Exception):
    """The name stands for an address of a private network."""


def post(subscription: Mapping[str, str], message: bytes, *, topic: str) -> Answer:
    """Encrypt and send. `subscription` has endpoint, p256dh and auth; a message replaces one of its topic.

    The name is resolved here and the connection goes to the address that was checked, so that no second answer
    of the name server can lead it elsewhere. Never raises for what a push service or a network does.
    """
    endpoint = subscription["endpoint"]
    terms = settings.WEB_PUSH
    try:
        check_endpoint(endpoint, hosts=terms["hosts"], loopback=terms["loopback"])
        headers, body = _sealed(subscription, message, topic)
        return _sent(endpoint, headers, body)
    except (Invalid, Inside, ValueError) as refusal:
        log.warning("A push message was not sent: %s", refusal)
        return Answer(Outcome.REFUSED)
    except (urllib3.exceptions.HTTPError, OSError) as silence:
        log.info("A push service was not reached: %s", silence)
        return Answer(Outcome.LATER)


def _sealed(subscription: Mapping[str, str], message: bytes, topic: str) -> tuple[dict[str, str], bytes]:
    """The body that only this phone reads, and who sends it. Raises ValueError for keys that are none."""
    from py_vapid import Vapid02  # heavy, and only a worker sends
    from pywebpush import WebPusher

    if not is_set_up():
        raise ValueError("no VAPID key is set")
    keys = {"p256dh": subscription["p256dh"], "auth": subscription["auth"]}
    body = WebPusher({"endpoint": subscription["endpoint"], "keys": keys}).encode(message)["body"]
    parts = urlsplit(subscription["endpoint"])
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": settings.WEB_PUSH["contact"]}
    signed = Vapid02.from_raw(settings.WEB_PUSH["key"].encode()).sign(claims)
    return {
        **signed,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(LASTS.total_seconds())),
        "Urgency": "high",
        "Topic": topic,
    }, body


def _sent(endpoint: str, headers: Mapping[str, str], body: bytes) -> Answer:
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    pool = _pool(parts.scheme, host, parts.port or (443 if parts.scheme == "https" else 80))
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        response = pool.urlopen(
            "POST",
            path,
            body=body,
            headers={**headers, "Host": parts.netloc},
            redirect=False,
            retries=False,
            preload_content=False,
        )
        response.read(READ_AT_MOST)
        response.close()
    finally:
        pool.close()
    asked = response.headers.get("Retry-After", "")
    return Answer(outcome_of(response.status), int(asked) if asked.isdigit() else None)


def _pool(scheme: str, host: str, port: int) -> urllib3.HTTPConnectionPool:
    """Connects to the checked address; TLS still asks for the certificate of the name."""
    address = _address(host, port)
    options: dict[str, Any] = {
        "timeout": urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS, total=ANSWER_SECONDS)
    }
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, **options)
    return urllib3.HTTPSConnectionPool(
        address, port, server_hostname=host, assert_hostname=host, cert_reqs="CERT_REQUIRED", **options
    )


def _address(host: str, port: int) -> str:
    """The first address of a name none of whose addresses is inside. Raises Inside; OSError for an unknown name."""
    found = [str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for text in found:
        address = ip_address(text.partition("%")[0])
        if not is_outside(address) and not (settings.WEB_PUSH["loopback"] and address.is_loopback):
            raise Inside(f"{host} is {address}")
    return found[0]
