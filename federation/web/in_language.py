"""Public pages in the language of their address (`?lang=fr`), so that no cookie is needed to choose one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

View = Callable[..., HttpResponse]
CODES = [code for code, _name in settings.LANGUAGES]


def in_language(view: View) -> View:
    """Render in the language asked for, else in the reader's own."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("lang", "")
        if asked not in CODES:
            return view(request, *args, **kwargs)
        with translation.override(asked):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = asked
        return response

    return shown


def languages(request: HttpRequest) -> dict[str, Any]:
    """For the page: links to itself in the other languages, and what keeps a chosen one in every link."""
    now = (translation.get_language() or settings.LANGUAGE_CODE)[:2]
    query = request.GET.copy()
    others = []
    for code in CODES:
        if code != now:
            query["lang"] = code
            others.append({"code": code, "url": f"?{query.urlencode()}"})
    chosen = request.GET.get("lang", "")
    is_chosen = chosen in CODES
    return {
        "other_languages": others,
        "lang": f"?lang={chosen}" if is_chosen else "",
        "and_lang": f"&lang={chosen}" if is_chosen else "",
    }
