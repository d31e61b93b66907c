"""Text messages: one small protocol, and whichever service the server is set up with."""

from typing import Protocol

from django.conf import settings

from deliveries.adapters.sms import http, memory
from deliveries.domain.notices import Answer, Sms


class Gateway(Protocol):
    """Takes a message, and says what became of it. Never raises for what a service or a network does."""

    def send(self, message: Sms) -> Answer: ...


def is_set_up() -> bool:
    return bool(settings.SMS["by"])


def send_sms(message: Sms) -> Answer:
    """By the service of the settings. Raises KeyError where none is set up: ask `is_set_up` first."""
    gateways: dict[str, Gateway] = {
        "http": http.HttpGateway(settings.SMS),
        "console": memory.ConsoleGateway(),
        "locmem": memory.MemoryGateway(),
    }
    return gateways[settings.SMS["by"]].send(message)


__all__ = ["Gateway", "is_set_up", "send_sms"]
