"""Every table of the federation says who may read and write it, in PostgreSQL itself."""

from django.apps import apps
from django.db import connection

from coopplatform.tenancy.models import CooperativeOwned
from federation.models.rules import SharedTable

SHARED = [
    model
    for model in apps.get_app_config("federation").get_models()
    if not issubclass(model, CooperativeOwned)
]


def test_a_shared_table_has_exactly_one_rule():
    rules = {
        model.__name__: [one for one in model._meta.constraints if isinstance(one, SharedTable)]
        for model in SHARED
    }
    assert [name for name, found in rules.items() if len(found) != 1] == []


def test_postgresql_keeps_the_rule_even_from_the_owner(db):
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity and relforcerowsecurity")
        kept = {name for (name,) in cursor.fetchall()}
    assert {model._meta.db_table for model in SHARED} - kept == set()
