"""HTTP and sockets in one application."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

from coopplatform.http import get_http_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopplatform.settings.production")
http = get_http_application()

import coopplatform.celery  # noqa: E402, F401 -- shared tasks find their broker
from coopplatform.sockets import socket_urlpatterns  # noqa: E402 -- Django must be set up first
from deliveries.api.positions import PositionIngest  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": PositionIngest(http),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(socket_urlpatterns))),
    }
)
