"""For other sites and harvesters: the catalogue, one figure to embed, and oEmbed. Open to every origin."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from cooperatives.queries.directory import the_federation
from federation.models import Release
from federation.queries.releases import latest_release, latest_releases
from federation.web.dataset import catalogue
from federation.web.figure_words import quarter_words
from federation.web.figures import indicator_rows
from federation.web.in_language import in_language, languages

WIDTH, HEIGHT = 320, 180
FRAMED: dict[str, Any] = {"frame-ancestors": ["*"]}
View = Callable[..., HttpResponse]


@require_safe
def catalog(request: HttpRequest) -> HttpResponse:
    """`/open/catalog.jsonld`: the newest version of every quarter."""
    return _open(
        JsonResponse(
            catalogue(request, latest_releases()),
            content_type="application/ld+json",
            json_dumps_params={"ensure_ascii": False},
        )
    )


@xframe_options_exempt
@csp_replace(FRAMED)
@in_language
@require_safe
def widget(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator of the newest release, to be framed anywhere: its figure, release, source and method."""
    return render(request, "federation/widget.html", _widget(request, code))


@in_language
@require_safe
def widget_svg(request: HttpRequest, code: str) -> HttpResponse:
    """The same as one picture."""
    answer = render(request, "federation/widget.svg", _widget(request, code), content_type="image/svg+xml")
    return _open(answer)


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """oEmbed 1.0 for the widgets' addresses; JSON only."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("Only format=json is answered.", status=501, content_type="text/plain")
    code = _code_of(request.GET.get("url", ""))
    shown = _shown()
    rows = indicator_rows(shown)
    if code not in rows:
        raise Http404
    url = request.build_absolute_uri(reverse("widget", args=[code]))
    title = rows[code]["title"]
    federation = the_federation()
    frame = format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>',
        url,
        WIDTH,
        HEIGHT,
        title,
    )
    return _open(
        JsonResponse(
            {
                "version": "1.0",
                "type": "rich",
                "title": title,
                "provider_name": federation.name if federation else "Coopplatform",
                "provider_url": request.build_absolute_uri("/"),
                "html": frame,
                "width": WIDTH,
                "height": HEIGHT,
                "cache_age": 86400,
            }
        )
    )


def _widget(request: HttpRequest, code: str) -> dict[str, Any]:
    shown = _shown()
    rows = indicator_rows(shown)
    if code not in rows:
        raise Http404
    page = request.build_absolute_uri(reverse("release", args=[shown.period, shown.version]))
    return {
        "row": rows[code],
        "release": shown,
        "quarter": quarter_words(shown.period),
        "federation": the_federation(),
        "page_url": page,
        "method_url": request.build_absolute_uri(reverse("statistics-method")) + f"#{code}",
        "oembed_url": request.build_absolute_uri(reverse("oembed"))
        + "?url="
        + request.build_absolute_uri(reverse("widget", args=[code])),
        "width": WIDTH,
        "height": HEIGHT,
        **languages(request),
    }


def _shown() -> Release:
    shown = latest_release()
    if shown is None:
        raise Http404
    return shown


def _code_of(url: str) -> str:
    """The indicator a widget's address names, whatever host it is written with."""
    try:
        match = resolve(urlsplit(url).path)
    except (Resolver404, ValueError):
        raise Http404 from None
    if match.url_name not in ("widget", "widget-svg"):
        raise Http404
    return str(match.kwargs["code"])


def _open(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
