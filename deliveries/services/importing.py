"""Orders out of a file: checked line by line first, then ordered line by line, each once, whatever happens."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.ordering import OrderImportFinished, OrderImportStarted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow, NotFound, sentence_of
from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part, unit_of_work
from deliveries.adapters.sheets import rows_of
from deliveries.domain.order_sheet import MOST_LINES, Asked, columns_of, in_column, read_line
from deliveries.models import ImportLine, OrderImport
from deliveries.queries.addresses import search
from deliveries.services.ordering import place_order
from deliveries.services.quoting import Destination, NewOrder, store_called

IMPORT_ORDERS = "deliveries.import_orders"
KEPT = timedelta(days=90)


@unit_of_work
def check_import(*, store_id: UUID, name: str, content: bytes, by: Actor, at: datetime) -> OrderImport:
    """Read the file and keep its lines with what is wrong in them; nothing is ordered yet.

    Raises NotFound for an unknown store; Invalid for a file that cannot be read as a sheet of orders.
    """
    store = store_called(store_id)
    header, *rows = rows_of(name, content, most=MOST_LINES)
    columns = columns_of(header)
    if not rows:
        raise Invalid(
            "no_lines", _("This file has a first line with the columns, and no order."), field="file"
        )
    made = OrderImport.objects.create(
        store=store,
        name=name[:120],
        digest=hashlib.sha256(content).hexdigest(),
        header=header,
        state=OrderImport.State.CHECKED,
        lines_count=len(rows),
        created_at=at,
        created_by=str(by),
    )
    zone = cooperative_here().zone
    ImportLine.objects.bulk_create(
        (_checked(made, number, cells, columns, at, zone) for number, cells in enumerate(rows, start=2)),
        batch_size=1000,
    )
    return made


@unit_of_work
def start_import(*, import_id: UUID, by: Actor, at: datetime) -> OrderImport:
    """Order its good lines from now on. Raises NotFound; NotAllowedNow when it was started before."""
    found = _locked(import_id)
    if found.state != OrderImport.State.CHECKED:
        raise NotAllowedNow("import_started", _("This file is being ordered already."))
    found.state = OrderImport.State.RUNNING
    found.save(update_fields=["state"])
    event = OrderImportStarted(
        order_import_id=found.pk, store_id=found.store_id, lines=found.lines_count, occurred_at=at
    )
    record(event, by=by)
    return found


def carry_on_import(*, import_id: UUID, by: Actor, clock: Any = timezone.now) -> int:
    """Order what still waits, each line in a transaction of its own, and finish. How many it ordered or refused.

    Two of it at once share the lines; after a stop it goes on with those that wait.
    """
    found = OrderImport.objects.filter(pk=import_id, state=OrderImport.State.RUNNING).first()
    if found is None:
        return 0
    columns = columns_of(found.header)
    done = 0
    while order_next_line(found=found, columns=columns, by=by, at=clock()):
        done += 1
    finish_import(import_id=import_id, by=by, at=clock())
    return done


@unit_of_work
def order_next_line(*, found: OrderImport, columns: dict[str, int], by: Actor, at: datetime) -> bool:
    """Order the next line that waits and that nobody else has in hand; False when there is none."""
    line = (
        ImportLine.objects.select_for_update(skip_locked=True)
        .filter(order_import=found, state=ImportLine.State.WAITING)
        .order_by("number")
        .first()
    )
    if line is None:
        return False
    try:
        new = _new_order(found, _asked(line.cells, columns, at, cooperative_here().zone), at)
        line.order = as_part(place_order)(new=new, by=by, at=at)
        line.state = ImportLine.State.ORDERED
    except DomainError as refused:
        line.state, line.trouble = ImportLine.State.FAILED, _trouble(refused, found.header, columns)
    line.save(update_fields=["state", "trouble", "order"])
    return True


@unit_of_work
def finish_import(*, import_id: UUID, by: Actor, at: datetime) -> OrderImport:
    """It is done once no line waits. Raises NotFound."""
    found = _locked(import_id)
    is_waiting = found.lines.filter(state=ImportLine.State.WAITING).exists()
    if found.state == OrderImport.State.RUNNING and not is_waiting:
        found.state, found.finished_at = OrderImport.State.DONE, at
        found.save(update_fields=["state", "finished_at"])
        event = OrderImportFinished(order_import_id=found.pk, store_id=found.store_id, occurred_at=at)
        record(event, by=by)
    return found


@unit_of_work
def discard_import(*, import_id: UUID, by: Actor, at: datetime) -> None:
    """Forget a file that was checked and not ordered. Raises NotFound, NotAllowedNow."""
    found = _locked(import_id)
    if found.state != OrderImport.State.CHECKED:
        raise NotAllowedNow("import_started", _("This file is being ordered already."))
    found.delete()


@unit_of_work
def purge_imports(*, at: datetime) -> int:
    """Forget files after 90 days, with whom they were for; their orders stay. How many it forgot."""
    forgotten, _by_model = OrderImport.objects.filter(created_at__lt=at - KEPT).delete()
    return forgotten


def _locked(import_id: UUID) -> OrderImport:
    found = OrderImport.objects.select_for_update(of=("self",), no_key=True).filter(pk=import_id).first()
    if found is None:
        raise NotFound("no_import", _("There is no such file."))
    return found


def _asked(cells: Sequence[str], columns: dict[str, int], at: datetime, zone: ZoneInfo) -> Asked:
    return read_line(cells, columns, today=timezone.localdate(at, zone), now=at, zone=zone)


def _checked(
    made: OrderImport,
    number: int,
    cells: list[str],
    columns: dict[str, int],
    at: datetime,
    zone: ZoneInfo,
) -> ImportLine:
    line = ImportLine(order_import=made, number=number, cells=cells, state=ImportLine.State.WAITING)
    try:
        _asked(cells, columns, at, zone)
    except DomainError as refused:
        line.state, line.trouble = ImportLine.State.FAILED, _trouble(refused, made.header, columns)
    return line


def _trouble(refused: DomainError, header: Sequence[str], columns: dict[str, int]) -> dict[str, Any]:
    """The sentence, and the column it is about, as the file calls it."""
    column = in_column(refused, header, columns)
    return sentence_of(refused).as_json() | ({"column": str(column)} if column else {})


def _new_order(found: OrderImport, asked: Asked, at: datetime) -> NewOrder:
    words = {
        "name": asked.name[:120],
        "phone": asked.phone[:32],
        "email": asked.email,
        "instructions": asked.instructions[:300],
    }
    return NewOrder(
        store_id=found.store_id,
        to=_destination(asked, words),
        ready_at=asked.ready_at,
        bags=asked.bags,
        goods_cents=asked.goods_cents,
        window=asked.window,
        grams=asked.grams,
    )


def _destination(asked: Asked, words: dict[str, str]) -> Destination:
    """Where the line says it goes. Raises Invalid, with what it may mean, for an address nobody is sure of."""
    if asked.point:
        return Destination(**words, address=asked.address[:200], point=Point(*asked.point))
    places = search(asked.address, limit=1)
    if not places:
        raise Invalid(
            "address_not_found",
            _("This address is not known here: correct it, or give its latitude and longitude."),
            field="address",
        )
    (place,) = places
    if not place.is_exact:
        raise Invalid(
            "address_unsure",
            _("This address is not known here. Is it %(place)s? Then write it so."),
            field="address",
            place=place.label,
        )
    return Destination(
        **words, address=place.label, point=place.point, geocoder=place.geocoder, licence=place.licence
    )
