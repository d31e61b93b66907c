"""A release: a quarter's figures as data, and its files, the same bytes from the same contributions."""
