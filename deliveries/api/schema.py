"""What the OpenAPI file says beyond Django's views: our tokens, and the positions taken in front of Django."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from deliveries.api.authentication import StoreTokenAuthentication
from deliveries.api.positions import MOST_FIXES
from deliveries.domain.positions import Refused
from deliveries.services.position_pass import POSITIONS_PATH


class StoreTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = StoreTokenAuthentication
    name = "storeToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A store's key: `coop_<co-op>_<secret>`."}


def describe_positions(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular."""
    moment = {
        "oneOf": [{"type": "number"}, {"type": "string", "format": "date-time"}],
        "description": "By the phone's clock: seconds since 1970, or ISO 8601 with its offset.",
    }
    result["components"]["securitySchemes"]["positionPass"] = {
        "type": "http",
        "scheme": "bearer",
        "description": "A courier's pass for one shift; the day's page carries it.",
    }
    result["components"]["schemas"] |= {
        "Fix": _object(
            {
                "at": moment,
                "lat": _number(-90, 90),
                "lon": _number(-180, 180),
                "accuracy": {"type": "number"},
            },
            optional={"accuracy"},
        ),
        "PositionBatch": _object(
            {"sent_at": moment, "fixes": {"type": "array", "maxItems": MOST_FIXES, "items": _named("Fix")}}
        ),
        "PositionsKept": _object(
            {
                "kept": {"type": "integer"},
                "refused": {
                    "type": "object",
                    "description": f"How many, by reason: {', '.join(Refused)}.",
                    "additionalProperties": {"type": "integer"},
                },
            }
        ),
    }
    problems = {
        "401": "The pass is forged, too old or of another shift.",
        "409": "Nothing was kept: no shift runs, a break does, or the courier has switched it off.",
        "413": "More than 200 fixes or 32 kB.",
        "422": "Not a batch of positions.",
        "429": "More than two batches a second.",
        "503": "Keep them and try again.",
    }
    answers = {
        "200": _answer("What was kept, and what was not and why.", "application/json", "PositionsKept")
    }
    answers |= {
        status: _answer(words, "application/problem+json", "Problem") for status, words in problems.items()
    }
    operation = {
        "operationId": "report_positions",
        "description": "A courier's phone tells where it was. Fixes of no working time leave no row anywhere.",
        "tags": ["positions"],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _named("PositionBatch")}},
        },
        "security": [{"positionPass": []}],
        "responses": answers,
    }
    result["paths"][POSITIONS_PATH] = {"post": operation}
    return result


def _object(properties: dict[str, Any], optional: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _number(least: float, most: float) -> dict[str, Any]:
    return {"type": "number", "minimum": least, "maximum": most}


def _named(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


def _answer(words: str, kind: str, schema: str) -> dict[str, Any]:
    return {"description": words, "content": {kind: {"schema": _named(schema)}}}
