"""The rules each country's law gives, each with its article. A country that is not here has none until a charter
names some; nothing is guessed."""

from coopplatform.kernel.text import Sentence
from members.domain.labour.rules import Code, Mode, Rule

BLOCK, WARN = Mode.BLOCK, Mode.WARN


def _rule(code: Code, limit: float, mode: Mode, source: str, over: int = 0) -> Rule:
    return Rule(code, limit, mode, Sentence(source), over)


FRANCE = (
    _rule(Code.DAY_MAX, 10, BLOCK, "Code du travail, L3121-18"),
    _rule(Code.WEEK_MAX, 48, BLOCK, "Code du travail, L3121-20"),
    _rule(Code.MEAN_MAX, 44, WARN, "Code du travail, L3121-22", over=12),
    _rule(Code.DAILY_REST, 11, WARN, "Code du travail, L3131-1"),
    _rule(Code.WEEKLY_REST, 35, WARN, "Code du travail, L3132-2"),
    _rule(Code.BREAK, 20, WARN, "Code du travail, L3121-16", over=6),
    _rule(Code.PART_TIME_MIN, 24, WARN, "Code du travail, L3123-27"),
    _rule(Code.COMPLEMENTARY, 10, WARN, "Code du travail, L3123-28"),
    _rule(Code.PART_TIME_MAX, 35, WARN, "Code du travail, L3123-9"),
    _rule(Code.INTERRUPTIONS, 1, WARN, "Code du travail, L3123-30"),
    _rule(Code.INTERRUPTION_MAX, 2, WARN, "Code du travail, L3123-30"),
    _rule(Code.NOTICE, 7, WARN, "Code du travail, L3123-31"),
)

# Daily and weekly limits of Belgium depend on the schedules of the work rules: only what holds for everyone is here
BELGIUM = (
    _rule(Code.WEEK_MAX, 38, WARN, "Loi du 10 août 2001, art. 2"),
    _rule(Code.DAILY_REST, 11, WARN, "Loi du 16 mars 1971, art. 38ter"),
    _rule(Code.WEEKLY_REST, 35, WARN, "Loi du 16 mars 1971, art. 38ter"),
    _rule(Code.BREAK, 15, WARN, "Loi du 16 mars 1971, art. 38quater", over=6),
)

# What the directive asks of every member state and of the EEA; national law may ask more, and a charter then says so
DIRECTIVE = (
    _rule(Code.DAILY_REST, 11, WARN, "2003/88/CE, art. 3"),
    _rule(Code.WEEKLY_REST, 35, WARN, "2003/88/CE, art. 5"),
    _rule(Code.MEAN_MAX, 48, WARN, "2003/88/CE, art. 6, 16", over=17),
)
STATES = "AT BG CY CZ DE DK EE ES FI GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
UNDER_THE_DIRECTIVE = frozenset(STATES.split())


def table_of(country: str) -> tuple[Rule, ...]:
    """The rules of a country's law (ISO 3166), empty where none is known."""
    if country in UNDER_THE_DIRECTIVE:
        return DIRECTIVE
    return {"FR": FRANCE, "BE": BELGIUM}.get(country, ())
