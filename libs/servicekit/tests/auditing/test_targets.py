"""How a request is named in the audit log."""

import pytest
from servicekit.web.audited import codes_in, target_of
from starlette.requests import Request


def _request(path: str, **params: str) -> Request:
    return Request(
        {"type": "http", "method": "POST", "path": path, "path_params": params, "headers": []}
    )


def test_what_varies_has_its_name() -> None:
    request = _request("/budgets/api/councillors/17-a/end", term_id="17-a")
    assert target_of(request) == "POST /budgets/api/councillors/{term_id}/end"
    assert codes_in(request) == {"term_id": "17-a"}


@pytest.mark.parametrize("value", ["Rosa Marsh", "x" * 65, "rosa@example.org", "<b>"])
def test_what_is_no_code_is_not_kept(value: str) -> None:
    request = _request(f"/ideas/{value}", idea_id=value)
    assert codes_in(request) == {}
    assert target_of(request) in {"POST /ideas/{idea_id}"}
