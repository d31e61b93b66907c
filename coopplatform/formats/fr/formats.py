"""French numbers with U+00A0 between thousands: Django's U+202F is too tight in bold."""

THOUSAND_SEPARATOR = "\u00a0"
