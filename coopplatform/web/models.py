"""Requests that must count once, however often they are sent."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned


class IdempotencyKey(CooperativeOwned):
    """`key` of `who` made `subject` in the same transaction; `fingerprint` is what was asked."""

    who = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    subject = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "who", "key"], name="one_request_per_key"),
        ]
