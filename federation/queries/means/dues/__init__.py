"""Dues as they stand: terms in force, who owes, bases shared, calls and payments, what they paid for."""
