"""Settings: from the environment and .env, documented in .env.example, refused by name and never by value."""

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import fields

from app.settings import Settings, SettingsError

EXAMPLE: Final = (Path(__file__).parents[1] / ".env.example").read_text(encoding="utf-8")
#: Each setting with the lines above it, back to the setting before.
DOCUMENTED: Final = re.findall(r"((?:^(?:#.*)?\n)*)^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE)


def test_the_example_names_every_setting_with_its_default() -> None:
    defaults = {field.name.upper(): written(field.default) for field in fields(Settings)}
    assert {name: value for _, name, value in DOCUMENTED} == defaults
    assert [name for _, name, _ in DOCUMENTED] == list(defaults)  # in one order


def written(default: object) -> str:
    return "" if default is None else str(default).lower() if isinstance(default, bool) else str(default)


@pytest.mark.parametrize(("above", "name"), [(above, name) for above, name, _ in DOCUMENTED])
def test_the_example_says_why(above: str, name: str) -> None:
    assert re.search(r"^# \w.{10,}\.$", above, re.MULTILINE), name


def test_the_example_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(EXAMPLE)
    forget_settings(monkeypatch)
    assert Settings.from_environment(tmp_path) == Settings()


def forget_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.__struct_fields__:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_settings(monkeypatch)
    (tmp_path / ".env").write_text("PORT=9000\nWORKERS=3\nLOG_REQUESTS=no\nUNKNOWN=1\nDATA_DIR='/a b'\n")
    monkeypatch.setenv("PORT", "9001")
    monkeypatch.setenv("LOG_REQUESTS", "false")
    found = Settings.from_environment(tmp_path)
    assert found == Settings(port=9001, workers=3, log_requests=False, data_dir="/a b")
    assert "WORKERS" not in os.environ


def test_the_file_is_that_of_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_settings(monkeypatch)
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment() == Settings()
    (tmp_path / ".env").write_text("PORT=9000\n")
    assert Settings.from_environment().port == 9000


@pytest.mark.parametrize("name", [name.upper() for name in Settings.__struct_fields__])
def test_an_empty_variable_counts_as_absent(name: str) -> None:
    assert Settings.read({name: ""}) == Settings.read({name: None}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "secret"),
        ("PORT", "80.5"),
        ("WORKERS", "0"),
        ("WORKERS", "65"),
        ("POOL_SIZE", "-1"),
        ("POOL_SIZE", "101"),
        ("POOL_WAIT", "0"),
        ("POOL_WAIT", "31"),
        ("POOL_WAIT", "nan"),
        ("QUERY_TIMEOUT", "secret"),
        ("QUERY_TIMEOUT", "inf"),
        ("SHUTDOWN_WAIT", "1.5"),
        ("IMPORT_MEMORY", "127"),
        ("IMPORT_MEMORY", "secret"),
        ("IMPORT_SECONDS", "0"),
        ("IMPORT_SIZE", "0"),
        ("IMPORT_SIZE", "256MB"),
        ("IMPORT_FILES", "-1"),
        ("IMPORT_INFLATED", "2 GiB"),
        ("LOG_LEVEL", "secret"),
        ("LOG_LEVEL", "INFO"),
        ("SAMPLE", "secret"),
        ("LOG_REQUESTS", "secret"),
        ("TRUSTED_PROXIES", "secret.example"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("TRUSTED_PROXIES", "127.0.0.1,"),
        ("TRUSTED_PROXIES", "127.0.0.1 10.0.0.1"),
        ("TRUSTED_PROXIES", "*"),
        ("CORS_ORIGINS", "secret.example"),
        ("CORS_ORIGINS", "null"),
        ("CORS_ORIGINS", "https://secret.example/"),
        ("CORS_ORIGINS", "https://Secret.example"),
        ("CORS_ORIGINS", "https://secret.example:443"),
        ("CORS_ORIGINS", "http://secret.example:80"),
        ("CORS_ORIGINS", "https://*.secret.example"),
        ("CORS_ORIGINS", "*,https://secret.example"),
        ("CORS_ORIGINS", "https://u:secret@a.example"),
        ("CORS_ORIGINS", "https://a.example;https://secret.example"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.read({"DATABASE_URL": "postgresql://u:hunter2@h/d", name: value})
    message = str(refused.value)
    assert message.startswith(name)
    assert "\n" not in message
    assert "secret" not in message
    assert "hunter2" not in message
    assert refused.value.__cause__ is None


def test_a_closed_list_is_told() -> None:
    with pytest.raises(SettingsError, match=r"^LOG_LEVEL: expected one of debug, info, warning, error$"):
        Settings.read({"LOG_LEVEL": "verbose"})


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "http", "PORT: expected a whole number"),
        ("PORT", "0", "PORT: expected a whole number >= 1"),
        ("POOL_WAIT", "long", "POOL_WAIT: expected a number"),
        ("POOL_WAIT", "31", "POOL_WAIT: expected a number <= 30.0"),
        ("LOG_REQUESTS", "maybe", "LOG_REQUESTS: expected true or false"),
        ("REGISTRATION", "Open", "REGISTRATION: expected one of closed, invite, open"),
    ],
)
def test_what_is_expected_is_said_in_words(name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.read({name: value})
    assert str(refused.value) == says


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "127.255.255.254", "::1", "localhost"])
def test_hosts_that_only_this_machine_reaches(host: str) -> None:
    assert not Settings.read({"HOST": host}).is_exposed


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "fe80::1%eth0", "example.org", "127.0.0.1.example.org", "0"],
)
def test_hosts_that_others_reach(host: str) -> None:
    assert Settings.read({"HOST": host}).is_exposed


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("2001:db8::1", "http://[2001:db8::1]:8000"),
        ("localhost", "http://localhost:8000"),
    ],
)
def test_how_this_machine_reaches_it(host: str, url: str) -> None:
    assert Settings.read({"HOST": host}).url == url


def test_proxies_are_addresses_and_networks() -> None:
    found = Settings.read({"TRUSTED_PROXIES": " 127.0.0.1, 10.0.0.0/8,2001:db8::/32 "}).proxies
    assert found == tuple(map(ip_network, ("127.0.0.1/32", "10.0.0.0/8", "2001:db8::/32")))
    assert Settings().proxies == ()


def test_origins_are_as_browsers_write_them() -> None:
    given = "https://app.example, http://localhost:5173,http://[::1]:8080,https://a_b.example:80"
    assert Settings.read({"CORS_ORIGINS": given}).origins == {one.strip() for one in given.split(",")}
    assert Settings.read({"CORS_ORIGINS": "chrome-extension://abc"}).origins == {"chrome-extension://abc"}
    assert Settings.read({"CORS_ORIGINS": "*"}).origins == {"*"}
    assert Settings().origins == frozenset()


def test_addresses_of_databases_are_not_shown() -> None:
    url = "postgresql://ann:hunter2@db.example/catalogue"
    settings = Settings(database_url=url, migration_database_url=url)
    for shown in (repr(settings), str(settings), f"{settings}", repr([settings])):
        assert "hunter2" not in shown
        assert "db.example" not in shown


def test_a_dollar_in_the_file_is_a_dollar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATA_DIR", raising=False)
    (tmp_path / ".env").write_text("DATA_DIR='/srv/${HOME}/a$b'\n")
    assert Settings.from_environment(tmp_path).data_dir == "/srv/${HOME}/a$b"
