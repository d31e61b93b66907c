"""Pages speak a co-op's own words: laid over the platform's for one request, and shown with what they replace."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.views.decorators.http import require_safe

from cooperatives.permissions import is_member
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from coopplatform.web.words import speaking
from federation.permissions import can_see_commons
from federation.queries.words import spoken, words_here
from federation.web.here import of_a_cooperative
from federation.web.rooms import rooms_for


class WordsMiddleware:
    """After the co-op is known. A co-op without words of its own passes straight through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        here = getattr(request, "cooperative", None)
        if here is None or not here.words:
            return self.get_response(request)
        with speaking(words_here(here.words)):
            response = self.get_response(request)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response


@allow(is_member)
@require_safe
@of_a_cooperative
def words(request: TenantRequest) -> HttpResponse:
    """Which words on these pages are the co-op's own, and what the platform says instead."""
    context = rooms_for(request, "commons") | {
        "languages": spoken(),
        "can_see_commons": can_see_commons.test(request.access),
    }
    return render(request, "federation/commons/words.html", context)
