"""Declaring VAT in the books: what was collected less what may be deducted, owed to the State."""

from datetime import datetime

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import GENERAL
from cooperatives.domain.vat import Period, vat_declared
from cooperatives.models import Account, Entry
from cooperatives.queries.here import cooperative_here
from cooperatives.queries.vat import declarations, held_by_vat_accounts
from cooperatives.services.ledger import post_entry
from cooperatives.services.turns import one_at_a_time
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work


@unit_of_work
def declare_vat(*, period: Period, by: Actor, at: datetime) -> Entry:
    """Empty the period's VAT accounts into VAT to pay (44551) or a credit carried over (44567), on its last day.

    What came in since an earlier declaration of the period is declared on top. Raises NotAllowedNow before the period
    is over or in a closed year, Invalid when there is nothing to declare.
    """
    if timezone.localdate(at, cooperative_here().zone) <= period.last:
        raise NotAllowedNow("period_not_over", _("This period is not over yet."))
    one_at_a_time("vat")
    codes = dict(Account.objects.exclude(role="").values_list("role", "code"))
    draft = vat_declared(
        period=period,
        balances=held_by_vat_accounts(period),
        due_code=codes[Role.VAT_DUE],
        credit_code=codes[Role.VAT_CREDIT],
        time=len(declarations(period)) + 1,
    )
    return post_entry(draft, journal=GENERAL, posted_on=period.last, by=by, at=at)
