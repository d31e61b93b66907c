"""Times a policy in a process that may use so much processor time and memory and no more: `python -m` this module.

The policy comes as JSON on standard input; a `Cost` goes out as JSON. What would run on is ended by the kernel.
"""

import json
import resource
import sys

from federation.domain.commons.document import Document, filled
from federation.domain.commons.gate import corners
from federation.domain.commons.kinds import kind_of
from federation.domain.commons.timing import measure

MOST_SECONDS = 10
MOST_BYTES = 2 << 30


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    document = Document.from_json(json.load(sys.stdin))
    bodies = [filled(document.body, values) for values in corners(document)]
    json.dump(measure(kind_of(document.kind), bodies).as_json(), sys.stdout)


if __name__ == "__main__":
    main()
