"""Rosa's till speaks to the API with the key of her store."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from deliveries.services.stores import issue_token
from tests.conftest import PLATFORM


def client_of(cast: Any, now: Any) -> APIClient:
    with cast.inside():
        token = issue_token(store_id=cast.store_id, label="till", by=PLATFORM, at=now)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


@pytest.fixture
def rosas_till(roue, now):
    return client_of(roue, now)


@pytest.fixture
def sams_till(autre, now):
    return client_of(autre, now)


@pytest.fixture
def body(now) -> dict[str, Any]:
    from datetime import timedelta

    return {
        "recipient": {
            "name": "Mme Rossi",
            "phone": "06 12 45 80 17",
            "address": "14 rue Grimaldi",
            "point": {"lat": 43.7335, "lon": 7.4165},
        },
        "ready_at": (now + timedelta(minutes=15)).isoformat(),
        "bags": 2,
    }
