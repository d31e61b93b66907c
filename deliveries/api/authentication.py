"""`Authorization: Bearer coop_<co-op>_<secret>`: the token names its co-op, whose scope the edge has entered.

The edge reads the token with its co-op, once; who has it is said here.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.scope import scope
from deliveries.models import StoreToken
from deliveries.services.stores import digest

SCHEME = "Bearer "
PREFIX = "coop_"


@dataclass(frozen=True, slots=True)
class StoreCaller:
    """Who calls the API: a store's key, good for that store's orders only."""

    token_id: UUID
    store_id: UUID
    is_authenticated: bool = True
    pk: UUID | None = None

    @property
    def actor(self) -> Actor:
        return Actor.token(self.token_id)


def caller(request: Request) -> StoreCaller:
    """Who calls, behind the permission that somebody must."""
    assert isinstance(request.user, StoreCaller)
    return request.user


def bearer(header: str) -> tuple[int, str] | None:
    """(co-op id, secret) of an Authorization header; None when it carries no token of ours."""
    if not header.startswith(SCHEME + PREFIX):
        return None
    cooperative, _underscore, secret = header.removeprefix(SCHEME + PREFIX).partition("_")
    return (int(cooperative), secret) if cooperative.isdecimal() and secret else None


def read_token(request: HttpRequest) -> StoreToken | None:
    """The token that came with a request, its co-op with it; None for none, an unknown or a revoked one."""
    parts = bearer(request.headers.get("Authorization", ""))
    if parts is None:
        return None
    cooperative_id, secret = parts
    with scope(cooperative_id):
        known = StoreToken.objects.select_related("cooperative")
        return known.filter(digest=digest(secret), revoked_at__isnull=True).first()


class StoreTokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[StoreCaller, StoreToken] | None:
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        token = getattr(request._request, "store_token", None)
        if token is None:
            raise AuthenticationFailed(_("This token is not known. Ask your co-op for a new one."))
        return StoreCaller(token.pk, token.store_id, pk=token.pk), token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
