"""Dues, step by step: terms proposed and confirmed, bases shared, calls issued, booked and paid on each side."""
