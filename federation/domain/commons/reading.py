"""A policy out of a file or a field: TOML, or JSON where it begins with a brace; and back into JSON to be edited."""

import json
import tomllib
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from federation.domain.commons.document import LONGEST_BYTES, Document


def document_from(text: str) -> Document:
    """Raises Invalid for what cannot be read, and for what is no policy, naming the field."""
    return Document.from_json(read(text))


def read(text: str) -> Any:
    """Raises Invalid, with the line where the reader stopped."""
    if len(text.encode(errors="replace")) > LONGEST_BYTES:
        raise Invalid("policy_too_long", _("A policy has at most 200 kB."), field="document")
    try:
        return json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Invalid(
            "unreadable_policy",
            _("This cannot be read: %(why)s."),
            field="document",
            why=str(problem)[:200],
        ) from None


def written(stored: Any) -> str:
    """JSON as people edit it."""
    return json.dumps(stored, indent=2, ensure_ascii=False)
