"""Figures of the running product: how fast pay is computed."""
