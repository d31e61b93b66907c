"""A co-op of the demo that now exists, with what its past needs to know of it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from cooperatives.domain.roles import Role
from coopplatform.kernel.actor import Actor
from federation.demo.cast import DemoCooperative


@dataclass(slots=True)
class Founded:
    """`users` and `members` by login, `riders` by member."""

    plan: DemoCooperative
    cooperative_id: int
    zone: ZoneInfo
    founded_on: date
    users: dict[str, int] = field(default_factory=dict)
    riders: dict[UUID, Actor] = field(default_factory=dict)
    members: dict[str, UUID] = field(default_factory=dict)
    first_store_id: UUID | None = None

    def by(self, role: Role) -> Actor:
        return self.person(self.plan.person(role).login)

    def person(self, login: str) -> Actor:
        return Actor.person(self.users[login])

    def moment(self, day: date, hour: int = 10) -> datetime:
        """That hour of a day where the co-op is."""
        return datetime.combine(day, time(hour), self.zone)
