"""What the demo remembers beside its database: that it is whole, and the token it may show again."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

FILE = "demo.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """Written last: a demo without it is not whole."""

    store: str
    token: str

    @staticmethod
    def is_in(data: Path) -> bool:
        return (data / FILE).exists()

    @classmethod
    def read(cls, data: Path) -> Self:
        return cls(**json.loads((data / FILE).read_text()))

    def write(self, data: Path) -> None:
        path = data / FILE
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self)))
