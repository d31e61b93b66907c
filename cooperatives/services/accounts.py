"""The chart of accounts grows: accounts of the treasurer's own, and third parties by their code."""

import string
from datetime import datetime

from cooperatives.domain.accounts import check_new_account
from cooperatives.domain.charts import chart_for
from cooperatives.models import Account, ThirdParty
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.booking import AccountOpened
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work

LONGEST_CODE, LONGEST_POSTCODE = 24, 12
POSTCODE_SIGNS = frozenset(string.ascii_uppercase + string.digits + " -")


@unit_of_work
def open_account(*, code: str, name: str, by: Actor, at: datetime) -> Account:
    """An account of the co-op's own; what kind it is follows from its class. Raises Invalid for nonsense."""
    code, name = code.strip(), name.strip()
    taken = set(Account.objects.values_list("code", flat=True))
    check_new_account(code, name, chart=chart_for(cooperative_here().country), taken=taken)
    account = Account.objects.create(code=code, name=name)
    record(AccountOpened(account_id=account.id, code=code, occurred_at=at), by=by)
    return account


@unit_of_work
def complete_chart(*, by: Actor, at: datetime) -> int:
    """Open what the country's chart has by now and the co-op's has not. Returns how many; twice is once."""
    known = list(Account.objects.values_list("role", "code"))
    roles, codes = {role for role, _code in known}, {code for _role, code in known}
    missing = [
        Account(role=spec.role or "", code=spec.code, name=spec.name)
        for spec in chart_for(cooperative_here().country).accounts
        if spec.code not in codes and (spec.role is None or spec.role not in roles)
    ]
    for account in Account.objects.bulk_create(missing):
        record(AccountOpened(account_id=account.id, code=account.code, occurred_at=at), by=by)
    return len(missing)


@unit_of_work
def name_third_party(
    *, code: str, name: str, country: str = "", postcode: str = "", by: Actor, at: datetime
) -> ThirdParty:
    """A supplier or other firm by the code its lines carry; naming it again changes its name, and its place if said.

    Raises Invalid for a code of other than 1 to 24 letters, digits and hyphens, without a name, or for a postcode of
    no country or with other signs than letters, digits, spaces and hyphens.
    """
    code, name = code.strip().upper(), name.strip()
    if not (code.replace("-", "").isalnum() and code.isascii() and len(code) <= LONGEST_CODE):
        raise Invalid(
            "bad_code",
            _("A code has 1 to %(most)s letters, digits and hyphens."),
            field="code",
            most=LONGEST_CODE,
        )
    if not name:
        raise Invalid("no_name", _("A third party needs a name."), field="name")
    place = _place(country, postcode)
    party, _created = ThirdParty.objects.update_or_create(code=code, defaults={"name": name[:120], **place})
    return party


def _place(country: str, postcode: str) -> dict[str, str]:
    """Nothing where nothing is said: what is known of a third party's place is not forgotten by a new name.

    The co-op's own country without a postcode says nothing; another one is place enough.
    """
    country, postcode = country.strip().upper(), " ".join(postcode.upper().split())
    if not postcode and country in ("", cooperative_here().country):
        return {}
    if not country:
        raise Invalid("no_country", _("Say which country this postcode is of."), field="country")
    if not set(postcode) <= POSTCODE_SIGNS or len(postcode) > LONGEST_POSTCODE:
        raise Invalid("bad_postcode", _("Write a postcode like 98000 or 1234 AB."), field="postcode")
    return {"country": country[:2]} | ({"postcode": postcode} if postcode else {})
