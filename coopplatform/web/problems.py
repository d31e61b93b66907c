"""Errors of the API as problem details (RFC 9457), in the caller's language."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_handler

from coopplatform.kernel.errors import DomainError
from coopplatform.web.wording import explain

MEDIA_TYPE = "application/problem+json"


def problem(status: int, code: str, title: str, **more: Any) -> Response:
    body = {"type": f"/problems/{code}", "title": title, "status": status, **more}
    return Response(body, status=status, content_type=MEDIA_TYPE)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, DomainError):
        errors = {"errors": {error.field: [explain(error)]}} if error.field else {}
        return problem(error.status, error.code, explain(error), **errors)
    if isinstance(error, exceptions.ValidationError):
        return problem(422, "invalid", gettext("Some fields need another value."), errors=error.detail)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    response = drf_handler(error, context)
    headers = {
        name: value
        for name, value in (response.headers.items() if response else ())
        if name != "Content-Type"
    }
    code = getattr(error.detail, "code", error.default_code)
    answer = problem(error.status_code, str(code), str(error.detail))
    for name, value in headers.items():
        answer[name] = value
    return answer
