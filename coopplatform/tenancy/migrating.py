"""Migrating in a tenth of the time: an operation builds anew only the models whose meaning it changes.

Django renders a model and all it is related to, however far, after every operation, and here everything is related to
its cooperative. But a constraint or an index changes no field, and a new table or a new plain field changes nothing for
the models it points at. What these keep of the past are their backward relations: before an operation that may look at
those, all models are built anew, and it goes Django's own way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from itertools import groupby
from typing import Any

from django.db.migrations import Migration
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
    RunSQL,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

FORWARD = (AddConstraint, AddField, AddIndex, CreateModel, RemoveConstraint, RemoveIndex, RunSQL)
_Key = tuple[str, str]


@contextmanager
def without_building_anew() -> Iterator[None]:
    """Migrations run within build few models; the tables come out the same."""
    with _put(Migration, "apply", _applied), _put(ProjectState, "_append_option", _noted):
        yield


def _applied(migration: Any, state: Any, *args: Any, **options: Any) -> Any:
    for forward, operations in groupby(migration.operations, _looks_forward):
        part = copy(migration)
        part.operations = list(operations)
        if forward:
            with _put(ProjectState, "_find_reload_model", _itself_and_what_points_at_it):
                state = _APPLY(part, state, *args, **options)
        else:
            state.__dict__.pop("apps", None)
            state = _APPLY(part, state, *args, **options)
    return state


_APPLY = Migration.apply


def _looks_forward(operation: Operation) -> bool:
    """Whether it looks at no backward relation: a changed field does if keys may point at it."""
    if isinstance(operation, AlterField):
        return not (operation.field.is_relation or operation.field.unique)
    return isinstance(operation, FORWARD)


def _itself_and_what_points_at_it(
    state: Any, app_label: str, model_name: str, delay: bool = False
) -> set[_Key]:
    state.is_delayed = True  # whoever looks back afterwards has them all built anew
    found: set[_Key] = set()
    waiting = [(app_label, model_name)]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(state.relations.get(key, ()))
    return found


def _noted(state: Any, app_label: str, model_name: str, option_name: str, added: Any) -> None:
    """A constraint or an index, in the state and on the model that is there."""
    options = state.models[app_label, model_name].options
    options[option_name] = [*options[option_name], added]
    if "apps" in state.__dict__:
        meta = state.apps.get_model(app_label, model_name)._meta
        setattr(meta, option_name, [*getattr(meta, option_name), added])
        meta.original_attrs[option_name] = getattr(meta, option_name)


@contextmanager
def _put(owner: type, name: str, ours: Any) -> Iterator[None]:
    usual = getattr(owner, name)
    setattr(owner, name, ours)
    try:
        yield
    finally:
        setattr(owner, name, usual)
