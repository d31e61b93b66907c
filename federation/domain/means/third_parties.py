"""A co-op as a third party in the books of another."""

LONGEST = 24


def auxiliary_of(slug: str) -> str:
    """Its code among suppliers and customers: capitals, digits and hyphens, 24 at most."""
    return slug.upper()[:LONGEST].strip("-_").replace("_", "-")
