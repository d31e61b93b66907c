"""A co-op's rules: its country's table, as its charter moves it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from members.domain.labour.countries import table_of
from members.domain.labour.rules import MEANINGS, Code, Meaning, Mode, Rule

CHARTER = Sentence(_("the charter"))


def rules_for(country: str, own: Mapping[str, Any]) -> dict[Code, Rule]:
    """The rules in force by code, in the order of `Code`.

    `own` are the charter's terms `labour`: `{"day_max": {"limit": 9, "mode": "warn"}}`, each part optional where the
    country's law gives the other. Raises Invalid for an unknown code, a limit that makes no sense, an unknown mode,
    or a rule the law does not know without a limit.
    """
    law = {rule.code: rule for rule in table_of(country)}
    known = {code.value: code for code in Code}
    changed: dict[Code, Rule] = {}
    for name, terms in own.items():
        if name not in known:
            raise Invalid(
                "unknown_labour_rule",
                _("There is no rule of working time called %(name)s."),
                field="code",
                name=str(name),
            )
        changed[known[name]] = _read(known[name], terms, law.get(known[name]))
    return {code: found for code in Code if (found := changed.get(code) or law.get(code))}


def _read(code: Code, terms: Any, law: Rule | None) -> Rule:
    meaning = MEANINGS[code]
    if not isinstance(terms, Mapping) or not terms.keys() <= {"limit", "mode"}:
        raise Invalid(
            "bad_labour_rule", _("A rule of working time has a limit and a mode, nothing else."), field="code"
        )
    mode = _mode(terms.get("mode", law.mode if law else Mode.WARN))
    if "limit" not in terms:
        if law is None:
            raise Invalid(
                "labour_limit_missing",
                _("“%(rule)s” has no limit in this country's law: give one."),
                field="limit",
                rule=Sentence(meaning.title),
            )
        return replace(law, mode=mode)
    limit = _limit(meaning, terms["limit"])
    if law is None:
        return Rule(code, limit, mode, CHARTER, meaning.over, is_own=True)
    return replace(law, mode=mode, limit=limit, is_own=limit != law.limit)


def _mode(asked: Any) -> Mode:
    try:
        return Mode(asked)
    except ValueError as unknown:
        raise Invalid(
            "bad_labour_mode",
            _("A rule warns, blocks or is off: %(mode)s is none of these."),
            field="mode",
            mode=str(asked),
        ) from unknown


def _limit(meaning: Meaning, asked: Any) -> float:
    is_number = isinstance(asked, int | float) and not isinstance(asked, bool)
    if not is_number or not meaning.least <= asked <= meaning.most:
        raise Invalid(
            "bad_labour_limit",
            _("“%(rule)s” takes a limit from %(least)s to %(most)s %(unit)s."),
            field="limit",
            rule=Sentence(meaning.title),
            least=meaning.least,
            most=meaning.most,
            unit=Sentence(meaning.unit),
        )
    return float(asked)
