"""The compiled engine of CEL alone.

Its package also imports a command line: half a second and a terminal toolkit in every process that prices.
"""

import sys
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Any


def load() -> Any:
    """The module `cel.cel`, without what stands around it. Raises ImportError where it is not installed."""
    name = "cel.cel"
    if name in sys.modules:
        return sys.modules[name]
    package = find_spec("cel")
    found = PathFinder.find_spec(name, package.submodule_search_locations) if package else None
    if found is None or found.loader is None:
        raise ImportError("common-expression-language is not installed", name=name)
    sys.modules[name] = engine = module_from_spec(found)
    found.loader.exec_module(engine)
    return engine
