"""The French of this channel, and its commands, read from `fr.yml`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("fr.yml")


@dataclass(frozen=True)
class Command:
    """A command of the menu. `payload` is what the dialogue engine gets for it."""

    name: str
    payload: str
    description: str


@dataclass(frozen=True)
class Wording:
    """The menu, what each command name stands for, the sentences of the channel itself.

    `position` is what a shared position says, and what the dialogue engine gets for it.
    """

    menu: tuple[Command, ...]
    payloads: dict[str, str]
    sentences: dict[str, str]
    position: Command

    def group(self, username: str | None) -> str:
        """Return what a group is told; `username` is the bot's own."""
        if not username:
            return self.sentences["group_without_link"]
        return self.sentences["group"].format(link=f"https://t.me/{username}")


@cache
def wording() -> Wording:
    """Return what `fr.yml` says."""
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    menu = tuple(Command(entry["command"], entry["payload"], entry["description"]) for entry in content["commands"])
    payloads = {command.name: command.payload for command in menu}
    payloads |= {alias: payloads[name] for alias, name in content["aliases"].items()}
    position = Command("position", content["position"]["payload"], content["position"]["said"])
    return Wording(menu, payloads, content["sentences"], position)
