"""Takes the updates that Telegram posts to us."""

import hmac
import json
import re

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from bot.body import BodyTooBig, read_capped
from bot.telegram.intake import Intake

logger = structlog.get_logger(__name__)

MAX_BYTES = 1_000_000
HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class Webhook:
    """The endpoint. Telegram posts again what we did not answer by 200."""

    def __init__(self, intake: Intake, secret: str) -> None:
        """Raise ValueError for a secret that Telegram does not accept or that is short enough to be guessed."""
        if not _SECRET.fullmatch(secret):
            raise ValueError("the webhook needs a secret of 16 to 256 characters among A-Z a-z 0-9 _ -")
        self._intake = intake
        self._secret = secret.encode()

    async def receive(self, request: Request) -> Response:
        """Log the posted update, then acknowledge it."""
        given = request.headers.get(HEADER, "").encode("latin-1", "replace")
        if not hmac.compare_digest(given, self._secret):
            return Response(status_code=403)
        try:
            update = json.loads(await read_capped(request, MAX_BYTES))
        except BodyTooBig:
            return Response(status_code=413)
        except ValueError:
            return Response(status_code=400)
        try:
            await self._intake.take_in(update)
        except (SQLAlchemyError, OSError) as error:
            logger.warning("telegram_update_waits_for_database", error=type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)
