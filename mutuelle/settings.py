"""What a deployment chooses. Built once, in a `__main__`, from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Self

KEPT = "_kept"
ROOT = Path(__file__).resolve().parent.parent
IGN_TILES = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"
    "&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
GEOPLATEFORME = "https://data.geopf.fr/geocodage"


@dataclass(frozen=True)
class Settings:
    """What every process needs to know; times are durations, addresses are URLs without a final slash.

    `payment_news`: how old a payment may be that a member is still told of when it is imported; 0 tells nobody.
    `…_kept`: for how long what is of no more use stays (`mutuelle/privacy`): messages once said, the dialogue engine's
    own notes once nobody talks, sessions once idle, links and codes once they work no more, drafts once left, e-mails
    once written, requests and their files once closed, logs once written. `dpo_contact`: how members reach the data
    protection officer, as it is told to them.
    `map_tiles_url`: where browsers fetch the pictures of a map (`{z}`, `{x}`, `{y}`), "" for maps of outlines only.
    `geocoder_url`: who is asked where a street is, "" for nobody.
    """

    database_url: str
    secret: str
    public_url: str = "http://127.0.0.1:8080"
    session_idle: timedelta = timedelta(minutes=15)
    login_link_opens: timedelta = timedelta(minutes=5)
    login_link_lives: timedelta = timedelta(minutes=15)
    support_phone: str = ""
    support_hours: str = ""
    smtp_url: str = ""
    mail_from: str = "MGEN Solutions <extranet.adherent@mgensolutions.fr>"
    insurer: str = "MGEN Solutions"
    amc_number: str = ""
    payment_news: timedelta = timedelta(days=30)
    conversations_kept: timedelta = timedelta(days=90)
    dialogues_kept: timedelta = timedelta(days=1)
    sessions_kept: timedelta = timedelta(days=180)
    links_kept: timedelta = timedelta(days=1)
    drafts_kept: timedelta = timedelta(days=7)
    mails_kept: timedelta = timedelta(days=30)
    requests_kept: timedelta = timedelta(days=5 * 365)
    attachments_kept: timedelta = timedelta(days=2 * 365)
    logs_kept: timedelta = timedelta(days=30)
    dpo_contact: str = ""
    map_tiles_url: str = IGN_TILES
    geocoder_url: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the settings from environment variables.

        Raises ValueError when `APP_SECRET` is missing or shorter than 32 characters.
        """
        secret = env.get("APP_SECRET", "")
        if len(secret) < 32:  # noqa: PLR2004
            raise ValueError("APP_SECRET must be set to at least 32 random characters")
        port = env.get("PORT", "8080")
        return cls(
            database_url=async_url(env.get("DATABASE_URL") or default_database_url()),
            secret=secret,
            public_url=(env.get("PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
            support_phone=env.get("SUPPORT_PHONE", ""),
            support_hours=env.get("SUPPORT_HOURS", ""),
            smtp_url=env.get("SMTP_URL", ""),
            mail_from=env.get("MAIL_FROM") or cls.mail_from,
            insurer=env.get("INSURER") or cls.insurer,
            amc_number=env.get("AMC_NUMBER", ""),
            map_tiles_url=tiles_url(env.get("MAP_TILES_URL") or cls.map_tiles_url),
            payment_news=timedelta(days=int(env.get("PAYMENT_NEWS_DAYS") or cls.payment_news.days)),
            dpo_contact=env.get("DPO_CONTACT", ""),
            geocoder_url=geocoder_url(env.get("GEOCODER_URL") or GEOPLATEFORME),
            **_kept(env),
        )


def _kept(env: Mapping[str, str]) -> dict[str, timedelta]:
    """Return the periods that the environment sets, `CONVERSATIONS_KEPT_DAYS` and its like.

    Raises ValueError for less than a day: what is being talked about would go.
    """
    periods = {}
    for field in fields(Settings):
        given = env.get(f"{field.name.upper()}_DAYS") if field.name.endswith(KEPT) else None
        if given:
            if int(given) < 1:
                raise ValueError(f"{field.name.upper()}_DAYS must be 1 or more")
            periods[field.name] = timedelta(days=int(given))
    return periods


def tiles_url(given: str) -> str:
    """Return the address of a map's tiles, "" for « off ». Raises ValueError when it does not say where a tile goes."""
    if given.lower() == "off":
        return ""
    if not given.startswith(("https://", "http://")) or not all(part in given for part in ("{z}", "{x}", "{y}")):
        raise ValueError("MAP_TILES_URL must be an http(s) address with {z}, {x} and {y}, or off")
    return given


def geocoder_url(given: str) -> str:
    """Return the address of a geocoder without a final slash, "" for « off ». Raises ValueError when it is no URL."""
    if given.lower() == "off":
        return ""
    if not given.startswith(("https://", "http://")):
        raise ValueError("GEOCODER_URL must be an http(s) address, or off")
    return given.rstrip("/")


def default_database_url() -> str:
    """Return the URL of the embedded SQLite database, under `var/`."""
    return f"sqlite+aiosqlite:///{ROOT / 'var' / 'mutuelle.db'}"


def async_url(url: str) -> str:
    """Return the URL with the asynchronous driver that this project uses for its database."""
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        scheme = "postgresql+asyncpg"
    elif scheme == "sqlite":
        scheme = "sqlite+aiosqlite"
    return f"{scheme}{separator}{rest}"
