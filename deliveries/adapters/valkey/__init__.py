"""Valkey as the courier's gatehouse: who may be followed now, and the fixes that wait to be written down."""
