"""Whoever the demo's later chapters speak of, by the names they were founded with."""

from cooperatives.models import Cooperative
from cooperatives.queries.access import account, cooperative
from coopplatform.kernel.actor import Actor
from federation.demo.cast import DOMAIN


def person(login: str) -> Actor:
    found = account(f"{login}@{DOMAIN}")
    assert found is not None
    return Actor.person(found.pk)


def home(slug: str) -> Cooperative:
    found = cooperative(slug)
    assert found is not None
    return found
