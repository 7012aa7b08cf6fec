"""Runs the bot: web chat, pages and Telegram, on one port."""

import os
import socket
from collections.abc import Mapping

import structlog
import uvicorn

from bot.app import Parts, create_app
from bot.dispatcher import Dispatcher
from bot.hub import Hub
from bot.mailer import Mailer, SmtpPostman
from bot.parting import Parting
from bot.rasa import Rasa
from bot.telegram.channel import TelegramChannel
from mutuelle.account.deletion import DeletionService
from mutuelle.account.identifiers import IdentifierService
from mutuelle.account.opening import OpeningService
from mutuelle.account.passwords import Passwords
from mutuelle.account.recovery import RecoveryService
from mutuelle.account.second_factor import SecondFactorService
from mutuelle.account.service import AccountService
from mutuelle.account.telegram import TelegramLinks
from mutuelle.clock import SystemClock
from mutuelle.conversations.later import Later
from mutuelle.conversations.outbox import Outbox
from mutuelle.conversations.transcript import Transcript
from mutuelle.conversations.worklist import Worklist
from mutuelle.documents.service import DocumentService
from mutuelle.logging import set_up_logging
from mutuelle.mail.service import MailService
from mutuelle.privacy.tracker import Tracker, tracker_url
from mutuelle.settings import Settings
from mutuelle.store import Store

logger = structlog.get_logger()


def build(env: Mapping[str, str]) -> Parts:
    """Build the application's parts from the environment."""
    settings = Settings.from_env(env)
    store, clock, hub = Store(settings.database_url), SystemClock(), Hub()
    transcript, worklist = Transcript(store, clock, settings), Worklist(store, clock)
    rasa = Rasa(
        env.get("RASA_URL", "http://127.0.0.1:5005"),
        env.get("RASA_TOKEN", ""),
        env.get("ACTIONS_URL", "http://127.0.0.1:5055").removesuffix("/webhook"),
    )
    owner = f"{socket.gethostname()[:20]}:{env.get('PORT', '8080')}"
    dispatcher = Dispatcher(
        worklist, Later(store, clock, settings), Parting.on(store, clock, settings), rasa, hub, owner=owner
    )
    telegram = None
    if env.get("TELEGRAM_BOT_TOKEN"):
        telegram = TelegramChannel.from_env(
            env,
            transcript=transcript,
            outbox=Outbox(store, clock, owner=owner),
            received=dispatcher.wake,
            links=TelegramLinks(store, clock, settings),
            documents=DocumentService(store, clock, settings),
        )
        hub.listen(changed=telegram.wake, typing=telegram.typing)
    mail = MailService(store, clock)
    return Parts(
        settings=settings,
        clock=clock,
        store=store,
        accounts=AccountService(store, clock, settings, Passwords()),
        transcript=transcript,
        worklist=worklist,
        rasa=rasa,
        hub=hub,
        dispatcher=dispatcher,
        telegram=telegram,
        openings=OpeningService(store, clock, settings, Passwords()),
        recoveries=RecoveryService(store, clock, settings, Passwords()),
        mail=mail,
        identifiers=IdentifierService(store, clock, settings),
        deletions=DeletionService(store, clock, settings),
        second_factors=SecondFactorService(store, clock, settings),
        tracker=_tracker(env),
        mailer=Mailer(mail, SmtpPostman(settings.smtp_url, settings.mail_from)) if settings.smtp_url else None,
    )


def _tracker(env: Mapping[str, str]) -> Tracker | None:
    url = tracker_url(env)
    if url is None:
        logger.warning("rasa_tracker_unknown")  # what Rasa keeps is not purged: see docs/operations.md
        return None
    return Tracker(url)


def main() -> None:
    """Serve until stopped."""
    set_up_logging()
    uvicorn.run(
        create_app(build(os.environ)),
        host=os.environ.get("HOST", "127.0.0.1"),
        port=int(os.environ.get("PORT", "8080")),
        log_config=None,  # uvicorn's own would write exceptions whole
        log_level="warning",
        access_log=False,
        ws_max_size=64 * 1024,
        # Whose X-Forwarded-For is believed: nobody's, unless the deployment says so.
        forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", ""),
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
