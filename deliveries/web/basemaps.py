"""The town's basemap, a PMTiles file read in pieces: the browser asks for ranges of bytes."""

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from deliveries.models import Town
from deliveries.queries.towns import town_here

RANGE = re.compile(r"bytes=(\d+)-(\d+)?$")
MOST_BYTES = 4 * 1024 * 1024
FRESH_SECONDS = 3600


def basemap_url() -> str:
    """The address of the basemap of the co-op in scope, empty without one. It changes when the town is read anew."""
    town = town_here()
    if town is None or not town.basemap:
        return ""
    return f"{reverse('basemap', args=[town.slug])}?v={int(town.imported_at.timestamp())}"


@require_safe
def basemap(request: HttpRequest, town: str) -> HttpResponse:
    """Open data, so open to anyone. One range at a time (RFC 9110, 14); the whole file without one."""
    path = _file(town)
    size = path.stat().st_size
    asked = RANGE.match(request.headers.get("Range", ""))
    if asked is None:
        response: HttpResponse = FileResponse(path.open("rb"), content_type="application/octet-stream")  # type: ignore[assignment]
    else:
        first = int(asked[1])
        last = min(int(asked[2] or size - 1), size - 1, first + MOST_BYTES - 1)
        if first > last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        with path.open("rb") as file:
            file.seek(first)
            body = file.read(last - first + 1)
        response = HttpResponse(body, status=206, content_type="application/octet-stream")
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["Last-Modified"] = http_date(path.stat().st_mtime)
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _file(slug: str) -> Path:
    """Only what an import wrote down is served. Raises Http404."""
    name = Town.objects.filter(slug=slug).values_list("basemap", flat=True).first()
    path = Path(settings.TOWNS_DIR) / (name or "")
    if not name or not path.is_file():
        raise Http404
    return path
