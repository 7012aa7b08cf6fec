"""What a deployment chooses, read from its environment."""

from dataclasses import FrozenInstanceError
from datetime import timedelta

import pytest

from mutuelle.settings import ROOT, Settings, async_url

SECRET = "s" * 32


def settings(**env):
    return Settings.from_env({"APP_SECRET": SECRET, **env})


@pytest.mark.parametrize("env", [{}, {"APP_SECRET": ""}, {"APP_SECRET": "s" * 31}], ids=["none", "empty", "short"])
def test_without_a_long_enough_secret_nothing_starts(env):
    with pytest.raises(ValueError, match="APP_SECRET must be set to at least 32"):
        Settings.from_env(env)


def test_the_secret_is_not_told_by_the_refusal():
    with pytest.raises(ValueError, match="APP_SECRET") as refused:
        Settings.from_env({"APP_SECRET": "abc"})
    assert "abc" not in str(refused.value)


def test_only_the_secret_is_needed():
    made = settings()
    assert made.database_url == f"sqlite+aiosqlite:///{ROOT}/var/mutuelle.db"
    assert made.public_url == "http://127.0.0.1:8080"
    assert (made.support_phone, made.support_hours) == ("", "")


def test_the_durations_are_those_that_members_are_told():
    made = settings()
    assert made.session_idle == timedelta(minutes=15)
    assert made.login_link_opens == timedelta(minutes=5)
    assert made.login_link_lives == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://u:p@host/name", "postgresql+asyncpg://u:p@host/name"),
        ("postgres://u:p@host:5433/name?ssl=require", "postgresql+asyncpg://u:p@host:5433/name?ssl=require"),
        ("postgresql+asyncpg://u:p@host/name", "postgresql+asyncpg://u:p@host/name"),
        ("sqlite:////tmp/a.db", "sqlite+aiosqlite:////tmp/a.db"),
        ("sqlite+aiosqlite:////tmp/a.db", "sqlite+aiosqlite:////tmp/a.db"),
    ],
)
def test_a_database_is_reached_by_its_asynchronous_driver(given, used):
    assert async_url(given) == used
    assert settings(DATABASE_URL=given).database_url == used


def test_an_empty_variable_is_as_good_as_none():
    made = settings(DATABASE_URL="", PUBLIC_URL="")
    assert made.database_url.startswith("sqlite+aiosqlite:///")
    assert made.public_url == "http://127.0.0.1:8080"


@pytest.mark.parametrize(
    ("env", "address"),
    [
        ({"PORT": "9000"}, "http://127.0.0.1:9000"),
        ({"PUBLIC_URL": "https://assistant.test/"}, "https://assistant.test"),
        ({"PUBLIC_URL": "https://assistant.test", "PORT": "9000"}, "https://assistant.test"),
    ],
)
def test_links_start_with_the_public_address_without_a_final_slash(env, address):
    assert settings(**env).public_url == address


def test_how_members_reach_a_person_is_the_deployments():
    made = settings(SUPPORT_PHONE="01 23 45 67 89", SUPPORT_HOURS="du lundi au vendredi")
    assert (made.support_phone, made.support_hours) == ("01 23 45 67 89", "du lundi au vendredi")


def test_what_documents_bear_is_the_deployments():
    assert (settings().insurer, settings().amc_number) == ("MGEN Solutions", "")
    made = settings(INSURER="Ma Mutuelle", AMC_NUMBER="775685365")
    assert (made.insurer, made.amc_number) == ("Ma Mutuelle", "775685365")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("", "https://data.geopf.fr/geocodage"),
        ("off", ""),
        ("http://addok.test:7878/", "http://addok.test:7878"),
        ("https://data.geopf.fr/geocodage", "https://data.geopf.fr/geocodage"),
    ],
)
def test_who_is_asked_where_a_street_is_is_the_deployments_choice(given, used):
    assert settings(GEOCODER_URL=given).geocoder_url == used


def test_a_geocoder_that_is_no_address_stops_the_start():
    with pytest.raises(ValueError, match="GEOCODER_URL must be"):
        settings(GEOCODER_URL="localhost:7878")


def test_settings_are_never_changed():
    with pytest.raises(FrozenInstanceError):
        settings().secret = "x"
