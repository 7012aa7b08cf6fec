"""The three running processes, on free ports and a database of their own, for tests that talk to the real thing."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from ops.rasa import rasa_environment
from ops.train import model_path

ROOT = Path(__file__).parent.parent
MODERN = ROOT / ".venv" / "bin" / "python"
RASA = ROOT / "rasa-env" / ".venv" / "bin" / "python"
STARTS_WITHIN_S = {"rasa": 180.0, "actions": 60.0, "bot": 60.0}


# Below those that the system gives to connections: a model takes half a minute to load before its server listens.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    """Return a port nobody listens on, nor will while a server is being started."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Stack:
    """Rasa, the action server and the bot; each can be killed and started again."""

    folder: Path
    extra: Mapping[str, str] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in STARTS_WITHIN_S})
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._secrets = {name: secrets.token_urlsafe(32) for name in ("APP_SECRET", "RASA_TOKEN", "ACTIONS_TOKEN")}

    @property
    def url(self) -> str:
        """Return the bot's address."""
        return f"http://127.0.0.1:{self.ports['bot']}"

    @property
    def rasa_url(self) -> str:
        """Return Rasa's address."""
        return f"http://127.0.0.1:{self.ports['rasa']}"

    @property
    def database(self) -> Path:
        """Return the SQLite file."""
        return self.folder / "mutuelle.db"

    def env(self) -> dict[str, str]:
        """Return the environment of the processes."""
        return {
            **os.environ,
            **self._secrets,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "RASA_TRACKER_DB": str(self.folder / "rasa.db"),
            "RASA_URL": self.rasa_url,
            "ACTIONS_URL": f"http://127.0.0.1:{self.ports['actions']}/webhook",
            "ACTIONS_PORT": str(self.ports["actions"]),
            "PORT": str(self.ports["bot"]),
            "PUBLIC_URL": self.url,
            "GEOCODER_URL": "off",
            **self.extra,
        }

    def up(self) -> None:
        """Prepare the database and start everything."""
        subprocess.run([MODERN, "-m", "mutuelle.prepare"], cwd=ROOT, env=self.env(), check=True, timeout=120)
        for name in STARTS_WITHIN_S:
            self.launch(name)
        for name in STARTS_WITHIN_S:
            self.wait(name)

    def launch(self, name: str) -> None:
        """Start one process without waiting for it."""
        model = Path(os.environ.get("ASSISTANT_MODEL") or model_path())
        assert model.exists(), "no trained model: run `make train`"
        commands: dict[str, tuple[list[str | Path], dict[str, str]]] = {
            "actions": ([MODERN, "-m", "actions"], self.env()),
            "bot": ([MODERN, "-m", "bot"], self.env()),
            "rasa": (
                [
                    RASA,
                    ROOT / "rasa-env" / "serve.py",
                    "run",
                    "--enable-api",
                    "-i",
                    "127.0.0.1",
                    "-p",
                    str(self.ports["rasa"]),
                    "--model",
                    model,
                    "--endpoints",
                    "endpoints.yml",
                    "--credentials",
                    "credentials.yml",
                ],
                rasa_environment(self.env()),
            ),
        }
        command, env = commands[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    def wait(self, name: str) -> None:
        """Return once the process answers."""
        token = self._secrets["RASA_TOKEN"]
        path = f"/status?token={token}" if name == "rasa" else "/health"
        until = time.monotonic() + STARTS_WITHIN_S[name]
        while time.monotonic() < until:
            assert self.running[name].poll() is None, f"{name} died: {self.log(name)[-2000:]}"
            try:
                if httpx.get(f"http://127.0.0.1:{self.ports[name]}{path}", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"{name} does not answer: {self.log(name)[-2000:]}")

    def kill(self, name: str) -> None:
        """Kill a process with no chance to tidy up."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def down(self) -> None:
        """Stop everything."""
        for name in list(self.running):
            self.kill(name)

    def log(self, name: str) -> str:
        """Return what a process has printed."""
        path = self.folder / f"{name}.log"
        return path.read_text("utf-8", "replace") if path.exists() else ""
