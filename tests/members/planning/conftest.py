"""A roster some weeks ahead, and what people do with its shifts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cooperatives.domain.roles import Role
from cooperatives.services.founding import grant_role
from cooperatives.services.people import invite
from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from members.models import ShiftChange
from members.services.claiming import claim_shift
from members.services.planning import change_shift
from members.services.roster import hire, plan_shift
from tests.conftest import PASSWORD, PLATFORM
from tests.members.conftest import long_ago

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
MONDAY = date(2027, 1, 11)
FAR = datetime(2027, 1, 11, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _long_ago(inside):
    long_ago(inside)


@pytest.fixture
def two(inside):
    """Alma and Bilal carry."""
    user = invite(email="bilal@example.test", name="Bilal", password=PASSWORD, by=PLATFORM)
    grant_role(user=user, role=Role.COURIER, started_on=date(2024, 1, 1), by=PLATFORM)
    member = hire(
        user_id=user.pk,
        name="Bilal",
        code="BI",
        weekly_minutes=24 * 60,
        hourly_cents=1400,
        started_on=date(2024, 1, 1),
        by=PLATFORM,
    )
    inside.users["bilal"] = user
    inside.bilal_id = member.pk
    return inside


def plan(member_id, starts_at=FAR, hours=4, **more):
    return plan_shift(
        member_id=member_id, starts_at=starts_at, ends_at=starts_at + hours * HOUR, by=PLATFORM, **more
    )


def change(shift, cast, at=AT, **more):
    facts = {"member_id": shift.member_id, "starts_at": shift.starts_at, "ends_at": shift.ends_at}
    return change_shift(shift_id=shift.pk, by=cast.by("bruno"), at=at, **facts | more)


def claim(cast, shift, who, at=AT):
    member = {"alma": cast.courier_id, "bilal": getattr(cast, "bilal_id", None)}[who]
    return claim_shift(shift_id=shift.pk, member_id=member, by=cast.by(who), at=at)


def events(*names):
    return [entry.name for entry in since(Place(), is_settled_only=False) if entry.name in names]


def kinds(shift_id):
    return list(ShiftChange.objects.filter(shift=shift_id).order_by("pk").values_list("kind", flat=True))


def refusal(service, *args, **kwargs):
    with pytest.raises((Invalid, NotAllowedNow, NotFound)) as refused:
        service(*args, **kwargs)
    return refused.value


def bilal(cast):
    from members.models import MemberWorker

    return MemberWorker.objects.get(pk=cast.bilal_id)
