"""Figures of the running product: how long a release takes, and how that grows."""
