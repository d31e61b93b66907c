"""The edge of the API: the token's co-op, or the tracking link's, is entered before the view runs."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from rest_framework.response import Response
from rest_framework.views import APIView

from cooperatives.queries.access import cooperative
from cooperatives.queries.here import inside
from deliveries.api.authentication import read_token
from deliveries.api.throttling import TokenThrottle


class TenantAPIView(APIView):
    """Base of every view of the API. Without a token it runs outside of any scope, and is refused."""

    throttle_classes: Any = (TokenThrottle,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = self.find_cooperative(request, **kwargs)
        if found is None:
            return super().dispatch(request, *args, **kwargs)
        with inside(found):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if isinstance(response, Response) else response

    def find_cooperative(self, request: HttpRequest, **kwargs: Any) -> Any:
        token = request.store_token = read_token(request)  # type: ignore[attr-defined]
        return token.cooperative if token else None


class PublicTenantAPIView(TenantAPIView):
    """A view whose address names the co-op and carries its own key."""

    authentication_classes = ()
    permission_classes = ()

    def find_cooperative(self, request: HttpRequest, **kwargs: Any) -> Any:
        return cooperative(kwargs["cooperative"])
