"""Pages for what went wrong before any view ran."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form left open too long, or cookies refused: say so, nothing was changed."""
    return render(request, "csrf.html", status=403)
