"""The four digits a customer tells at the door, and what a phone without network checks them by.

Both follow from the delivery's tracking token, which only the customer and the store hold, so nothing more is kept.
"""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

DIGITS = 4
ITERATIONS = 20_000
"""Some 10 ms on a server and less than 0.1 s on an old phone. It keeps the code from being read in the page's
source, no more: whoever tries all 10,000 codes on a computer has it within minutes. The server's own check
decides, and it tells the dispatcher when the code was wrong."""


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """PBKDF2 with HMAC and SHA-256, as WebCrypto does it; salt and hash in hexadecimal."""

    salt: str
    iterations: int
    hash: str

    def fits(self, code: str) -> bool:
        return hmac.compare_digest(_slow_hash(code, self.salt, self.iterations), self.hash)


def code_of(tracking_token: str) -> str:
    """Always the same four digits of one delivery."""
    made = hmac.digest(tracking_token.encode(), b"handover code", "sha256")
    return f"{int.from_bytes(made[:8]) % 10**DIGITS:0{DIGITS}}"


@lru_cache(maxsize=2048)
def code_check(tracking_token: str) -> CodeCheck:
    """What the courier's page carries; slow on purpose, so it is remembered."""
    salt = hmac.digest(tracking_token.encode(), b"salt of the handover code", "sha256")[:16].hex()
    return CodeCheck(salt, ITERATIONS, _slow_hash(code_of(tracking_token), salt, ITERATIONS))


def _slow_hash(code: str, salt: str, iterations: int) -> str:
    return hashlib.pbkdf2_hmac("sha256", code.encode(), bytes.fromhex(salt), iterations).hex()
