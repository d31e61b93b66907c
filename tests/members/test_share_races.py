"""Two treasurers at once: the register counts on, and nobody gets back what is not there."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from coopplatform.kernel.errors import DomainError
from coopplatform.tenancy.scope import scope
from members.models import ShareMovement
from members.services.shares import refund_shares, subscribe_shares
from tests.conftest import PLATFORM

AT = datetime(2026, 4, 2, 10, tzinfo=UTC)
