"""What the co-ops publish together, and what they keep secret. Plain Python."""
