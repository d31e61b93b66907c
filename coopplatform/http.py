"""HTTP under ASGI, for views that are all synchronous: one hop to a thread and back, middleware and view together."""

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class OneHopHandler(ASGIHandler):
    """Django's own handler hops to the loop for the view and back to the thread for the middleware around it."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


def get_http_application() -> OneHopHandler:
    django.setup(set_prefix=False)
    return OneHopHandler()
