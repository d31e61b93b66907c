"""A policy as it is written down, whole: what it is, its parameters, its body, the tests it must pass.

A string `"@name"` in the body stands for the parameter of that name, and `@name` inside of a formula too. Parameters
are whole numbers between bounds; each co-op fills them for itself, so amounts need not be shared.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Param, Sentence, _

LICENCES = {
    "CC-BY-SA-4.0": "Creative Commons BY-SA 4.0",
    "CC-BY-4.0": "Creative Commons BY 4.0",
    "CC0-1.0": "Creative Commons Zero 1.0",
}
LICENCE = "CC-BY-SA-4.0"
UNITS = {
    "cents": _("cents"),
    "metres": _("metres"),
    "grams": _("grams"),
    "minutes": _("minutes"),
    "hours": _("hours"),
    "percent": _("percent"),
    "permille": _("per mille"),
    "ten_thousandths": _("ten-thousandths"),
    "count": _("times"),
}
FIELDS = frozenset(
    {"kind", "slug", "title", "summary", "licence", "version", "changelog", "amounts_note", "parameters",
     "body", "golden", "claims"}
)  # fmt: skip
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SEMVER = re.compile(r"(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
REFERENCE = re.compile(r"@([A-Za-z_][A-Za-z0-9_]*)")
MOST_PARAMETERS = 40
MOST_NUMBER = 1_000_000_000
MOST_TESTS = 60
LONGEST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a co-op fills in: from `least` to `most` in `unit`; without a `default` it must be given."""

    name: str
    says: str
    unit: str
    least: int
    most: int
    default: int | None = None

    def shown(self, value: int, currency: str) -> Param:
        """A value as people read it."""
        if self.unit == "cents":
            return Money(value, currency)
        return Sentence("%(value)s %(unit)s", {"value": value, "unit": Sentence(UNITS[self.unit])})

    def as_json(self) -> dict[str, Any]:
        stored: dict[str, Any] = {
            "says": self.says,
            "unit": self.unit,
            "min": self.least,
            "max": self.most,
        }
        return stored if self.default is None else stored | {"default": self.default}


@dataclass(frozen=True, slots=True)
class GoldenTest:
    """What must come out (`expect`) of what is `given`, under these `parameters`."""

    name: str
    parameters: Mapping[str, int]
    given: Mapping[str, Any]
    expect: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "parameters": dict(self.parameters),
            "given": dict(self.given),
            "expect": dict(self.expect),
        }


@dataclass(frozen=True, slots=True)
class Document:
    """A policy, read and in shape; whether its body makes sense is for its kind to say."""

    kind: str
    slug: str
    title: str
    version: str
    body: Mapping[str, Any]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    golden: tuple[GoldenTest, ...] = ()
    summary: str = ""
    licence: str = LICENCE
    changelog: str = ""
    amounts_note: str = ""
    claims: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "slug": self.slug,
            "title": self.title,
            "summary": self.summary,
            "licence": self.licence,
            "version": self.version,
            "changelog": self.changelog,
            "amounts_note": self.amounts_note,
            "claims": list(self.claims),
            "parameters": {name: one.as_json() for name, one in self.parameters.items()},
            "body": dict(self.body),
            "golden": [one.as_json() for one in self.golden],
        }

    @property
    def sha256(self) -> str:
        """Of everything in it, in one canonical form."""
        return digest(self.as_json())

    @property
    def number(self) -> tuple[int, int, int]:
        return semver(self.version)

    @classmethod
    def from_json(cls, read: Any) -> Self:
        """Raises Invalid, naming the field."""
        if not isinstance(read, Mapping):
            raise Invalid(
                "not_a_policy", _("A policy is a table of fields: kind, slug, title, version, body.")
            )
        if unknown := sorted(str(name) for name in read.keys() - FIELDS):
            raise Invalid(
                "unknown_field",
                _("A policy has no field called %(name)s."),
                field="document",
                name=", ".join(unknown),
            )
        if len(json.dumps(read, default=str)) > LONGEST_BYTES:
            raise Invalid("policy_too_long", _("A policy has at most 200 kB."), field="document")
        return cls(
            kind=_text(read, "kind", 40),
            slug=_matching(read, "slug", SLUG, _("A short name is of small letters, figures and dashes.")),
            title=_text(read, "title", 80),
            version=_matching(read, "version", SEMVER, _("A version is three numbers, as in 1.0.0.")),
            body=_table(read, "body"),
            parameters=_parameters(read.get("parameters") or {}),
            golden=_golden(read.get("golden") or []),
            summary=_text(read, "summary", 600, required=False),
            licence=_licence(read),
            changelog=_text(read, "changelog", 2000, required=False),
            amounts_note=_text(read, "amounts_note", 600, required=False),
            claims=_claims(read.get("claims") or []),
        )


