"""Every tenant model, found by introspection, is behind the wall: ORM, raw SQL, composite keys."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django_scopes import ScopeError

from coopplatform.tenancy.constraints import TenantForeignKey, tenant_models
from coopplatform.tenancy.models import CooperativeOwned, WrongCooperative
from coopplatform.tenancy.scope import scope

MODELS = tenant_models()
KEYS = [
    (model, constraint.field)
    for model in MODELS
    for constraint in model._meta.constraints
    if isinstance(constraint, TenantForeignKey)
]


def by_name(value: Any) -> str | None:
    return str(value._meta.label) if hasattr(value, "_meta") else None


def cell(field: models.Field, row: dict[str, Any]) -> Any:
    """Some value of the field's type; what it says does not matter to the wall."""
    if field.is_relation:
        return row.get(field.name)
    samples: dict[str, Any] = {
        "UUIDField": uuid.uuid4,
        "JSONField": lambda: "{}",
        "BooleanField": lambda: True,
        "DateField": lambda: "2026-01-01",
        "DateTimeField": lambda: datetime.now(UTC),
        "TimeField": lambda: "12:00",
        "DecimalField": lambda: 1.5,
        "FloatField": lambda: 1.5,
    }
    kind = field.get_internal_type()
    if kind in samples:
        return samples[kind]()
    if "Integer" in kind or "AutoField" in kind:
        return 1
    return str(uuid.uuid4())[: field.max_length or 36]


def insert(model: type[models.Model], cooperative_id: int, **row: Any) -> None:
    """A row by raw SQL, past every manager."""
    columns, values = [], []
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.CompositePrimaryKey):
            continue
        if field.name == "cooperative":
            value: Any = cooperative_id
        elif (
            isinstance(field, models.AutoField)
            or field.has_db_default()
            or (field.is_relation and field.name not in row and not field.null)
        ):
            continue
        else:
            value = cell(field, row)
        columns.append(connection.ops.quote_name(str(field.column)))
        values.append(value)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {model._meta.db_table} ({', '.join(columns)}) values ({marks})", values)


def test_there_are_tenant_models_and_the_checks_find_no_gap():
    assert len(MODELS) > 20
    assert run_checks(tags=["tenancy"]) == []


def test_every_model_with_a_cooperative_is_a_tenant_model():
    """A table with a co-op's column but without the wall would be a hole; global ones have their reason."""
    pooled = {"federation.Contribution"}  # published to the federation by the co-op's own job
    pooled |= {  # written in a co-op's or the federation's name, read by all: rules in federation/models/rules.py
        f"federation.{name}"
        for name in (
            "PluginReview",
            "Policy",
            "PolicyMark",
            "PolicyReview",
            "PolicyUse",
            "PolicyVersion",
            "RoadmapBudget",
            "RoadmapFeature",
            "RoadmapOutcome",
            "RoadmapRound",
            "RoadmapSupport",
        )
    }
    loose = {
        model._meta.label
        for model in apps.get_models()
        if any(field.name == "cooperative" for field in model._meta.local_fields)
        and not issubclass(model, CooperativeOwned)
    }
    assert loose <= pooled


@pytest.mark.parametrize("model", MODELS, ids=by_name)
def test_the_catalogue_shows_the_wall(model, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relrowsecurity, c.relforcerowsecurity, c.relowner::regrole::text,"
            " (select count(*) from pg_policy p where p.polrelid = c.oid)"
            " from pg_class c where c.relname = %s",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (True, True, "coop_owner", 1)


def test_the_runtime_role_owns_nothing_and_bypasses_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolname, rolsuper, rolbypassrls, rolcreaterole,"
            " (select count(*) from pg_class where relowner = r.oid)"
            " from pg_roles r where rolname = current_user"
        )
        assert cursor.fetchone() == ("coop_app", False, False, False, 0)


@pytest.mark.parametrize("model", MODELS, ids=by_name)
def test_managers_refuse_to_answer_outside_a_scope(model, db):
    with pytest.raises(ScopeError):
        model.objects.count()


# What needs two co-ops builds them once, and asks every model in turn.


def test_raw_sql_sees_no_row_of_another_co_op(subtests, roue, autre):
    """Rows there are (where the story has made some), but none of them crosses."""
    for model in MODELS:
        with subtests.test(model=by_name(model)):
            for here in (roue, autre):
                with here.inside(), connection.cursor() as cursor:
                    cursor.execute(
                        "select count(*), count(*) filter (where cooperative_id = %s)"
                        f" from {model._meta.db_table}",
                        [here.cooperative.pk],
                    )
                    seen, own = cursor.fetchone()
                    assert seen == own
            assert rows_of(model) == 0


def test_raw_sql_writes_no_row_for_another_co_op(subtests, roue, autre):
    for model in MODELS:
        with (
            subtests.test(model=by_name(model)),
            roue.inside(),
            pytest.raises(DatabaseError, match="row-level security|is posted"),
            transaction.atomic(),
        ):
            insert(model, autre.cooperative.pk)


def test_raw_updates_and_deletes_do_not_reach_another_co_op(subtests, roue, autre):
    for model in MODELS:
        table = model._meta.db_table
        with subtests.test(model=by_name(model)):
            with autre.inside():
                before = rows_of(model)
            with roue.inside(), connection.cursor() as cursor:
                for sql in (
                    f"update {table} set cooperative_id = cooperative_id where cooperative_id = %s",
                    f"delete from {table} where cooperative_id = %s",
                ):
                    try:
                        with transaction.atomic():
                            cursor.execute(sql, [autre.cooperative.pk])
                            assert cursor.rowcount == 0
                    except DatabaseError as refused:
                        assert "permission denied" in str(refused)
            with autre.inside():
                assert rows_of(model) == before


def test_a_row_built_for_another_co_op_is_refused_before_it_is_sent(subtests, roue, autre):
    for model in MODELS:
        with subtests.test(model=by_name(model)), roue.inside(), pytest.raises(WrongCooperative):
            model(cooperative_id=autre.cooperative.pk).save()


def rows_of(model: type[models.Model]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {model._meta.db_table}")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(("model", "field"), KEYS, ids=lambda value: by_name(value) or value)
def test_a_key_to_another_co_ops_row_is_no_key(model, field, db):
    """The composite key, asked of the catalogue: both columns, to the target's (cooperative_id, id)."""
    target = model._meta.get_field(field).related_model._meta.db_table
    column = model._meta.get_field(field).column
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_constraintdef(oid) from pg_constraint where contype = 'f' and conrelid = %s::regclass",
            [model._meta.db_table],
        )
        keys = [row[0] for row in cursor.fetchall()]
    assert any(
        f"FOREIGN KEY (cooperative_id, {column}) REFERENCES {target}(cooperative_id, id)" in key
        for key in keys
    )
    assert not any(f"FOREIGN KEY ({column})" in key for key in keys)


def test_a_task_cannot_be_given_to_the_other_co_ops_courier_even_by_raw_sql(roue, autre, now):
    from tests.conftest import placed

    order = placed(roue, now)
    with scope(roue.cooperative.pk), connection.cursor() as cursor, pytest.raises(IntegrityError):
        with transaction.atomic():
            cursor.execute(
                "update deliveries_task set assignee_id = %s where delivery_id = %s",
                [autre.courier_id, order.delivery.pk],
            )
            connection.check_constraints()
