"""One sign-in at the certified OpenID provider; `make oidc` runs the rest of the suite."""

from typing import Any

import pytest

pytestmark = pytest.mark.stack


async def test_a_resident_signs_in_at_an_issuer_that_we_did_not_write(
    site: Any, browser: Any
) -> None:
    answer = await browser.sign_in("ideas", "leila", return_to="/ideas/threads/1?a=b")
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/ideas/threads/1?a=b"
    known = await browser.whoami("ideas")
    assert known["name"] == "Leila Haddad"
    assert known["roles"] == ["resident"]
    assert known["wards"] == ["E05000635"]
    assert len(known["person_key"]) == 64
    assert known["person_key"] != site.identities["ideas"].person_key("leila"), "pairwise"
