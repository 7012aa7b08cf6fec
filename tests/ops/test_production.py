"""The images and their wiring hold together: what no test here can run is at least not contradictory."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from ops.layout import ROOT

DOCKERFILES = ["Dockerfile", "rasa-env/Dockerfile"]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def copied(dockerfile):
    for line in (ROOT / dockerfile).read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            yield from shlex.split(line)[1:-1]


def sent_to_docker(name):
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    return any(Path(name).is_relative_to(entry) for entry in allowed)


@pytest.mark.parametrize("dockerfile", DOCKERFILES)
def test_an_image_is_made_of_files_that_exist_and_are_sent(dockerfile):
    sources = list(copied(dockerfile))
    assert len(sources) > 5
    assert [name for name in sources if not (ROOT / name).exists()] == []
    assert [name for name in sources if not sent_to_docker(name)] == []


def test_no_secret_and_no_environment_is_sent():
    for name in (".env", "var/secrets.json", ".venv", "rasa-env/.venv", ".git", "models", "tests"):
        assert not sent_to_docker(name)


def test_rasa_is_given_every_variable_that_its_endpoints_name():
    named = set(re.findall(r"\$\{(\w+)\}", (ROOT / "endpoints.production.yml").read_text()))
    assert len(named) > 5
    assert named <= set(COMPOSE["rasa"]["environment"])


@pytest.mark.parametrize("name", ["endpoints.yml", "endpoints.production.yml"])
def test_variables_stand_unquoted_for_rasa_fills_in_no_others(name):
    assert not re.search(r"""["'][^"'\n]*\$\{""", (ROOT / name).read_text())


def test_only_the_bot_is_reached_from_outside_and_on_loopback():
    assert {name for name, service in COMPOSE.items() if "ports" in service} == {"bot"}
    assert COMPOSE["bot"]["ports"][0].startswith("127.0.0.1:")
    others = {name: service["networks"] for name, service in COMPOSE.items() if service["networks"] != ["private"]}
    assert others == {"bot": ["private", "outside"], "actions": ["private", "geocoder"]}


def test_no_secret_has_a_default():
    for service in COMPOSE.values():
        for name, value in service.get("environment", {}).items():
            if re.search("SECRET|PASSWORD|TOKEN", name) and not name.startswith("TELEGRAM"):
                assert ":?" in value, name
