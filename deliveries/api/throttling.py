"""Rate limits of the API: by token, by address for the public tracking."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class TokenThrottle(SimpleRateThrottle):
    scope = "token"

    def get_cache_key(self, request: Request, view: object) -> str | None:
        token_id = getattr(request.user, "token_id", None)
        return self.cache_format % {"scope": self.scope, "ident": token_id} if token_id else None


class PublicThrottle(SimpleRateThrottle):
    scope = "public"

    def get_cache_key(self, request: Request, view: object) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
