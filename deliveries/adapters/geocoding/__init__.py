"""Geocoders beyond the town's own table, as configured: `GEOCODERS=ban,photon,nominatim`."""

from deliveries.adapters.geocoding.services import Found, ask_geocoders

__all__ = ["Found", "ask_geocoders"]
