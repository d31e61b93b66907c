"""How a delivery was handed over, and the pictures that show it.

Pictures are kept in the database: made small they are some 100 kB, a co-op of twenty couriers has a few gigabytes of
them in their year, and this way the wall, the backup, the purge and the transaction of the row hold for its bytes too.
"""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.proof import FILE_NEEDS, LONGEST_NAME, Method
from deliveries.models.orders import Task


class Proof(CooperativeOwned):
    """What the courier's tap said of a drop-off. `given_at` is the tap, `received_at` when we heard of it.

    `missing` are the needs that were asked and not given; `code_matches` is None where no code was told. Where
    something is amiss, `settled_at` is when a dispatcher had looked at it.
    """

    task = models.OneToOneField(Task, models.PROTECT, related_name="proof", db_constraint=False)
    courier = models.ForeignKey("members.MemberWorker", models.PROTECT, related_name="+", db_constraint=False)
    method = models.CharField(max_length=12, choices=[(m.value, m.value) for m in Method])
    is_allowed = models.BooleanField(default=True)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    code_matches = models.BooleanField(null=True)
    missing = models.JSONField(default=list)
    given_at = models.DateTimeField()
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = wall("task", "courier")
        indexes = [
            models.Index(
                fields=["cooperative", "-given_at"],
                name="proofs_incomplete",
                condition=~models.Q(missing=[]) | models.Q(is_allowed=False),
            )
        ]

    @property
    def is_complete(self) -> bool:
        return self.is_allowed and not self.missing


class ProofFile(CooperativeOwned):
    """A photo or a signature of a proof or an incident, by the id the phone gave it. Tap and bytes come in any order.

    Until the bytes are there `image` is None, and `refusal` says why they were turned away, if they were. `digest`
    is the SHA-256 of what was sent; the image is what we made of it, without a word of where it was taken. `taken_at`
    is the phone's word, `noted_at` and `received_at` (of the bytes) are ours.
    """

    proof = models.ForeignKey(
        Proof, models.CASCADE, null=True, blank=True, related_name="files", db_constraint=False
    )
    incident = models.ForeignKey(
        "Incident", models.CASCADE, null=True, blank=True, related_name="photos", db_constraint=False
    )
    courier = models.ForeignKey("members.MemberWorker", models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=9, choices=[(need.value, need.value) for need in FILE_NEEDS])
    image = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = wall("proof", "incident", "courier")
        indexes = [
            models.Index(fields=["cooperative", "proof"], name="files_of_proof"),
            models.Index(fields=["cooperative", "incident"], name="photos_of_incident"),
            models.Index(fields=["cooperative", "noted_at"], name="proof_files_by_age"),
        ]
