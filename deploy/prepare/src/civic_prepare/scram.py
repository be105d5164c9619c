"""Passwords as PostgreSQL stores them, so that none is ever sent to the server or logged there."""

import base64
import hashlib
import hmac
import os

ITERATIONS = 4096
"""PostgreSQL's own number; these passwords are random and need no slow hash."""


def scram_verifier(password: str, salt: bytes | None = None) -> str:
    """What `ALTER ROLE … PASSWORD` takes: SCRAM-SHA-256 (RFC 5803) of an ASCII password."""
    salt = os.urandom(16) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    parts = (salt, stored_key, server_key)
    encoded_salt, stored, server = (base64.b64encode(part).decode() for part in parts)
    return f"SCRAM-SHA-256${ITERATIONS}:{encoded_salt}${stored}:{server}"
