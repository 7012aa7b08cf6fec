"""What `make run` is told by its environment."""

import json
import os
import secrets
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ops.errors import StepFailed
from ops.layout import ROOT

LOOPBACK = "127.0.0.1"
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  (compared with, never listened on)
SECRETS = ("APP_SECRET", "RASA_TOKEN", "ACTIONS_TOKEN")
LAST_PORT = 65_535


@dataclass(frozen=True)
class Settings:
    """Ports, addresses and the folder of everything that a run leaves behind."""

    env: Mapping[str, str]
    var: Path
    host: str
    port: int
    rasa_port: int
    actions_port: int
    public_url: str

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the settings; a port of 0 is replaced by a free one. Raises StepFailed on a value that is none."""
        host = env.get("HOST", LOOPBACK)
        port = _port(env, "PORT", 8080, host)
        shown = LOOPBACK if host in EVERYWHERE else host
        return cls(
            env=env,
            var=(ROOT / env.get("VAR_DIR", "var")).resolve(),
            host=host,
            port=port,
            rasa_port=_port(env, "RASA_PORT", 5005, LOOPBACK),
            actions_port=_port(env, "ACTIONS_PORT", 5055, LOOPBACK),
            public_url=env.get("PUBLIC_URL", f"http://{shown}:{port}").rstrip("/"),
        )

    def check_ports(self) -> None:
        """Raise StepFailed, naming the variable to change, when a port is asked twice or taken."""
        wanted = {
            "PORT": (self.host, self.port),
            "RASA_PORT": (LOOPBACK, self.rasa_port),
            "ACTIONS_PORT": (LOOPBACK, self.actions_port),
        }
        seen: dict[int, str] = {}
        for name, (host, port) in wanted.items():
            if port in seen:
                raise StepFailed(f"{name} and {seen[port]} are both {port}: give them different ports")
            seen[port] = name
            if problem := _unusable(host, port):
                other = _free_port(host if problem.errno != CANNOT_ASSIGN else LOOPBACK)
                raise StepFailed(
                    f"{host}:{port} can't be listened on ({problem.strerror}):"
                    f" stop what uses it, or choose another port, for example `{name}={other} make run`"
                )

    def process_env(self) -> dict[str, str]:
        """Return the variables that every process of ours gets, secrets included (made once, kept in `var`)."""
        database = {}
        if "VAR_DIR" in self.env and not self.env.get("DATABASE_URL"):
            database["DATABASE_URL"] = f"sqlite+aiosqlite:///{self.var / 'mutuelle.db'}"
        return {
            **self.env,
            **_secrets(self.var / "secrets.json", self.env),
            **database,
            "HOST": self.host,
            "PORT": str(self.port),
            "RASA_PORT": str(self.rasa_port),
            "ACTIONS_PORT": str(self.actions_port),
            "PUBLIC_URL": self.public_url,
            "RASA_URL": f"http://{LOOPBACK}:{self.rasa_port}",
            "ACTIONS_URL": f"http://{LOOPBACK}:{self.actions_port}/webhook",
            "RASA_TRACKER_DB": self.env.get("RASA_TRACKER_DB") or str(self.var / "rasa.db"),
            "PYTHONUNBUFFERED": "1",
        }


CANNOT_ASSIGN = 99


def _port(env: Mapping[str, str], name: str, default: int, host: str) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or int(text) > LAST_PORT:
        raise StepFailed(f"{name} is {text!r}: give a port number, for example {name}={default}")
    return int(text) or _free_port(host)


def _unusable(host: str, port: int) -> OSError | None:
    try:
        family, _, _, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        return problem
    return None


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK if host in EVERYWHERE else host, 0))
        return int(probe.getsockname()[1])


def _secrets(path: Path, env: Mapping[str, str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    with suppress(OSError, ValueError):
        kept = json.loads(path.read_text())
    given = {name: env[name] for name in SECRETS if env.get(name)}
    missing = {name: secrets.token_urlsafe(36) for name in SECRETS if not kept.get(name)}
    if missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(kept | missing, file, indent=2)
    return kept | missing | given
