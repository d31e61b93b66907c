"""The project: what all four apps stand on."""
