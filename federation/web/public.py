"""What everybody may read: the front page and who belongs. No login, no script needed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cooperatives.queries.directory import the_federation
from federation.queries.members import public_members
from federation.queries.releases import latest_release
from federation.queries.seats import public_seats
from federation.web.figure_pictures import NARROW, draw_map
from federation.web.figure_words import quarter_words
from federation.web.figures import headlines, indicator_rows
from federation.web.in_language import in_language, languages

MAP_WIDTH = 760


@in_language
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the federation's newest figures, the way in."""
    latest = latest_release()
    context = {
        "release": latest,
        "quarter": quarter_words(latest.period) if latest else "",
        "headlines": headlines(indicator_rows(latest)) if latest else [],
        "federation": the_federation(),
        **languages(request),
    }
    return render(request, "federation/home.html", context)


@in_language
@require_safe
def federation(request: HttpRequest) -> HttpResponse:
    """Who belongs, where, and what they stand for."""
    seats = [(seat.name, seat.town, seat.lat, seat.lon) for seat in public_seats()]
    context = {
        "page": "federation",
        "federation": the_federation(),
        "members": public_members(),
        "release": latest_release(),
        "maps": [one for one in (draw_map(seats, width=MAP_WIDTH), draw_map(seats, width=NARROW)) if one],
        **languages(request),
    }
    return render(request, "federation/federation.html", context)
