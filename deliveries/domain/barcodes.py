"""What stands on a bag: the order, and which of its bags this is. Read by any scanner that types (Code 128)."""

import re

CODE = re.compile(r"(?P<number>\d{1,9})-(?P<bag>\d{1,3})")


def bag_code(number: int, bag: int) -> str:
    """`431-2`: the second bag of order 431."""
    return f"{number}-{bag}"


def read_code(text: str) -> tuple[int, int] | None:
    """Number of the order and of the bag; None for what is no code of ours."""
    found = CODE.fullmatch(text.strip())
    return (int(found["number"]), int(found["bag"])) if found else None
