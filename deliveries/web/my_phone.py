"""The courier's phone: what it does by itself, and the day as an app of it."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from deliveries.adapters.webpush import public_key
from deliveries.permissions import can_complete_task
from members.queries.roster import worker_of

PAPER = "#ffffff"  # of static_src/css/tokens.css; a manifest knows no dark


@allow(can_complete_task)
@require_GET
def my_phone(request: TenantRequest) -> HttpResponse:
    worker = worker_of(request.user.pk or 0)
    if worker is None:
        raise Http404
    return render(request, "deliveries/my_phone.html", {"worker": worker, "push_key": public_key()})


@allow(can_complete_task)
@require_GET
def manifest(request: TenantRequest) -> HttpResponse:
    """W3C web app manifest. Its scope is the whole site, so that signing in stays inside the app."""
    slug, language = request.cooperative.slug, get_language() or "en"
    day = reverse("day", args=[slug])
    icons = [
        ("icon-192.png", 192, "any"),
        ("icon-512.png", 512, "any"),
        ("icon-maskable.png", 512, "maskable"),
    ]
    links = [(_("My shifts"), "my-shifts"), (_("My hours"), "my-hours"), (_("My phone"), "my-phone")]
    body = {
        "id": day,
        "name": request.cooperative.name,
        "short_name": request.cooperative.name[:12].strip(),
        "description": _("My day"),
        "start_url": day,
        "scope": "/",
        "display": "standalone",
        "orientation": "portrait",
        "background_color": PAPER,
        "theme_color": PAPER,
        "lang": language,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "icons": [
            {"src": static(name), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
            for name, side, purpose in icons
        ],
        "shortcuts": [{"name": name, "url": reverse(route, args=[slug])} for name, route in links],
    }
    return JsonResponse(body, content_type="application/manifest+json")
