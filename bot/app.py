"""The bot's web application: pages, chat, Telegram's webhook."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from bot.dispatcher import Dispatcher
from bot.hub import Hub
from bot.mailer import Mailer
from bot.pages.app_setup import AppSetupPage
from bot.pages.code import CodePage
from bot.pages.deletion import DeletionPage
from bot.pages.document import DocumentPage, VerificationPage
from bot.pages.identifier import IdentifierPages
from bot.pages.login import LoginPage
from bot.pages.mailbox import MailboxPage
from bot.pages.opening import OpeningPages
from bot.pages.own_data import OwnDataPage
from bot.pages.procedure import ProcedurePage
from bot.pages.recovery import RecoveryPages
from bot.pages.telegram import TelegramPage
from bot.pages.useful import UsefulPage
from bot.periodic import correspondent, eraser, forgetter, position_forgetter, retainer, sweeper
from bot.rasa import Rasa
from bot.security import SecurityHeaders
from bot.telegram.channel import TelegramChannel
from bot.texts import TEXTS
from bot.web.http import ChatHttp
from bot.web.outlines import show_outlines
from bot.web.reception import Reception
from bot.web.socket import ChatSocket
from bot.web.visitor import Visitors
from mutuelle.account.codes import Codes
from mutuelle.account.deletion import DeletionService
from mutuelle.account.identifiers import IdentifierService
from mutuelle.account.opening import OpeningService
from mutuelle.account.recovery import RecoveryService
from mutuelle.account.second_factor import SecondFactorService
from mutuelle.account.service import AccountService
from mutuelle.account.telegram import TelegramLinks
from mutuelle.attachments.service import AttachmentService
from mutuelle.clock import Clock
from mutuelle.conversations.transcript import Transcript
from mutuelle.conversations.worklist import Worklist
from mutuelle.documents.service import DocumentService
from mutuelle.documents.verification import VerificationService
from mutuelle.letters.due import DueLetters
from mutuelle.mail.service import MailService
from mutuelle.privacy.copying import CopyService
from mutuelle.privacy.forgetting import Forgetting
from mutuelle.privacy.retention import Retention
from mutuelle.privacy.tracker import Tracker
from mutuelle.procedures.catalogue import all_procedures
from mutuelle.procedures.pages import ProcedurePages
from mutuelle.procedures.service import ProcedureService
from mutuelle.settings import ROOT, Settings
from mutuelle.store import Store
from mutuelle.useful.service import UsefulService

logger = structlog.get_logger()


@dataclass(frozen=True)
class Parts:
    """What the application is made of."""

    settings: Settings
    clock: Clock
    store: Store
    accounts: AccountService
    transcript: Transcript
    worklist: Worklist
    rasa: Rasa
    hub: Hub
    dispatcher: Dispatcher
    telegram: TelegramChannel | None
    openings: OpeningService
    recoveries: RecoveryService
    mail: MailService
    mailer: Mailer | None
    identifiers: IdentifierService
    deletions: DeletionService
    second_factors: SecondFactorService
    tracker: Tracker | None = None


def create_app(parts: Parts) -> Starlette:
    """Return the ASGI application."""
    templates = Jinja2Templates(Path(__file__).parent / "pages" / "templates")
    visitors = Visitors(parts.transcript, parts.settings)
    reception = Reception(parts.transcript, parts.worklist, parts.dispatcher, parts.hub)
    login = LoginPage(parts.accounts, visitors, parts.dispatcher, parts.hub, templates, parts.settings, parts.clock)
    opening = OpeningPages(parts.openings, visitors, parts.mailer, templates, parts.settings)
    recovery = RecoveryPages(parts.recoveries, visitors, parts.mailer, templates, parts.settings)
    mailbox = MailboxPage(parts.mail, templates, parts.settings)
    code = CodePage(
        Codes(parts.store, parts.clock, parts.settings),
        visitors,
        parts.dispatcher,
        parts.hub,
        templates,
        parts.settings,
        parts.clock,
    )
    identifier = IdentifierPages(parts.identifiers, visitors, parts.hub, parts.mailer, templates, parts.settings)
    deletion = DeletionPage(parts.deletions, visitors, parts.hub, templates, parts.settings)
    app_setup = AppSetupPage(parts.second_factors, visitors, parts.hub, templates, parts.settings)
    linking = TelegramPage(
        TelegramLinks(parts.store, parts.clock, parts.settings),
        visitors,
        parts.hub,
        templates,
        parts.settings,
        lambda: parts.telegram.username() if parts.telegram else None,
    )
    procedures = ProcedureService(parts.store, parts.clock, parts.settings, all_procedures(parts.settings))
    procedure = ProcedurePage(
        ProcedurePages(parts.store, parts.clock, parts.settings, procedures),
        AttachmentService(parts.store, parts.clock, parts.settings),
        visitors,
        parts.dispatcher,
        parts.hub,
        templates,
        parts.settings,
    )
    documents = DocumentService(parts.store, parts.clock, parts.settings)
    document = DocumentPage(documents, visitors, templates, parts.clock)
    verification = VerificationPage(VerificationService(parts.store, parts.clock), templates, parts.clock)
    useful = UsefulPage(UsefulService(parts.store, parts.clock, parts.settings), templates)
    copies = CopyService(parts.store, parts.clock, parts.settings)
    own_data = OwnDataPage(copies, visitors, templates, parts.settings)
    chat = (visitors, parts.transcript, reception, parts.hub)
    routes: list[BaseRoute] = [
        Route("/", _home(templates, visitors, parts.settings)),
        Route("/health", _health),
        *login.routes(),
        *opening.routes(),
        *recovery.routes(),
        Route("/boite-mail", mailbox.show, methods=["GET"]),
        Route("/boite-mail/{mail_id:int}", mailbox.show, methods=["GET"]),
        *code.routes(),
        *linking.routes(),
        *procedure.routes(),
        *document.routes(),
        *verification.routes(),
        *useful.routes(),
        *identifier.routes(),
        *deletion.routes(),
        *app_setup.routes(),
        *own_data.routes(),
        WebSocketRoute("/chat/ws", ChatSocket(*chat).serve),
        Route("/chat/messages", ChatHttp(*chat).post, methods=["POST"]),
        Route("/chat/events", ChatHttp(*chat).events, methods=["GET"]),
        Route("/chat/outlines", show_outlines, methods=["GET"]),
        Mount("/static", StaticFiles(directory=ROOT / "web")),
        *(parts.telegram.routes() if parts.telegram else ()),
    ]
    return Starlette(
        routes=routes,
        lifespan=_lifespan(parts),
        middleware=[
            Middleware(
                SecurityHeaders,
                https=parts.settings.public_url.startswith("https:"),
                tiles=parts.settings.map_tiles_url,
            )
        ],
        exception_handlers={404: _error_page(templates, "not_found", 404), 500: _error_page(templates, "failed", 500)},
    )


def _lifespan(parts: Parts) -> Callable[[Starlette], Any]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await parts.dispatcher.start()
        if parts.telegram:
            await parts.telegram.start()
        if parts.mailer:
            await parts.mailer.start()
        attachments = AttachmentService(parts.store, parts.clock, parts.settings)
        letters = DueLetters(parts.store, parts.clock, parts.settings)
        forgetting = Forgetting(parts.store, parts.clock, parts.tracker)
        periodic = (
            eraser(parts.deletions, parts.hub),
            sweeper(attachments),
            correspondent(letters, parts.clock),
            retainer(Retention(parts.store, parts.clock, parts.settings)),
            forgetter(forgetting),
            position_forgetter(parts.transcript),
        )
        for one in periodic:
            await one.start()
        yield
        for one in periodic:
            await one.stop()
        if parts.mailer:
            await parts.mailer.stop()
        if parts.telegram:
            await parts.telegram.stop()
        await parts.dispatcher.stop()
        await parts.rasa.close()
        await forgetting.close()
        await parts.store.close()

    return lifespan


def _home(
    templates: Jinja2Templates, visitors: Visitors, settings: Settings
) -> Callable[[Request], Awaitable[Response]]:
    async def home(request: Request) -> Response:
        visitor = await visitors.of(request)
        response = templates.TemplateResponse(request, "home.html", {"tiles": settings.map_tiles_url})
        if visitor.set_cookie:
            response.headers.append("set-cookie", visitor.set_cookie)
        return response

    return home


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _error_page(
    templates: Jinja2Templates, key: str, status: int
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def show(request: Request, error: Exception) -> Response:
        if status >= 500:  # noqa: PLR2004
            logger.error("page_failed", exc_info=error)
        return templates.TemplateResponse(request, "error.html", TEXTS["errors"][key], status_code=status)

    return show
