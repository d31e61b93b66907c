"""Who is billed, by whom, and how: what an invoice copies on the day it is issued."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.invoicing.drafting import Grouping
from deliveries.domain.invoicing.parties import Party
from deliveries.domain.invoicing.terms import USUAL_DAYS, Terms
from deliveries.models.stores import Store


class PartyFields(CooperativeOwned):
    """A business as an invoice names it."""

    legal_name = models.CharField(max_length=120)
    street = models.CharField(max_length=160)
    postcode = models.CharField(max_length=12)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    registration_number = models.CharField(max_length=20, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    email = models.EmailField()
    endpoint = models.CharField(max_length=60, blank=True)
    iban = models.CharField(max_length=34, blank=True)

    class Meta:
        abstract = True

    def party(self) -> Party:
        """As it stands now, ready to be frozen in an invoice."""
        return Party(
            name=self.legal_name,
            street=self.street,
            postcode=self.postcode,
            city=self.city,
            country=self.country,
            registration_number=self.registration_number,
            vat_number=self.vat_number,
            email=self.email,
            endpoint=self.endpoint,
            iban=self.iban,
        )


class BillingDetails(PartyFields):
    """A store's: where its invoices go, in which language, on what terms, and how they are paid.

    `mandate_reference` and `mandate_signed_on` let the co-op collect from `iban` (SEPA direct debit);
    `buyer_reference` is what the store wants to read on its invoices.
    """

    store = models.OneToOneField(Store, models.CASCADE, related_name="billing", db_constraint=False)
    locale = models.CharField(max_length=8, blank=True)
    grouping = models.CharField(
        max_length=8, choices=[(g.value, g.value) for g in Grouping], default=Grouping.ORDER.value
    )
    terms_days = models.PositiveSmallIntegerField(default=USUAL_DAYS)
    is_end_of_month = models.BooleanField(default=False)
    is_debited = models.BooleanField(default=False)
    mandate_reference = models.CharField(max_length=35, blank=True)
    mandate_signed_on = models.DateField(null=True, blank=True)
    buyer_reference = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = wall("store")

    @property
    def terms(self) -> Terms:
        return Terms(self.terms_days, self.is_end_of_month)


class InvoicingDetails(PartyFields):
    """The co-op's own: one row. `legal_form` as it must stand on paper, `creditor_id` the SEPA identifier (ICS)."""

    legal_form = models.CharField(max_length=120, blank=True)
    creditor_id = models.CharField(max_length=35, blank=True)
    is_vat_on_debits = models.BooleanField(default=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative"], name="one_invoicing_details"),
        ]
