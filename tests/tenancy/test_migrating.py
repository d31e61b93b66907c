"""Migrating quicker leaves the same state and the same model behind."""

from django.db import models
from django.db.migrations.operations import AddConstraint, AddIndex, RemoveConstraint
from django.db.migrations.state import ModelState, ProjectState

from coopplatform.tenancy.migrating import without_building_anew

OPERATIONS = (
    AddConstraint("bike", models.UniqueConstraint(fields=["name"], name="one_name")),
    AddIndex("bike", models.Index(fields=["name"], name="by_name")),
    AddConstraint("bike", models.UniqueConstraint(fields=["name", "id"], name="another")),
    RemoveConstraint("bike", "one_name"),
)


def described() -> tuple[list[str], list[str], list[str], list[str]]:
    """Names of constraints and indexes, in the state and on the model it renders."""
    state = ProjectState()
    name = ("name", models.CharField(max_length=10))
    state.add_model(ModelState("deliveries", "Bike", [("id", models.AutoField(primary_key=True)), name]))
    assert state.apps.get_model("deliveries", "bike")
    for operation in OPERATIONS:
        operation.state_forwards("deliveries", state)
    options, meta = (
        state.models["deliveries", "bike"].options,
        state.apps.get_model("deliveries", "bike")._meta,
    )
    lists = (options["constraints"], options["indexes"], meta.constraints, meta.indexes)
    return tuple([one.name for one in found] for found in lists)  # type: ignore[return-value]


def test_constraints_and_indexes_are_known_as_if_every_model_were_built_anew():
    usual = described()
    with without_building_anew():
        assert described() == usual == (["another"], ["by_name"], ["another"], ["by_name"])
