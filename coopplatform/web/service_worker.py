"""`/sw.js`: the courier's service worker at the root, because one under /static/ would control no page."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

CHUNK = "chunk-"


@never_cache
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@cache
def _script() -> str:
    """The built worker behind the list of files it keeps for a day without a network."""
    shell = json.loads(_read("dist/shell.json"))
    shell["assets"] = [_address(name) for name in shell["assets"]]
    return f"self.shell = {json.dumps(shell)};\n{_read('dist/sw.js')}"


def _address(name: str) -> str:
    """Scripts name their chunks themselves, as they were built; pages name the rest, as it was collected."""
    if name.startswith(CHUNK):
        return f"{settings.STATIC_URL}dist/{name}"
    return static(f"dist/{name}")


def _read(name: str) -> str:
    if found := finders.find(name):
        return Path(found).read_text(encoding="utf-8")
    with staticfiles_storage.open(name) as file:
        return str(file.read().decode())
