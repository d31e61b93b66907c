"""The books: double entry on integer cents. Posted once, never changed, corrected by reversal."""

from datetime import date

from django.db import models
from django.db.models import Func

from cooperatives.domain.taxed import TaxedPart, Taxing
from cooperatives.models.book_rules import BalancedEntry, NeverEmptied, WrittenWithItsEntry
from coopplatform.journal.models import Xid8Field
from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned


class Account(CooperativeOwned):
    """An account of the co-op's chart (PCG, PCMN…). Services name its `role`, the chart its code.

    Without a role it is booked by hand only.
    """

    role = models.CharField(max_length=24, blank=True)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "code"], name="one_account_per_code"),
            models.UniqueConstraint(
                fields=["cooperative", "role"], condition=~models.Q(role=""), name="one_account_per_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class EntryCounter(CooperativeOwned):
    """The last number given in a journal's year; locked while a number is taken, so that none is skipped.

    Once the year is closed no number is given any more.
    """

    journal = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)
    is_closed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(
                fields=["cooperative", "journal", "year"], name="one_counter_per_journal_year"
            ),
        ]


class Entry(CooperativeOwned):
    """A fact in the books: `source_key` names the fact, so that a replay posts nothing.

    `piece_ref` and `piece_on` name the paper behind it; `recorded_at` is when the entry became final.
    """

    journal = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    posted_on = models.DateField()
    label = models.CharField(max_length=200)
    source_key = models.CharField(max_length=80)
    piece_ref = models.CharField(max_length=80, blank=True)
    piece_on = models.DateField(null=True, blank=True)
    reverses = models.ForeignKey("self", models.PROTECT, null=True, db_constraint=False, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    txid = Xid8Field(db_default=Func(function="pg_current_xact_id"), editable=False)

    class Meta:
        constraints = [
            *wall("reverses", append_only=True),
            BalancedEntry(name="entry_is_balanced"),
            NeverEmptied(name="entries_are_never_emptied"),
            models.UniqueConstraint(fields=["cooperative", "source_key"], name="one_entry_per_fact"),
            models.UniqueConstraint(
                fields=["cooperative", "journal", "year", "number"], name="one_entry_per_number"
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "posted_on"], name="entry_by_day")]

    def __str__(self) -> str:
        return f"{self.journal} {self.year}-{self.number:05d}"

    @property
    def piece(self) -> str:
        """The paper's reference, or what names the fact."""
        return self.piece_ref or self.source_key

    @property
    def piece_day(self) -> date:
        return self.piece_on or self.posted_on


class Line(CooperativeOwned):
    """Cents on an account: debit positive, credit negative, never zero."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines", db_constraint=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False)
    amount_cents = models.BigIntegerField()
    label = models.CharField(max_length=200, blank=True)
    section = models.CharField(max_length=40, blank=True)
    auxiliary = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            *wall("entry", "account", append_only=True),
            WrittenWithItsEntry(name="line_is_written_with_its_entry"),
            NeverEmptied(name="lines_are_never_emptied"),
            models.CheckConstraint(condition=~models.Q(amount_cents=0), name="line_is_not_zero"),
        ]
        indexes = [models.Index(fields=["cooperative", "entry"], name="lines_of_entry")]

    @property
    def debit_cents(self) -> int:
        return max(0, self.amount_cents)

    @property
    def credit_cents(self) -> int:
        return max(0, -self.amount_cents)


class EntryVat(CooperativeOwned):
    """Net and VAT of an entry at a rate in thousandths, as its paper says; a sale or purchase is positive.

    `taxing` says who owes it. An entry without any is read by its amounts.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="taxed", db_constraint=False)
    taxing = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Taxing])
    per_mille = models.PositiveSmallIntegerField()
    net_cents = models.BigIntegerField()
    vat_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            *wall("entry", append_only=True),
            models.UniqueConstraint(
                fields=["cooperative", "entry", "taxing", "per_mille"], name="one_vat_of_an_entry_per_rate"
            ),
        ]

    @property
    def part(self) -> TaxedPart:
        return TaxedPart(Taxing(self.taxing), self.per_mille, self.net_cents, self.vat_cents)


class CarriedForward(CooperativeOwned):
    """What an account of the balance sheet held at the end of a closed year, by auxiliary code.

    Written once when the year is closed, so that a later year needs no line of an earlier one.
    """

    year = models.PositiveSmallIntegerField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False)
    auxiliary = models.CharField(max_length=24, blank=True)
    amount_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            *wall("account", append_only=True),
            models.UniqueConstraint(
                fields=["cooperative", "year", "account", "auxiliary"], name="one_balance_carried_forward"
            ),
        ]


class ThirdParty(CooperativeOwned):
    """A supplier or another firm the co-op deals with, by the auxiliary code its lines carry.

    `country` (ISO 3166-1) and `postcode` say where it is; empty until somebody does.
    """

    code = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)
    postcode = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "code"], name="one_third_party_per_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
