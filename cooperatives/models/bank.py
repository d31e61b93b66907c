"""The bank's word: statements as they were read, and which lines of the books they settle."""

from django.db import models

from cooperatives.models.books import Account, Entry, Line
from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned


class BankAccount(CooperativeOwned):
    """One of the co-op's accounts at a bank, and the account of the chart that stands for it."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False)
    iban = models.CharField(max_length=34)
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            *wall("account"),
            models.UniqueConstraint(fields=["cooperative", "iban"], name="one_bank_account_per_iban"),
            models.UniqueConstraint(fields=["cooperative", "account"], name="one_bank_account_per_account"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.iban}"


class BankStatement(CooperativeOwned):
    """A statement as the bank numbered it; money in is positive."""

    bank_account = models.ForeignKey(
        BankAccount, models.PROTECT, related_name="statements", db_constraint=False
    )
    reference = models.CharField(max_length=80)
    first_on = models.DateField()
    last_on = models.DateField()
    opening_cents = models.BigIntegerField()
    closing_cents = models.BigIntegerField()
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            *wall("bank_account", append_only=True),
            models.UniqueConstraint(
                fields=["cooperative", "bank_account", "reference"], name="one_statement_per_reference"
            ),
        ]


class BankLine(CooperativeOwned):
    """One movement on a statement. `fingerprint` tells it apart, so that it is read once from any file."""

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines", db_constraint=False)
    bank_account = models.ForeignKey(BankAccount, models.PROTECT, related_name="lines", db_constraint=False)
    position = models.PositiveIntegerField()
    booked_on = models.DateField()
    amount_cents = models.BigIntegerField()
    name = models.CharField(max_length=140, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=500, blank=True)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [
            *wall("statement", "bank_account", append_only=True),
            models.UniqueConstraint(
                fields=["cooperative", "bank_account", "fingerprint"], name="one_bank_line_per_movement"
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "booked_on"], name="bank_lines_by_day")]


class Matching(CooperativeOwned):
    """Lines of the books that settle each other (lettrage), because of a bank line if there is one.

    `entry` is the settlement posted for it; none when the movement was in the books already.
    """

    number = models.PositiveIntegerField()
    bank_line = models.OneToOneField(
        BankLine, models.PROTECT, null=True, blank=True, related_name="matching", db_constraint=False
    )
    entry = models.ForeignKey(
        Entry, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    matched_at = models.DateTimeField()
    matched_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            *wall("bank_line", "entry"),
            models.UniqueConstraint(fields=["cooperative", "number"], name="one_matching_per_number"),
        ]


class MatchedLine(CooperativeOwned):
    """A line of the books inside a matching; a line is settled once."""

    matching = models.ForeignKey(Matching, models.CASCADE, related_name="lines", db_constraint=False)
    line = models.OneToOneField(Line, models.PROTECT, related_name="matched", db_constraint=False)

    class Meta:
        constraints = wall("matching", "line")
