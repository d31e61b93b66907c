"""Plays dispatch against known days and compares; needs no database, is no part of the product."""
