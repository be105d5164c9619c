"""Check an OpenSSH signature file (``ssh-keygen -Y sign``) without OpenSSH.

The format is OpenSSH's PROTOCOL.sshsig, the algorithm Ed25519 as RFC 8032 section 5.1.7 has
it. Verifying holds no secret, so plain integer arithmetic is safe here. Signatures by other
kinds of key are left to ssh-keygen.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from civic_counting.bundle.ed25519 import verify
from civic_counting.errors import BundleError

NAMESPACE = "civic-count-bundle"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG"


@dataclass(frozen=True, slots=True)
class Signer:
    """Whoever made a good signature.

    Attributes:
        key: the public key as in an allowed-signers file: type and base64.
        fingerprint: what ``ssh-keygen -l`` shows, "SHA256:…".
    """

    key: str
    fingerprint: str


def signer_of(message: bytes, armoured: bytes) -> Signer:
    """Verify a signature over a message and return who made it.

    Raises:
        BundleError: the file is no such signature, or does not sign this message.
    """
    fields = _Fields(_unarmoured(armoured))
    if fields.take(6) != _MAGIC or fields.number() != 1:
        raise BundleError("the signature is not of a known format")
    public, namespace, reserved = fields.string(), fields.string(), fields.string()
    algorithm, blob = fields.string(), fields.string()
    if namespace != NAMESPACE.encode():
        raise BundleError(f"the signature is not one of a bundle (namespace {NAMESPACE})")
    if algorithm not in (b"sha256", b"sha512"):
        raise BundleError("the signature uses an unknown hash")
    digest = hashlib.new(algorithm.decode(), message).digest()
    signed = _MAGIC + b"".join(map(_string, (namespace, reserved, algorithm, digest)))
    if not verify(_inner(public), signed, _inner(blob)):
        raise BundleError("the signature does not belong to this manifest")
    fingerprint = base64.b64encode(hashlib.sha256(public).digest()).decode().rstrip("=")
    return Signer(f"ssh-ed25519 {base64.b64encode(public).decode()}", f"SHA256:{fingerprint}")


def check_allowed(signer: Signer, allowed_signers: str) -> None:
    """Check that a signer is listed in an OpenSSH allowed-signers file.

    Raises:
        BundleError: the key is not in it.
    """
    kind, key = signer.key.split()
    for line in allowed_signers.splitlines():
        words = line.split()
        if not line.startswith("#") and kind in words[:-1] and key in words[words.index(kind) :]:
            return
    raise BundleError(f"the bundle is signed by {signer.fingerprint}, who is not among the signers")


def _unarmoured(armoured: bytes) -> bytes:
    try:
        lines = armoured.decode("ascii").split("\n")
        lines = [line.strip() for line in lines if line.strip()]
        if lines[0] != _BEGIN or lines[-1] != _END:
            raise ValueError
        return base64.b64decode("".join(lines[1:-1]), validate=True)
    except (ValueError, IndexError, binascii.Error):
        raise BundleError("the signature file cannot be read") from None


def _inner(blob: bytes) -> bytes:
    """The key or signature inside a typed blob."""
    fields = _Fields(blob)
    kind = fields.string()
    if kind != b"ssh-ed25519":
        shown = kind[:40].decode("ascii", "replace")
        raise BundleError(f"a signature by a key of type {shown!r}: check it with ssh-keygen")
    return fields.string()


def _string(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


class _Fields:
    """Reads the length-prefixed fields of SSH's wire format (RFC 4251 section 5)."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        if self._at + size > len(self._data):
            raise BundleError("the signature file is cut short")
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        return self.take(self.number())
