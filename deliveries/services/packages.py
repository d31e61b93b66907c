"""Package types join, change and are used no longer."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coopplatform.contracts.pricing import PackageTypeChanged
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.loads import MOST_GRAMS
from deliveries.models import PackageType, StorePackage
from deliveries.queries.price_books import sets_that_speak_of

CODE = re.compile(r"[A-Za-z0-9_-]{1,8}")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
MOST_UNITS = 10_000


@dataclass(frozen=True, slots=True)
class PackageSaid:
    """Volume in the co-op's units, weight in grams; the most is at least the average."""

    name: str
    code: str
    units_average: int
    units_most: int
    grams_average: int
    grams_most: int
    colour: str = ""

    def check(self) -> None:
        """Raises Invalid at the field."""
        if not self.name.strip() or len(self.name) > 60:
            raise Invalid(
                "package_name", _("A package type needs a name of at most 60 characters."), field="name"
            )
        if not CODE.fullmatch(self.code):
            raise Invalid("package_code", _("The code has 1 to 8 letters or digits, as XL."), field="code")
        for average, most, limit, field in (
            (self.units_average, self.units_most, MOST_UNITS, "units_most"),
            (self.grams_average, self.grams_most, MOST_GRAMS, "grams_most"),
        ):
            if not 0 <= average <= most <= limit:
                raise Invalid(
                    "package_size",
                    _("The most is at least the average, and at most %(limit)s."),
                    field=field,
                    limit=limit,
                )
        if self.colour and not COLOUR.fullmatch(self.colour):
            raise Invalid("package_colour", _("A colour is written as #2C8A57."), field="colour")


@unit_of_work
def add_package_type(*, said: PackageSaid, by: Actor, at: datetime) -> PackageType:
    """Raises Invalid for a code taken, or a size that is none."""
    said.check()
    if PackageType.objects.filter(code=said.code, deleted_at__isnull=True).exists():
        raise Invalid("package_code", _("There is a package type with this code already."), field="code")
    made = PackageType(
        name=said.name.strip(),
        code=said.code,
        units_average=said.units_average,
        units_most=said.units_most,
        grams_average=said.grams_average,
        grams_most=said.grams_most,
        colour=said.colour,
    )
    made.save(force_insert=True)
    record(PackageTypeChanged(package_type_id=made.pk, kind="made", occurred_at=at), by=by)
    return made


@unit_of_work
def change_package_type(*, package_id: UUID, said: PackageSaid, by: Actor, at: datetime) -> PackageType:
    """All but the code, which orders and rules name. Raises NotFound, Invalid."""
    said.check()
    found = _locked(package_id)
    if said.code != found.code:
        raise Invalid("package_code", _("The code stays: orders and price rules name it."), field="code")
    changed = ("name", "units_average", "units_most", "grams_average", "grams_most", "colour")
    for field in changed:
        setattr(found, field, getattr(said, field))
    found.save(update_fields=changed)
    record(PackageTypeChanged(package_type_id=found.pk, kind="changed", occurred_at=at), by=by)
    return found


@unit_of_work
def delete_package_type(*, package_id: UUID, by: Actor, at: datetime) -> None:
    """No store sends it any more; orders keep it. Raises NotFound; NotAllowedNow while a price rule names it."""
    found = _locked(package_id)
    spoken = sets_that_speak_of(package=found.code)
    if spoken:
        raise NotAllowedNow(
            "package_in_use",
            _("%(sets)s has a price for %(package)s: change its rules first."),
            sets=", ".join(one.name for one in spoken),
            package=found.code,
        )
    found.deleted_at = at
    found.save(update_fields=["deleted_at"])
    StorePackage.objects.filter(package=found).delete()
    record(PackageTypeChanged(package_type_id=found.pk, kind="deleted", occurred_at=at), by=by)


def _locked(package_id: UUID) -> PackageType:
    found = (
        PackageType.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=package_id, deleted_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotFound("no_package_type", _("There is no such package type."))
    return found
