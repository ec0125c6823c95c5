"""An authenticator app, for tests."""

import base64
import hashlib
import hmac
import struct
import time

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HALF_MINUTE = 30


def code_of(secret: str = SECRET, later: int = 0) -> str:
    """What an app shows that many half minutes from now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // HALF_MINUTE + later)
    digest = hmac.new(base64.b32decode(secret.replace(" ", "")), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
