"""An exit is settled, step by step: drawn up, signed or contested, confirmed by a second person, booked and paid."""
