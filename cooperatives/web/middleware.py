"""The edge: `/c/<slug>/…` enters the co-op's scope, membership first; unknown and forbidden look alike."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from cooperatives.domain.roles import NOBODY
from cooperatives.models import Cooperative
from cooperatives.queries.access import access_of, cooperative
from cooperatives.queries.here import inside

PREFIX = "/c/"


class UnguardedView(RuntimeError):
    """A view under /c/ says neither whom it is for (`@allow`) nor that it is open."""


class CooperativeMiddleware:
    """Puts `request.cooperative` and `request.access` in place, and asks each view whom it is for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.cooperative, request.access = None, NOBODY  # type: ignore[attr-defined]
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        found = cooperative(request.path_info.removeprefix(PREFIX).partition("/")[0])
        if found is None:
            return self.get_response(request)
        return self._inside(request, found)

    def _inside(self, request: HttpRequest, found: Cooperative) -> HttpResponse:
        with inside(found), timezone.override(found.zone):
            request.cooperative = found  # type: ignore[attr-defined]
            if request.user.is_authenticated:
                request.access = access_of(request.user)  # type: ignore[attr-defined]
            response = self.get_response(request)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.path_info.startswith(PREFIX):
            return None
        if (allowed := getattr(view, "allowed", None)) is None:
            raise UnguardedView(f"{view.__module__}.{view.__qualname__} needs @allow(…)")
        kwargs.pop("cooperative", None)
        if request.cooperative is None:  # type: ignore[attr-defined]
            raise Http404
        if allowed.test(request.access):  # type: ignore[attr-defined]
            return None
        if not request.user.is_authenticated:
            return HttpResponseRedirect(
                f"{resolve_url(settings.LOGIN_URL)}?next={quote(request.get_full_path())}"
            )
        raise Http404
