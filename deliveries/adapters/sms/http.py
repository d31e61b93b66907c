"""Text messages through an HTTP service that takes JSON with a bearer token.

The reference is the notice's id, also sent as `Idempotency-Key`: a service that knows it tells nobody twice.
"""

import json
import logging
from collections.abc import Mapping
from typing import Any

import urllib3

from deliveries.domain.notices import Answer, Outcome, Sms

log = logging.getLogger(__name__)

CONNECT_SECONDS, ANSWER_SECONDS = 3, 10
READ_AT_MOST = 2048


class HttpGateway:
    """`terms`: url, token, sender, and what the fields of the JSON are called."""

    def __init__(self, terms: Mapping[str, Any]) -> None:
        self.terms = terms

    def send(self, message: Sms) -> Answer:
        """2xx is taken; 429 and 5xx ask for patience; silence after sending may mean either: it is not repeated."""
        pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS), retries=False
        )
        try:
            response = pool.request(
                "POST",
                self.terms["url"],
                body=json.dumps(self._fields(message)).encode(),
                headers=self._headers(message),
                redirect=False,
                preload_content=False,
            )
            response.read(READ_AT_MOST)
            response.close()
        except (urllib3.exceptions.ConnectTimeoutError, urllib3.exceptions.NewConnectionError) as away:
            log.info("The SMS service was not reached: %s", type(away).__name__)
            return Answer(Outcome.LATER, type(away).__name__)
        except (urllib3.exceptions.HTTPError, OSError) as silence:
            log.warning("The SMS service did not answer: %s", type(silence).__name__)
            return Answer(Outcome.UNKNOWN, type(silence).__name__)
        finally:
            pool.clear()
        return _answer(response.status)

    def _fields(self, message: Sms) -> dict[str, str]:
        said = {
            "to": message.to,
            "text": message.text,
            "sender": self.terms["sender"],
            "reference": message.reference,
        }
        names = self.terms["fields"]
        return {names[name]: value for name, value in said.items() if names[name] and value}

    def _headers(self, message: Sms) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.terms['token']}",
            "Content-Type": "application/json",
            "Idempotency-Key": message.reference,
        }


def _answer(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer(Outcome.TAKEN)
    if status == 429 or status >= 500:
        return Answer(Outcome.LATER, f"HTTP {status}")
    return Answer(Outcome.REFUSED, f"HTTP {status}")
