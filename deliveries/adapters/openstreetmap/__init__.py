"""Reads a town out of an OpenStreetMap extract (.osm.pbf): addresses, places, streets to cycle on.

The data are © OpenStreetMap contributors, under the ODbL 1.0: show the attribution wherever they are shown.
"""

from deliveries.adapters.openstreetmap.extract import (
    LICENCE,
    Extract,
    ExtractAddress,
    ExtractPlace,
    read_extract,
)

__all__ = ["LICENCE", "Extract", "ExtractAddress", "ExtractPlace", "read_extract"]
