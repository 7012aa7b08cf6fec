"""The processes of a run: their commands, their environment, and how one sees that they answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ops.layout import MODERN_ENV, RASA_ENV, python_of
from ops.rasa import rasa_environment
from ops.settings import EVERYWHERE, LOOPBACK, Settings


@dataclass(frozen=True)
class Service:
    """One process to keep running. `patience` is how many seconds it may take to answer 200 at `health_path`."""

    name: str
    title: str
    command: tuple[str | Path, ...]
    env: Mapping[str, str]
    host: str
    port: int
    health_path: str = "/health"
    patience: float = 60
    hint: str = ""


def action_server(settings: Settings) -> Service:
    """Return the action server."""
    command = (python_of(MODERN_ENV), "-m", "actions")
    return Service("actions", "action server", command, settings.process_env(), LOOPBACK, settings.actions_port)


def rasa(settings: Settings, model: Path) -> Service:
    """Return Rasa with this model; it takes its time to start, for it imports TensorFlow."""
    env = rasa_environment(settings.process_env())
    options = ["run", "--enable-api", "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    where = ("-i", LOOPBACK, "-p", str(settings.rasa_port), "--model", model)
    return Service(
        name="rasa",
        title="Rasa",
        command=(python_of(RASA_ENV), RASA_ENV / "serve.py", *options, *where),
        env=env,
        host=LOOPBACK,
        port=settings.rasa_port,
        health_path=f"/status?token={env['RASA_TOKEN']}",
        patience=240,
        hint="it takes 20 to 40 s to start",
    )


def bot(settings: Settings) -> Service:
    """Return the only process that listens to the outside."""
    command = (python_of(MODERN_ENV), "-m", "bot")
    host = LOOPBACK if settings.host in EVERYWHERE else settings.host
    return Service("bot", "bot", command, settings.process_env(), host, settings.port)
