"""A button's work: done and said, or refused and said why, on the page one was on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from coopplatform.kernel.errors import DomainError, NotFound
from coopplatform.web.wording import explain


def attempt(request: HttpRequest, service: Callable[[], Any], *, said: str) -> bool:
    """Run a service and tell the person: `said`, or what forbids it. Raises NotFound, which is a page."""
    try:
        service()
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, explain(refusal))
        return False
    messages.success(request, said)
    return True