def digest(stored: Any) -> str:
    """The SHA-256 of JSON in its canonical form: sorted, without spaces, as UTF-8."""
    text = json.dumps(stored, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def semver(text: str) -> tuple[int, int, int]:
    """Raises Invalid for anything but three numbers."""
    found = SEMVER.fullmatch(text)
    if found is None:
        raise Invalid("bad_version", _("A version is three numbers, as in 1.0.0."), field="version")
    major, minor, patch = (int(part) for part in found.groups())
    return major, minor, patch


def values_within(parameters: Mapping[str, Parameter], given: Mapping[str, Any]) -> dict[str, int]:
    """Each parameter's value: as given, else its default. Raises Invalid, at the parameter."""
    if unknown := sorted(given.keys() - parameters.keys()):
        raise Invalid(
            "unknown_parameter",
            _("This policy has no parameter called %(name)s."),
            field=unknown[0],
            name=", ".join(unknown),
        )
    found = {}
    for name, one in parameters.items():
        value = given.get(name, one.default)
        if value is None:
            raise Invalid("parameter_missing", _("“%(name)s” must be filled in."), field=name, name=one.says)
        if type(value) is not int or not one.least <= value <= one.most:
            raise Invalid(
                "parameter_out_of_range",
                _("“%(name)s” goes from %(least)s to %(most)s."),
                field=name,
                name=one.says,
                least=one.shown(one.least, "EUR") if one.unit != "cents" else one.least / 100,
                most=one.shown(one.most, "EUR") if one.unit != "cents" else one.most / 100,
            )
        found[name] = value
    return found


def filled(body: Any, values: Mapping[str, int]) -> Any:
    """The body with each `@name` replaced by its value. Raises Invalid for a name nobody declared."""
    if isinstance(body, Mapping):
        return {key: filled(value, values) for key, value in body.items()}
    if isinstance(body, list | tuple):
        return [filled(value, values) for value in body]
    if not isinstance(body, str) or "@" not in body:
        return body
    whole = REFERENCE.fullmatch(body)
    if whole:
        return _value(whole[1], values)
    return REFERENCE.sub(lambda found: str(_value(found[1], values)), body)


def used(body: Any) -> set[str]:
    """The names of the parameters a body speaks of."""
    if isinstance(body, Mapping):
        return set().union(*(used(value) for value in body.values()))
    if isinstance(body, list | tuple):
        return set().union(*(used(value) for value in body))
    return set(REFERENCE.findall(body)) if isinstance(body, str) else set()


def _value(name: str, values: Mapping[str, int]) -> int:
    if name not in values:
        raise Invalid(
            "undeclared_parameter",
            _("The body speaks of “@%(name)s”, which is no parameter: declare it with its bounds."),
            field="document",
            name=name,
        )
    return values[name]


def _text(read: Mapping[str, Any], name: str, longest: int, *, required: bool = True) -> str:
    value = read.get(name, "")
    if not isinstance(value, str) or len(value.strip()) > longest:
        raise Invalid(
            "bad_text",
            _("“%(name)s” is a text of at most %(most)s characters."),
            field=name,
            name=name,
            most=longest,
        )
    if required and not value.strip():
        raise Invalid("field_missing", _("“%(name)s” is missing."), field=name, name=name)
    return value.strip()


def _matching(read: Mapping[str, Any], name: str, pattern: re.Pattern[str], reason: str) -> str:
    value = _text(read, name, 50)
    if not pattern.fullmatch(value):
        raise Invalid(f"bad_{name}", reason, field=name)
    return value


def _table(read: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = read.get(name)
    if not isinstance(value, Mapping) or not value:
        raise Invalid("field_missing", _("“%(name)s” is missing."), field="document", name=name)
    return value


def _licence(read: Mapping[str, Any]) -> str:
    licence = str(read.get("licence") or LICENCE)
    if licence not in LICENCES:
        raise Invalid(
            "unknown_licence",
            _("Share it under one of these licences: %(known)s."),
            field="licence",
            known=", ".join(LICENCES),
        )
    return licence


def _claims(read: Any) -> tuple[str, ...]:
    if not isinstance(read, list) or not all(isinstance(one, str) for one in read):
        raise Invalid("bad_claims", _("“claims” is a list of names."), field="document")
    return tuple(read)


def _parameters(read: Any) -> dict[str, Parameter]:
    if not isinstance(read, Mapping) or len(read) > MOST_PARAMETERS:
        raise Invalid(
            "bad_parameters",
            _("“parameters” is a table of at most %(most)s names."),
            field="document",
            most=MOST_PARAMETERS,
        )
    return {str(name): _parameter(str(name), stored) for name, stored in read.items()}


def _parameter(name: str, stored: Any) -> Parameter:
    if not NAME.fullmatch(name):
        raise Invalid(
            "bad_parameter",
            _("A parameter’s name begins with a small letter: %(name)s does not do."),
            field="document",
            name=name,
        )
    if not isinstance(stored, Mapping) or not {"unit", "min", "max"} <= stored.keys():
        raise Invalid(
            "bad_parameter",
            _("The parameter %(name)s needs a unit, a min and a max."),
            field="document",
            name=name,
        )
    unit, numbers = str(stored["unit"]), (stored["min"], stored["max"], stored.get("default", stored["min"]))
    if unit not in UNITS:
        raise Invalid(
            "unknown_unit",
            _("The parameter %(name)s is counted in one of: %(known)s."),
            field="document",
            name=name,
            known=", ".join(UNITS),
        )
    if not all(type(number) is int and abs(number) <= MOST_NUMBER for number in numbers):
        raise Invalid(
            "bad_parameter",
            _("The bounds of %(name)s are whole numbers."),
            field="document",
            name=name,
        )
    least, most, default = numbers
    if not least <= default <= most:
        raise Invalid(
            "bounds_crossed",
            _("The bounds of %(name)s cross: min, default and max go up."),
            field="document",
            name=name,
        )
    says = str(stored.get("says") or name.replace("_", " "))[:120]
    return Parameter(name, says, unit, least, most, default if "default" in stored else None)


def _golden(read: Any) -> tuple[GoldenTest, ...]:
    if not isinstance(read, list) or len(read) > MOST_TESTS:
        raise Invalid(
            "bad_golden_tests",
            _("“golden” is a list of at most %(most)s tests."),
            field="document",
            most=MOST_TESTS,
        )
    found = []
    for number, one in enumerate(read, 1):
        if not isinstance(one, Mapping) or not {"given", "expect"} <= one.keys():
            raise Invalid(
                "bad_golden_test",
                _("Golden test %(number)s needs what is given and what to expect."),
                field="document",
                number=number,
            )
        parts = [one.get("parameters") or {}, one["given"], one["expect"]]
        if not all(isinstance(part, Mapping) for part in parts):
            raise Invalid(
                "bad_golden_test",
                _("Golden test %(number)s: parameters, given and expect are tables."),
                field="document",
                number=number,
            )
        name = str(one.get("name") or number)[:120]
        found.append(GoldenTest(name, *parts))
    return tuple(found)
