"""Opening an account: which codes make sense."""

from collections.abc import Collection

from cooperatives.domain.charts import Chart
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

SHORTEST, LONGEST = 2, 12
LONGEST_NAME = 120


def check_new_account(code: str, name: str, *, chart: Chart, taken: Collection[str]) -> None:
    """Raises Invalid, at `code` or `name`, unless the account fits into the chart: digits, a class it has, new."""
    if not (code.isascii() and code.isdigit()):
        raise Invalid("code_not_digits", _("An account's code is made of digits."), field="code")
    if not SHORTEST <= len(code) <= LONGEST:
        raise Invalid(
            "code_length",
            _("An account's code has %(shortest)s to %(longest)s digits."),
            field="code",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    if chart.kind_of(code) is None:
        raise Invalid("no_such_class", _("This chart has no class %(first)s."), field="code", first=code[0])
    if code in taken:
        raise Invalid("account_taken", _("Account %(account)s is already open."), field="code", account=code)
    if not name.strip():
        raise Invalid("no_name", _("An account needs a name."), field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(
            "name_too_long", _("A name has %(most)s characters at most."), field="name", most=LONGEST_NAME
        )
