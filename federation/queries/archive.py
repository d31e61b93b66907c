"""Everything a co-op keeps here, found by looking at the models: a table that arrives tomorrow is in it tomorrow."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Func, IntegerField

from cooperatives.models import Cooperative, Membership, User
from coopplatform.tenancy.constraints import tenant_models
from coopplatform.tenancy.models import CooperativeOwned
from coopplatform.tenancy.scope import required

ROWS_AT_ONCE = 500
INLINE_BYTES = 16 * 1024
OWNERS = ("cooperative", "member")
PERSON = ("id", "email", "name", "locale")
"""Of a person who has a role here: what the co-op knows of them. No password, no key."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the field that says whose row it is, and its columns without those that hold files."""

    model: type[models.Model]
    owner: str
    columns: tuple[str, ...]
    binaries: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.model._meta.label_lower)

    def rows(self) -> models.QuerySet:
        """The rows of the co-op in scope."""
        found: models.QuerySet = self.model._default_manager.all()
        if self.owner == "people":
            return found.filter(pk__in=Membership.objects.values("user_id"))
        return found.filter(**{self.owner: required()})


def tables() -> list[Table]:
    """The co-op itself, its people, each tenant table, and what it shared or was written about it; by name."""
    found = [
        Table(Cooperative, "pk", _columns(Cooperative), ()),
        Table(User, "people", PERSON, ()),
        *(_table(model, "cooperative") for model in tenant_models()),
    ]
    for model in apps.get_models():
        owner = next(
            (name for name in OWNERS if name in {field.name for field in model._meta.local_fields}), None
        )
        if owner and not issubclass(model, CooperativeOwned):
            found.append(_table(model, owner))
    return sorted(found, key=lambda table: table.name)


def rows_of(table: Table) -> Iterator[dict[str, Any]]:
    """Every row as JSON knows it, a few in memory at a time; a large file is named instead of told."""
    sizes = {f"{name}_bytes": _size(name) for name in table.binaries}
    for page in _pages(table.rows().annotate(**sizes), (*table.columns, *sizes), table):
        small = {name: _small(table, page, name) for name in table.binaries}
        for row in page:
            told = {name: _plain(row[name]) for name in table.columns}
            for name in table.binaries:
                told[name] = _told(table, row, name, small[name])
            yield told


def large_files(table: Table) -> Iterator[tuple[str, bytes]]:
    """The files that rows name, each with its path; one in memory at a time."""
    for name in table.binaries:
        rows = table.rows().annotate(octets_here=_size(name)).filter(octets_here__gt=INLINE_BYTES)
        for page in _pages(rows, ("id",), table):
            for row in page:
                content = table.rows().values_list(name, flat=True).get(pk=row["id"])
                yield _path(table, row["id"], name), bytes(content)


def _table(model: type[models.Model], owner: str) -> Table:
    binaries = tuple(
        field.attname for field in model._meta.local_concrete_fields if isinstance(field, models.BinaryField)
    )
    return Table(model, owner, tuple(name for name in _columns(model) if name not in binaries), binaries)


def _columns(model: type[models.Model]) -> tuple[str, ...]:
    fields = model._meta.local_concrete_fields
    return tuple(field.attname for field in fields if not isinstance(field, models.CompositePrimaryKey))


def _pages(rows: models.QuerySet, columns: tuple[str, ...], table: Table) -> Iterator[list[dict[str, Any]]]:
    """By key, so that no page costs more than the one before it."""
    key_of: Any = table.model._meta.pk
    is_composite = isinstance(table.model._meta.pk, models.CompositePrimaryKey)
    names = [field.attname for field in key_of.fields] if is_composite else []
    after: Any = None
    while True:
        part = rows if after is None else rows.filter(pk__gt=after)
        page = list(part.order_by("pk").values(*columns)[:ROWS_AT_ONCE])
        if page:
            yield page
        if len(page) < ROWS_AT_ONCE:
            return
        last = page[-1]
        after = tuple(last[name] for name in names) if names else last[key_of.attname]


def _small(table: Table, page: list[dict[str, Any]], name: str) -> dict[Any, bytes]:
    """The files of a page that are small enough to stand in their row."""
    ids = [
        row["id"] for row in page if row[f"{name}_bytes"] is not None and row[f"{name}_bytes"] <= INLINE_BYTES
    ]
    return {key: bytes(content) for key, content in table.rows().filter(pk__in=ids).values_list("pk", name)}


def _told(table: Table, row: dict[str, Any], name: str, small: dict[Any, bytes]) -> Any:
    if row[f"{name}_bytes"] is None:
        return None
    if row["id"] in small:
        return {"base64": base64.b64encode(small[row["id"]]).decode()}
    return {"file": _path(table, row["id"], name)}


def _path(table: Table, key: Any, name: str) -> str:
    return f"files/{table.name}/{key}.{name}"


def _size(name: str) -> Func:
    return Func(name, function="octet_length", output_field=IntegerField())


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value
