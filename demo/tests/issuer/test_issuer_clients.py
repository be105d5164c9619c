"""A client at the issuer's token endpoint has to prove that it is who it says."""

import json

import httpx
import pytest
from civic_demo.issuer.app import issuer_app
from civic_demo.issuer.clients import Client, Clients
from civic_demo.issuer.issuer import Issuer
from civic_demo.issuer.testing import Clock
from pydantic import SecretStr

SECRET = "0123456789abcdef"
DEMO = Client(client_id="civic-demo", client_secret=SecretStr(SECRET), roles=("operator",))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic Y2l2aWMtZGVtbw==",
        "Basic " + "Y2l2aWMtZGVtbzp3cm9uZw==",
        "Basic //79",
        "Bearer Y2l2aWMtZGVtbzowMTIzNDU2Nzg5YWJjZGVm",
    ],
)
async def test_a_client_must_prove_itself(header: str) -> None:
    issuer = Issuer("http://localhost:8600/issuer/", Clients(clients=(DEMO,)), Clock().timestamp)
    transport = httpx.ASGITransport(issuer_app(issuer))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8600") as http:
        answer = await http.post(
            "/issuer/token",
            headers={"Authorization": header},
            data={"grant_type": "client_credentials", "client_secret": SECRET},
        )
    assert answer.status_code == 401
    assert json.loads(answer.content) == {"error": "invalid_client"}
    assert answer.headers["www-authenticate"].startswith("Basic")
