"""What the directory says is believed only as far as it can be (no browser needed)."""

import pytest

from heed.web.signin import directory


@pytest.mark.parametrize(
    ("claims", "known"),
    [
        ({"groups": ["a", "b"]}, {"a", "b"}),
        ({"groups": []}, set()),
        ({}, None),
        ({"groups": "a"}, None),
        ({"_claim_names": {"groups": "src1"}, "_claim_sources": {}}, None),
        ({"groups": ["a"], "_claim_names": {"groups": "src1"}}, None),
    ],
)
def test_groups_that_were_not_all_said_are_not_known(settings, claims, known):
    settings.OPENID = {"groups": "groups"}
    assert directory._groups(claims) == (known if known is None else frozenset(known))


@pytest.mark.parametrize(
    ("address", "ok"),
    [
        ("https://login.example/token", True),
        ("https://login.example.evil.example/token", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("http://login.example/token", False),
        ("https://login.example:8443/token", False),
    ],
)
def test_only_the_directorys_own_host_is_ever_asked(address, ok):
    """B22."""
    assert directory._on_its_host(address, "https://login.example/tenant/v2.0") is ok


@pytest.mark.django_db
def test_without_a_directory_each_way_leads_back_to_the_password(client, settings):
    settings.OPENID = {}
    for page in ("", "again/", "back/", "out/"):
        assert client.get(f"/sign-in/work-account/{page}")["Location"] == "/sign-in/"
    assert "work-account" not in client.get("/sign-in/").content.decode()
