"""What stays of an assembly that was held: days, heads, and when its papers could be read. No name, no vote."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Meeting:
    """`notice_days` are full ones. `most_proxies` is None where nobody wrote it down; `proxies_each` as its rules say.

    `accounts_on`, `review_on` and `minutes_on` are the days its papers were first published to the members.
    """

    held_on: date
    notice_days: int
    members: int
    present: int
    represented: int
    most_proxies: int | None
    proxies_each: int
    accounts_on: date | None = None
    review_on: date | None = None
    minutes_on: date | None = None

    @property
    def there(self) -> int:
        return self.present + self.represented
