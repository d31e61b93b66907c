"""A year of orders, written by the database itself: for measurements of what reads many of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from coopplatform.tenancy.scope import required

DAYS = 365
# Ids follow from the number, so that each table can be written without reading another.
ORDERS = """
insert into deliveries_order (
  id, cooperative_id, store_id, number, state, placed_at, placed_by, ready_at, is_ready_confirmed,
  promised_at, bags, needs, packages, supplements, proof, goods_cents, closed_at
)
select md5(%(seed)s || 'order' || n)::uuid, %(here)s, (%(stores)s::uuid[])[1 + n %% cardinality(%(stores)s::uuid[])], n,
  case n %% 50 when 7 then 'cancelled' when 19 then 'failed' else 'delivered' end,
  at, 'platform:bench', at + interval '15 minutes', true, at + interval '40 minutes', 1 + n %% 3,
  '[]', '[]', '[]', '[]', 2400, at + interval '28 minutes' + (n * 7 %% 17) * interval '1 minute'
from (
  select n, (%(first)s::date + (n - 1) * %(days)s / %(orders)s)::timestamptz
    + case when n %% 5 < 2 then interval '11 hours' else interval '18 hours' end
    + (n * 37 %% 180) * interval '1 minute' as at
  from generate_series(1, %(orders)s) as n
) as made
"""
QUOTES = """
insert into deliveries_quote (
  id, cooperative_id, order_id, lines, net_cents, vat_cents, total_cents, currency, charter_version
)
select md5(%(seed)s || 'quote' || n)::uuid, %(here)s, md5(%(seed)s || 'order' || n)::uuid,
  jsonb_build_array(
    jsonb_build_object('code', 'base', 'cents', 720, 'label', words, 'formula', words),
    jsonb_build_object('code', 'distance', 'cents', n %% 400, 'label', words, 'formula', words),
    jsonb_build_object('code', 'vat', 'cents', (720 + n %% 400) / 5, 'label', words, 'formula', words)
  ),
  720 + n %% 400, (720 + n %% 400) / 5, 720 + n %% 400 + (720 + n %% 400) / 5, 'EUR', 1
from generate_series(1, %(orders)s) as n
cross join (select jsonb_build_object('message', 'Delivery', 'params', '{}'::jsonb) as words) as written
"""
DELIVERIES = """
insert into deliveries_delivery (
  id, cooperative_id, order_id, tracking_token, distance_metres, ride_seconds, is_distance_estimated, failure
)
select md5(%(seed)s || 'delivery' || n)::uuid, %(here)s, md5(%(seed)s || 'order' || n)::uuid,
  md5(%(seed)s || 'token' || n), 800 + n * 13 %% 3200, 400, false, ''
from generate_series(1, %(orders)s) as n
"""
TASKS = """
insert into deliveries_task (
  id, cooperative_id, delivery_id, kind, state, name, phone, address, instructions, lat, lon, geocoder, licence,
  window_after, window_before, assignee_id, rank, completed_at
)
select md5(%(seed)s || kind || n)::uuid, %(here)s, md5(%(seed)s || 'delivery' || n)::uuid, kind, 'done',
  case kind when 'pickup' then 'Store' else 'Customer ' || n %% 500 end, '', n %% 90 || ' rue Grimaldi', '',
  43.73, 7.42, 'bench', '', o.ready_at, o.promised_at,
  (%(couriers)s::uuid[])[1 + n %% cardinality(%(couriers)s::uuid[])], 0,
  case when o.state = 'delivered' then
    case kind when 'pickup' then o.ready_at else o.closed_at end
  end
from generate_series(1, %(orders)s) as n
cross join (values ('pickup'), ('dropoff')) as kinds (kind)
join deliveries_order as o on o.id = md5(%(seed)s || 'order' || n)::uuid
"""
COUNTER = """
insert into deliveries_ordercounter (id, cooperative_id, last)
values (md5(%(seed)s || 'counter')::uuid, %(here)s, %(orders)s)
"""


def orders_of_a_year(
    orders: int, *, last: date, store_ids: Sequence[UUID], courier_ids: Sequence[UUID]
) -> None:
    """So many orders in the co-op in scope, evenly on the days up to `last`, at lunch and in the evening.

    Of a hundred, two are cancelled and two fail; the others are delivered within twelve minutes before and four after
    their promise. Their numbers begin at 1, so they are the first of the co-op.
    """
    told: dict[str, Any] = {
        "here": required(),
        "seed": f"{required()}:",
        "orders": orders,
        "days": DAYS,
        "first": last - timedelta(days=DAYS - 1),
        "stores": list(store_ids),
        "couriers": list(courier_ids),
    }
    with connection.cursor() as cursor:
        for statement in (ORDERS, QUOTES, DELIVERIES, TASKS, COUNTER):
            cursor.execute(statement, told)
