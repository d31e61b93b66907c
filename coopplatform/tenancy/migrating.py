"""Migrating in a third of the time: a constraint or an index changes no field, so no model is built anew for it.

Django renders a model and all that are related to it again after every operation. Each of our tables has some three
constraints (the wall, its keys), which made that nine tenths of a migration's time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState


@contextmanager
def without_building_anew() -> Iterator[None]:
    """Constraints and indexes are noted in the state and on the model that is there."""
    usual: Any = ProjectState._append_option  # type: ignore[attr-defined]
    ProjectState._append_option = _noted  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._append_option = usual  # type: ignore[attr-defined]


def _noted(state: Any, app_label: str, model_name: str, option_name: str, added: Any) -> None:
    options = state.models[app_label, model_name].options
    options[option_name] = [*options[option_name], added]
    if "apps" in state.__dict__:
        meta = state.apps.get_model(app_label, model_name)._meta
        setattr(meta, option_name, [*getattr(meta, option_name), added])
        meta.original_attrs[option_name] = getattr(meta, option_name)
