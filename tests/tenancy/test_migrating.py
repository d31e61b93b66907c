"""Migrating quicker writes the same SQL and leaves the same models behind."""

from contextlib import nullcontext
from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RemoveField,
    RenameModel,
)
from django.db.migrations.state import ProjectState

from coopplatform.tenancy.migrating import without_building_anew


def key(to: str) -> Any:
    return models.ForeignKey(to, models.CASCADE)


def created(name: str, **fields: Any) -> CreateModel:
    return CreateModel(name, [("code", models.CharField(max_length=9, primary_key=True)), *fields.items()])


HISTORY = [
    created("Depot", town=models.CharField(max_length=10)),
    created("Bike", depot=key("deliveries.depot")),
    created("Trailer", bike=key("deliveries.bike")),
    AddField("depot", "height", models.IntegerField(default=0)),
    AddField("bike", "spare", models.ForeignKey("deliveries.trailer", models.CASCADE, null=True)),
    AddConstraint("bike", models.UniqueConstraint(fields=["depot"], name="one_depot")),
    AddIndex("bike", models.Index(fields=["depot", "code"], name="by_depot")),
    AddConstraint("bike", models.UniqueConstraint(fields=["code", "depot"], name="another")),
    RemoveConstraint("bike", "one_depot"),
    AlterField("depot", "town", models.CharField(max_length=20)),
    AlterField("depot", "code", models.CharField(max_length=12, primary_key=True)),
    created("Lock", bike=key("deliveries.bike")),
    RemoveField("depot", "height"),
    RenameModel("bike", "Cycle"),
    AddField("lock", "depot", models.ForeignKey("deliveries.depot", models.CASCADE, null=True)),
]


class History(Migration):
    operations = HISTORY


def migrated() -> tuple[list[str], ProjectState]:
    """The SQL of the history, unrun, and the state after it."""
    with connection.schema_editor(collect_sql=True) as editor:
        state = History("0001_history", "deliveries").apply(ProjectState(), editor)
    return editor.collected_sql, state


@pytest.mark.django_db
@pytest.mark.parametrize("way", [nullcontext, without_building_anew])
def test_a_changed_key_changes_the_keys_that_point_at_it(way):
    with way():
        written, state = migrated()
    lengthened = [line for line in written if "TYPE varchar(12)" in line]
    assert [line.split('"')[1] for line in lengthened] == ["deliveries_depot", "deliveries_bike"]
    cycle, lock = (state.apps.get_model("deliveries", name) for name in ("cycle", "lock"))
    assert lock._meta.get_field("bike").related_model is cycle
    assert [option.name for option in cycle._meta.constraints + cycle._meta.indexes] == [
        "another",
        "by_depot",
    ]


@pytest.mark.django_db
def test_the_sql_is_the_same_as_if_every_model_were_built_anew():
    usual, _ = migrated()
    with without_building_anew():
        assert migrated()[0] == usual
    assert len(usual) > len(HISTORY)


@pytest.mark.django_db
def test_a_new_table_leaves_the_models_it_points_at_as_they_are():
    state = ProjectState()
    with without_building_anew(), connection.schema_editor(collect_sql=True) as editor:
        first = History("0001_history", "deliveries")
        first.operations = HISTORY[:1]
        first.apply(state, editor)
        depot = state.apps.get_model("deliveries", "depot")
        first.operations = HISTORY[1:2]
        first.apply(state, editor)
    assert state.apps.get_model("deliveries", "depot") is depot
    assert state.apps.get_model("deliveries", "bike")._meta.get_field("depot").related_model is depot
