"""The token endpoint: codes and client credentials in, signed tokens out (RFC 6749, 3.2)."""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import unquote_plus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from civic_demo.issuer.clients import ACTS_AS_PERSONAS, Client
from civic_demo.issuer.issuer import Issuer
from civic_demo.issuer.personas import persona
from civic_demo.issuer.signing import TOKEN_LIVES


class _Refused(Exception):
    """An error of RFC 6749, 5.2, by its code."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def routes(issuer: Issuer) -> APIRouter:
    """Return the address that clients ask for tokens."""
    router = APIRouter()

    @router.post("/token")
    async def token(request: Request) -> JSONResponse:
        async with request.form(max_files=0, max_fields=20) as form:
            asked = {name: value for name, value in form.items() if isinstance(value, str)}
        try:
            client = _authenticated(issuer, request.headers.get("authorization", ""))
            return _answer(_granted(issuer, client, asked), status=200)
        except _Refused as refused:
            status = 401 if refused.error == "invalid_client" else 400
            return _answer({"error": refused.error}, status=status)

    return router


def _answer(content: dict[str, object], *, status: int) -> JSONResponse:
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="issuer"'
    return JSONResponse(content, status_code=status, headers=headers)


def _authenticated(issuer: Issuer, header: str) -> Client:
    scheme, _, encoded = header.partition(" ")
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as failure:
        raise _Refused("invalid_client") from failure
    client_id, _, secret = decoded.partition(":")
    client = issuer.clients.find(unquote_plus(client_id))
    if scheme.lower() != "basic" or client is None or not client.has_secret(unquote_plus(secret)):
        raise _Refused("invalid_client")
    return client


def _granted(issuer: Issuer, client: Client, asked: Mapping[str, str]) -> dict[str, object]:
    grant_type = asked.get("grant_type")
    if grant_type == "authorization_code":
        return _for_code(issuer, client, asked)
    if grant_type == "client_credentials":
        return _for_client(issuer, client, asked.get("persona"))
    raise _Refused("unsupported_grant_type")


def _for_code(issuer: Issuer, client: Client, asked: Mapping[str, str]) -> dict[str, object]:
    # The code is spent by the first try, whoever makes it and however it ends.
    grant = issuer.grants.take(asked.get("code", ""))
    verifier, address = asked.get("code_verifier", ""), asked.get("redirect_uri", "")
    if grant is None or not grant.is_for(client.client_id, address, verifier):
        raise _Refused("invalid_grant")
    person = persona(grant.persona_id)
    if person is None:
        raise _Refused("invalid_grant")
    sign = issuer.signer
    answer = _bearer(sign.token_of_person(person, client.client_id))
    nonce = grant.request.nonce
    proved = issuer.grants.chosen_at(grant.session_id)
    answer["id_token"] = sign.id_token(person, client.client_id, nonce, grant.session_id, proved)
    return answer


def _for_client(issuer: Issuer, client: Client, acting_as: str | None) -> dict[str, object]:
    if acting_as is None:
        if client.roles is None:
            raise _Refused("unauthorized_client")
        return _bearer(issuer.signer.token_of_machine(client))
    if client.client_id != ACTS_AS_PERSONAS:
        raise _Refused("unauthorized_client")
    person = persona(acting_as)
    if person is None:
        raise _Refused("invalid_request")
    return _bearer(issuer.signer.token_of_person(person, client.client_id))


def _bearer(token: str) -> dict[str, object]:
    return {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_LIVES}
