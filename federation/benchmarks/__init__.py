"""Measurements of what the federation's co-ops share."""
