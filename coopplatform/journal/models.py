"""The journal's table, each reader's place in it, and reactions that need a person."""

from typing import Any

from django.db import models
from django.db.models import Func
from django.db.models.functions import Now

from coopplatform.tenancy.constraints import AppendOnly, TenantWall, wall
from coopplatform.tenancy.models import CooperativeOwned


class Xid8Field(models.Field):
    """PostgreSQL's 64-bit transaction id."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: Any, *_: Any) -> int | None:
        return None if value is None else int(value)


class JournalEntry(CooperativeOwned):
    """One event. Readers follow (txid, position), never position alone: transactions commit out of order."""

    id = None  # type: ignore[assignment]  # its position is its key
    position = models.BigAutoField(primary_key=True)
    txid = Xid8Field(db_default=Func(function="pg_current_xact_id"), editable=False)
    subject = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    actor = models.CharField(max_length=64)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    causation_id = models.BigIntegerField(null=True)
    correlation_id = models.UUIDField()

    class Meta:
        constraints = [
            TenantWall(name="%(app_label)s_%(class)s_wall"),
            AppendOnly(name="%(app_label)s_%(class)s_append_only"),
        ]
        indexes = [
            models.Index(fields=["cooperative", "txid", "position"], name="journal_order"),
            models.Index(fields=["cooperative", "subject", "position"], name="journal_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name} {self.subject}"


class ReaderCursor(CooperativeOwned):
    """How far a reader has come in one co-op's journal."""

    reader = models.CharField(max_length=64)
    txid = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "reader"], name="one_cursor_per_reader"),
        ]


class FailedReaction(CooperativeOwned):
    """A reaction that raised again and again: set aside so that the others go on, kept until repaired."""

    reaction = models.CharField(max_length=128)
    entry = models.BigIntegerField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField()
    last_tried_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(
                fields=["cooperative", "reaction", "entry"], name="one_failure_per_entry"
            ),
        ]
