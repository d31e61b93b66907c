"""An allocation described in JSON, read and answered; `manage.py allocate_surplus` documents the form."""

from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Param, _
from members.domain.surplus import FORMS, Allocation, Key, Person, Statutes, SurplusYear, allocate_surplus
from members.domain.surplus.refund import refund_cents

YEAR_FIELDS = {
    "losses_brought_forward_cents",
    "legal_reserve_cents",
    "highest_capital_cents",
    "public_aid_cents",
    "other_result_cents",
}


def allocated(case: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one case. Raises Invalid, naming the field or the article, for what cannot be."""
    answer: dict[str, Any] = {"id": case["id"]} if "id" in case else {}
    if "legal_form" in case or "surplus_cents" in case:
        allocation = allocate_surplus(
            _year(case),
            statutes_from(case.get("legal_form", ""), case.get("statutes", {})),
            [_person(m) for m in _members(case)],
        )
        answer |= {"legal_form": case["legal_form"], **_said(allocation)}
    if "refund" in case:
        answer["refund_cents"] = _refund(case["refund"])
    if len(answer) == ("id" in case):
        raise Invalid("nothing_asked", _("Give legal_form and surplus_cents, or refund."))
    return answer


def _year(case: Mapping[str, Any]) -> SurplusYear:
    known = {name: _cents(case, name) for name in YEAR_FIELDS if name in case}
    return SurplusYear(
        year=int(case.get("year", 2025)),
        currency=str(case.get("currency", "EUR")),
        result_cents=_cents(case, "surplus_cents"),
        losses_brought_forward_cents=known.pop("losses_brought_forward_cents", 0),
        legal_reserve_cents=known.pop("legal_reserve_cents", 0),
        highest_capital_cents=known.pop("highest_capital_cents", _capital(case)),
        **known,
    )


def _capital(case: Mapping[str, Any]) -> int:
    """Where nothing else is said, the capital of today is the highest there was."""
    if "capital_cents" in case:
        return _cents(case, "capital_cents")
    return sum(_cents(member, "capital_cents", 0) for member in _members(case))


def statutes_from(legal_form: str, asked: Mapping[str, Any]) -> Statutes:
    """The statutes of a legal form from terms as JSON holds them.

    Raises Invalid for an unknown form, key or term, a missing one, or one that breaks its article.
    """
    form = FORMS.get(legal_form)
    if form is None:
        raise Invalid(
            "unknown_form",
            _("Unknown legal form; known are %(forms)s."),
            field="legal_form",
            forms=", ".join(FORMS),
        )
    names = {field.name for field in fields(form)}  # type: ignore[arg-type]
    if unknown := sorted(set(asked) - names):
        raise Invalid(
            "unknown_term",
            _("Unknown terms in the statutes: %(names)s. Known are %(known)s."),
            field="statutes",
            names=", ".join(unknown),
            known=", ".join(sorted(names)),
        )
    try:
        return form(**{name: _term(name, value) for name, value in asked.items()})
    except TypeError as missing:
        raise Invalid(
            "missing_term", _("The statutes lack a term: %(what)s."), field="statutes", what=str(missing)
        ) from missing


def _term(name: str, value: Any) -> Any:
    if name == "key":
        return _key(value)
    return value if isinstance(value, bool) else _number(name, value)


def _key(value: Any) -> Key:
    try:
        return Key(value)
    except ValueError as unknown:
        raise Invalid(
            "unknown_key", _("Unknown key; known are %(keys)s."), field="key", keys=", ".join(Key)
        ) from unknown


def _members(case: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    members = case.get("members", [])
    if not isinstance(members, list) or not all(isinstance(m, Mapping) and "id" in m for m in members):
        raise Invalid("members", _("Members are a list, each with an id."), field="members")
    if len({str(m["id"]) for m in members}) < len(members):
        raise Invalid("members_twice", _("A member stands twice in the list."), field="members")
    return members


def _person(member: Mapping[str, Any]) -> Person:
    return Person(
        id=str(member["id"]),
        name=str(member.get("name", member["id"])),
        seconds=round(_number("hours", member.get("hours", 0)) * 3600),
        wages_cents=_cents(member, "wages_cents", 0),
        months_present=int(member.get("months_present", 12)),
        months_of_seniority=int(member.get("months_of_seniority", 12)),
        capital_cents=_cents(member, "capital_cents", 0),
        activity_cents=_cents(member, "activity_cents", 0),
        seniority_coefficient=_number("seniority_coefficient", member.get("seniority_coefficient", 1)),
    )


def _refund(asked: Mapping[str, Any]) -> int:
    names = ("units", "nominal_cents", "losses_cents", "absorbed_by_reserves_cents", "capital_cents")
    return refund_cents(**{name: _cents(asked, name) for name in names})


def _cents(values: Mapping[str, Any], name: str, default: int | None = None) -> int:
    value = values.get(name, default)
    if type(value) is not int:
        raise Invalid("whole_number", _("%(name)s is a whole number of cents."), field=name, name=name)
    return value


def _number(name: str, value: Any) -> Fraction:
    """Exactly as it is written: 250.5 is 501/2."""
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError) as nonsense:
        raise Invalid("number", _("%(name)s is a number."), field=name, name=name) from nonsense


def _said(allocation: Allocation) -> dict[str, Any]:
    return {
        "base_cents": allocation.base_cents,
        "lines": [
            {
                "code": line.code,
                "cents": line.cents,
                "formula": line.formula.render(show=_shown),
                "article": line.article,
            }
            for line in allocation.lines
        ],
        "members": [
            {"id": person.person_id, "work_cents": person.work_cents, "interest_cents": person.interest_cents}
            for person in allocation.people
        ],
    }


def _shown(value: Param) -> str:
    """120000 cents of EUR as 1200.00 EUR."""
    if isinstance(value, Money):
        return f"{value.cents // 100}.{value.cents % 100:02d} {value.currency}"
    return str(value)
