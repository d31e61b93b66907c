"""The demo's invoices: what the paper says of the co-op and its stores, and each month issued once it is over."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from cooperatives.domain.roles import Access, Role
from coopplatform.kernel.time import last_of_month
from deliveries.domain.invoicing.drafting import Grouping
from deliveries.domain.invoicing.parties import Party
from deliveries.domain.invoicing.terms import Terms
from deliveries.queries.billing import proposed_billing, proposed_details
from deliveries.queries.stores import stores_of
from deliveries.services.billing import HowBilled, set_billing_details, set_invoicing_details
from deliveries.services.debiting import collectable, make_debit_file
from deliveries.services.invoicing import issue_invoices
from federation.demo.founded import Founded
from federation.demo.scop import iban

LEGAL_FORM = "SCOP SARL à capital variable, RCS Nice 123 456 782"
CREDITOR_ID, EMAIL = "FR72ZZZ123456", "compta@demo.coop"
STORES_FROM = 500
"""Of the numbers of the stores' accounts at the bank that does not exist."""
LATE, WITHOUT_DETAILS, DEBITED, BY_DAY = 0, 1, 2, 3
"""Places in the list of stores behind Rosa's: who pays late, whom nobody asked for an address, who signed a mandate."""
SHORT_TERM = Terms(11)
COLLECTED_AHEAD = timedelta(days=3)


def set_up_invoicing(founded: Founded, at: datetime) -> None:
    """The co-op's details and its stores', as they were told when the co-op began; one store's are missing."""
    by, told_at = founded.by(Role.TREASURER), min(at, founded.moment(founded.founded_on))
    own = proposed_details().party()
    party = replace(own, email=EMAIL, legal_form=LEGAL_FORM, creditor_id=CREDITOR_ID)
    set_invoicing_details(party=party, by=by, at=told_at)
    places = _odd_stores(founded)
    for number, store in enumerate(stores_of(_everyone()), start=1):
        if store.pk == places.get(WITHOUT_DETAILS):
            continue
        known = proposed_billing(store).party()
        buyer = Party(
            name=f"{store.name} (exemple)"[:120],
            street=known.street or store.name,
            postcode="98000",
            city="Monaco",
            country="MC",
            registration_number=f"26S{number:05d}",
            email=f"compta-{number}@demo.coop",
            iban=iban(STORES_FROM + number),
        )
        how = HowBilled(grouping=Grouping.DAY if store.pk == places.get(BY_DAY) else Grouping.ORDER)
        if store.pk == places.get(LATE):
            how = replace(how, terms=SHORT_TERM)
        if store.pk == places.get(DEBITED):
            mandate, signed_on = f"RUM-{number:04d}", founded.founded_on
            how = replace(how, is_debited=True, mandate_reference=mandate, mandate_signed_on=signed_on)
        set_billing_details(store_id=store.pk, party=buyer, how=how, by=by, at=told_at)


def issue_month(founded: Founded, month: date, at: datetime) -> None:
    """The month's invoices, dated its last day, on the morning after."""
    last = last_of_month(month)
    issued_at = min(at, founded.moment(last + timedelta(days=1), 8))
    issue_invoices(month=month, issued_on=last, by=founded.by(Role.TREASURER), at=issued_at)


def collect(founded: Founded, at: datetime) -> None:
    """What is due by mandate goes to the bank."""
    today = at.astimezone(founded.zone).date()
    until = max(today + COLLECTED_AHEAD, last_of_month(today))
    if collectable(until, today):
        make_debit_file(collection_on=until, by=founded.by(Role.TREASURER), at=at)


def not_paying_yet(founded: Founded) -> set[str]:
    """Auxiliary codes of the stores whose money for the running month does not come by itself."""
    places = _odd_stores(founded)
    unpaid = {places.get(place) for place in (LATE, WITHOUT_DETAILS, DEBITED)}
    return {store.auxiliary for store in stores_of(_everyone()) if store.pk in unpaid}


def _odd_stores(founded: Founded) -> dict[int, object]:
    others = [store.pk for store in stores_of(_everyone()) if store.pk != founded.first_store_id]
    return dict(enumerate(others))


def _everyone() -> Access:
    return Access.of(None, [Role.COOP_ADMIN])
