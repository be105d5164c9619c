"""Person keys, against vectors computed with `openssl dgst -sha256 -hmac`."""

import pytest
from pydantic import SecretStr
from servicekit.identity import person_key

KEY = SecretStr("a deployment key of thirty-two ch")


@pytest.mark.parametrize(
    ("issuer", "subject", "expected"),
    [
        (
            "https://issuer.example",
            "resident-0001",
            "df544780e158cd3b7a4ea0e008a0214e969f13ca81779972938bff3b15a10511",
        ),
        (
            "https://issuer.example/",
            "resident-0001",
            "8ac2d892ec51f0bab7b4a82444785f29cd77b23e9221b929a10073bb4e17edc4",
        ),
        (
            "https://issuer.example",
            "é",
            "9053f7ca099ec342510976e5937716cfa8bce4b24ae31339a5fdbfc0ef53f230",
        ),
    ],
)
def test_key_is_the_hmac_of_issuer_and_subject(issuer: str, subject: str, expected: str) -> None:
    assert person_key(KEY, issuer, subject) == expected


def test_another_deployment_has_other_keys() -> None:
    other = SecretStr("another deployment key, also long")
    assert person_key(KEY, "https://i", "s") != person_key(other, "https://i", "s")


@pytest.mark.parametrize(
    ("issuer", "subject"), [("a\nb", "c"), ("a", "b\nc"), ("", "c"), ("a", "")]
)
def test_two_people_can_never_share_a_key(issuer: str, subject: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        person_key(KEY, issuer, subject)
