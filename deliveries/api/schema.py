"""How the OpenAPI file describes our tokens."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from deliveries.api.authentication import StoreTokenAuthentication


class StoreTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = StoreTokenAuthentication
    name = "storeToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A store's key: `coop_<co-op>_<secret>`."}
