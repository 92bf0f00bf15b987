"""Missing and malformed settings are all reported at once, each with how to get the value."""

from __future__ import annotations

import pytest

from bot.settings import HOW, ConfigurationProblem, load_settings

GOOD = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}


@pytest.fixture(autouse=True)
def nothing_around(monkeypatch, tmp_path):
    for name in HOW:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def problems(**given: object) -> str:
    with pytest.raises(ConfigurationProblem) as caught:
        load_settings(**given)
    return "\n".join(caught.value.lines)


def test_without_any_setting_every_needed_one_is_named():
    found = problems()
    assert "SLACK_BOT_TOKEN: begins with xoxb-" in found
    assert "SLACK_APP_TOKEN: begins with xapp-" in found


def test_all_that_is_wrong_is_said_in_one_go_and_no_value_is_repeated():
    found = problems(
        slack_bot_token="secret-in-the-wrong-place",
        slack_app_token="xapp-1",
        slack_signing_secret="short",
        database_url="mysql://x",
        lardom_port=70000,
        lardom_default_k=2,
    )
    for name in (
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "DATABASE_URL",
        "LARDOM_PORT",
        "LARDOM_DEFAULT_K",
    ):
        assert name in found
    assert "secret-in-the-wrong-place" not in found


def test_socket_mode_is_the_default_and_a_signing_secret_means_http():
    assert not load_settings(**GOOD).uses_http
    http = load_settings(slack_bot_token="xoxb-1", slack_signing_secret="0" * 32)
    assert http.uses_http


def test_keys_inside_the_data_directory_are_refused():
    found = problems(**GOOD, database_url="sqlite:///var/lardom.db", lardom_keys="var/keys")
    assert "lies inside the data directory" in found


def test_values_come_from_a_file_beside_the_app(tmp_path):
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-2\nSLACK_APP_TOKEN=xapp-2\nLARDOM_PORT=4000\n")
    settings = load_settings()
    assert (settings.slack_bot_token, settings.lardom_port) == ("xoxb-2", 4000)


MANY = {
    "slack_client_id": "12.34",
    "slack_client_secret": "f" * 32,
    "slack_signing_secret": "0" * 32,
    "lardom_public_url": "https://lardom.example.org/",
}


def test_for_many_workspaces_a_client_id_stands_in_for_the_bot_token():
    settings = load_settings(**MANY)
    assert settings.serves_many and settings.uses_http
    assert settings.lardom_public_url == "https://lardom.example.org"
    found = problems(slack_client_id="12.34")
    for name in ("SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "LARDOM_PUBLIC_URL"):
        assert f"{name}:" in found
    assert "SLACK_BOT_TOKEN:" not in found and "SLACK_APP_TOKEN:" not in found


def test_a_bot_token_means_one_workspace_whatever_else_is_set():
    assert not load_settings(**MANY, slack_bot_token="xoxb-1").serves_many


@pytest.mark.parametrize(
    "address", ["http://lardom.example.org", "lardom.example.org", "https://a@b", "https://b/?x=1", "ftp://b"]
)
def test_browsers_are_sent_to_an_https_address_only(address):
    assert "LARDOM_PUBLIC_URL: the https address" in problems(**MANY | {"lardom_public_url": address})
    load_settings(**MANY | {"lardom_public_url": "http://127.0.0.1:3000"})
