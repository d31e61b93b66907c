"""An error of the domain that a page did not answer itself becomes a page that helps."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coopplatform.kernel.errors import DomainError, NotFound
from coopplatform.web.wording import explain


class DomainErrorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotFound):
            return render(request, "404.html", {"sentence": explain(error)}, status=404)
        if isinstance(error, DomainError):
            is_fragment = bool(request.headers.get("HX-Request"))
            template = "problem.html#problem" if is_fragment else "problem.html"
            answer = render(request, template, {"sentence": explain(error)}, status=error.status)
            if is_fragment:
                answer["HX-Retarget"], answer["HX-Reswap"] = "#messages", "innerHTML"
            return answer
        return None
