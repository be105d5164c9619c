"""Ed25519 against the test vectors of RFC 8032, section 7.1."""

import pytest

from civic_counting.bundle.ed25519 import verify

VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        "f9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
        "f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_vectors(public, message, signature):
    key, text, good = (bytes.fromhex(part) for part in (public, message, signature))
    assert verify(key, text, good)
    assert not verify(key, text + b"x", good)
    for at in (0, 31, 32, 63):
        assert not verify(key, text, good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
    assert not verify(key[:-1], text, good)
    assert not verify(b"\xff" * 32, text, good)


def test_a_signature_with_the_order_added_is_refused():
    """Otherwise every signature would have a second spelling (RFC 8032, 5.1.7)."""
    key, text, good = (bytes.fromhex(part) for part in VECTORS[1])
    order = 2**252 + 27742317777372353535851937790883648493
    again = int.from_bytes(good[32:], "little") + order
    assert not verify(key, text, good[:32] + again.to_bytes(32, "little"))
