"""From claims to actors."""

import pytest
from pydantic import SecretStr
from servicekit.identity import IdentitySettings
from servicekit.identity.claims import bearer_from, display_name, person_from

SETTINGS = IdentitySettings(
    public_url="https://civic.test",
    oidc_issuer="https://issuer.example",
    oidc_client_id="civic-ideas",
    oidc_client_secret=SecretStr("secret"),
    person_key=SecretStr("a deployment key of thirty-two ch"),
    session_secret=SecretStr("a session secret of thirty-two ch"),
)


def test_a_person_has_key_roles_wards_and_departments() -> None:
    claims = {"sub": "resident-0001", "roles": ["resident"], "wards": "E05000633 E05000635"}
    actor = person_from(claims | {"departments": ["parks"]}, SETTINGS)
    assert actor.person_key == "df544780e158cd3b7a4ea0e008a0214e969f13ca81779972938bff3b15a10511"
    assert actor.roles == {"resident"}
    assert actor.wards == {"E05000633", "E05000635"}
    assert actor.departments == {"parks"}
    assert not actor.is_machine


MAPPED = SETTINGS.model_copy(
    update={"oidc_roles": {"GRP Finance": "finance", "6f1c-a": "legal", "Clerk": "finance"}}
)


@pytest.mark.parametrize(
    ("claimed", "granted"),
    [
        (["GRP Finance"], {"finance"}),
        (["6f1c-a", "Clerk", "unheard of"], {"legal", "finance"}),
        ("Clerk", {"finance"}),
        (["moderator", "operator"], set()),
        (["grp finance"], set()),
        ([["Clerk"], 7], set()),
        (None, set()),
    ],
)
def test_where_the_operator_names_the_issuers_words_only_those_grant(
    claimed: object, granted: set[str]
) -> None:
    assert person_from({"sub": "a", "roles": claimed}, MAPPED).roles == granted
    machine = {"sub": "m", "client_id": "m", "roles": claimed}
    assert bearer_from(machine, MAPPED).roles == granted


@pytest.mark.parametrize(
    "roles", [None, 7, {"a": 1}, ["wizard", 3, None], "wizard", [["resident"]]]
)
def test_a_claim_that_is_no_known_role_gives_none(roles: object) -> None:
    assert person_from({"sub": "a", "roles": roles}, SETTINGS).roles == frozenset()


def test_nobody_signs_in_as_the_system() -> None:
    assert person_from({"sub": "a", "roles": ["system", "finance"]}, SETTINGS).roles == {"finance"}
    machine = bearer_from({"sub": "a", "client_id": "a", "roles": ["system"]}, SETTINGS)
    assert machine.roles == frozenset()


def test_roles_can_lie_deeper() -> None:
    settings = SETTINGS.model_copy(update={"oidc_roles_claim": "realm_access.roles"})
    nested = {"sub": "a", "realm_access": {"roles": ["legal"]}}
    flat = {"sub": "a", "realm_access.roles": ["legal"]}
    assert person_from(nested, settings).roles == {"legal"}
    assert person_from(flat, settings).roles == {"legal"}
    assert person_from({"sub": "a", "realm_access": "legal"}, settings).roles == frozenset()


def test_a_token_about_its_own_client_is_a_machines() -> None:
    actor = bearer_from({"sub": "importer", "client_id": "importer", "roles": ["group"]}, SETTINGS)
    assert actor.is_machine
    assert actor.person_key is None
    assert actor.name == "importer"


def test_a_token_about_anybody_else_is_a_persons() -> None:
    actor = bearer_from({"sub": "resident-0001", "azp": "civic-demo"}, SETTINGS)
    assert not actor.is_machine
    assert actor.person_key is not None


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "a"},
        {"sub": "a", "client_id": ""},
        {"sub": "a", "client_id": 3},
        {"client_id": "a"},
        {"sub": "", "client_id": "a"},
        {"sub": ["a"], "client_id": "b"},
        {"sub": "a\nb", "client_id": "c"},
        {"sub": "a" * 256, "client_id": "c"},
    ],
)
def test_a_token_that_does_not_say_whose_it_is_is_refused(claims: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"subject|client"):
        bearer_from(claims, SETTINGS)


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ("Rosa  Marsh ", "Rosa Marsh"),
        ("Rosa\nMarsh\t", "Rosa Marsh"),
        ("\u202egnp.exe\u202c\x00", "gnp.exe"),
        ("Zo\u0065\u0308", "Zo\u00eb"),
        ("\u200b", None),
        ("x" * 300, "x" * 200),
        ("", None),
        (None, None),
        (["Rosa"], None),
    ],
)
def test_names_are_made_fit_to_show(claim: object, shown: str | None) -> None:
    assert display_name(claim) == shown
