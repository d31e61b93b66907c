"""The law of working time as data: rules by country, forked by a charter, and what a person's plan makes of them.

`rules_for(country, own)` gives the rules of a co-op; `check(person, stretches, rules, …)` says where work that was
planned or done breaks one, with the article. What blocks is refused when planning, what warns stands beside the shift.
"""

from members.domain.labour.checking import check, concerning
from members.domain.labour.countries import table_of
from members.domain.labour.looking import Finding, Person, Stretch
from members.domain.labour.notice import is_short_notice, working_days_until
from members.domain.labour.reading import rules_for
from members.domain.labour.rules import MEANINGS, Code, Meaning, Mode, Rule

__all__ = [
    "MEANINGS",
    "Code",
    "Finding",
    "Meaning",
    "Mode",
    "Person",
    "Rule",
    "Stretch",
    "check",
    "concerning",
    "is_short_notice",
    "rules_for",
    "table_of",
    "working_days_until",
]
