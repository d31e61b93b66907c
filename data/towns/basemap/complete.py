# ruff: noqa: INP001 - a script of its own, not part of a package
"""Copy an extract without references to what lies outside it: tilemaker stops at the first one.

python complete.py IN.osm.pbf OUT.osm.pbf WEST,SOUTH,EAST,NORTH
"""

import sys
from typing import Any

import osmium


def complete(source: str, target: str, west: float, south: float, east: float, north: float) -> None:
    """Write `target`, with its bounds set: without them a map draws nothing."""
    nodes = {node.id for node in osmium.FileProcessor(source, osmium.osm.NODE)}
    ways: set[int] = set()
    header = osmium.io.Header()
    header.add_box(osmium.osm.Box(west, south, east, north))
    with osmium.SimpleWriter(target, header=header, overwrite=True) as writer:
        entity: Any
        for entity in osmium.FileProcessor(source):
            if entity.is_node():
                writer.add_node(entity)
            elif entity.is_way():
                refs = [node.ref for node in entity.nodes if node.ref in nodes]
                if len(refs) > 1:
                    ways.add(entity.id)
                    writer.add_way(entity.replace(nodes=refs))
            else:
                known = {"n": nodes, "w": ways}
                members = [member for member in entity.members if member.ref in known.get(member.type, ())]
                if members:
                    writer.add_relation(entity.replace(members=members))


if __name__ == "__main__":
    complete(sys.argv[1], sys.argv[2], *map(float, sys.argv[3].split(",")))
