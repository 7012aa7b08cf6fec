"""`/boite-mail`: the e-mails that a machine without a mail server would have sent, for its own user only."""

import ipaddress
import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from mutuelle.clock import PARIS
from mutuelle.mail.service import MailService
from mutuelle.settings import Settings

_PROXIES = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_NAMES = ("127.0.0.1", "localhost", "::1")
_LINK = re.compile(r"https?://[^\s<>\"]+")


class MailboxPage:
    """Lists the newest e-mails and shows one; it does not exist where there is a mail server, nor from afar."""

    def __init__(self, mail: MailService, templates: Jinja2Templates, settings: Settings) -> None:
        self._mail = mail
        self._templates = templates
        self._settings = settings

    async def show(self, request: Request) -> Response:
        """Show the list, or the e-mail that the path names."""
        if self._settings.smtp_url or not _from_this_machine(request):
            raise HTTPException(404)
        letters = [
            {
                "id": mail_id,
                "at": at.astimezone(PARIS).strftime("%d/%m/%Y %H:%M"),
                "to": letter.recipient,
                "subject": letter.subject,
                "plain": letter.plain,
                "links": _LINK.findall(letter.plain),
            }
            for mail_id, at, letter in await self._mail.latest()
        ]
        wanted = request.path_params.get("mail_id")
        shown = next((letter for letter in letters if letter["id"] == wanted), None)
        if wanted is not None and shown is None:
            raise HTTPException(404)
        context = {"letters": letters, "shown": shown, "sender": self._settings.mail_from}
        return self._templates.TemplateResponse(request, "mailbox.html", context)


def _from_this_machine(request: Request) -> bool:
    """Say whether the client is on loopback, by a name of loopback (no site's name led here), and no proxy between."""
    if any(header in request.headers for header in _PROXIES) or request.url.hostname not in _NAMES:
        return False
    if request.client is None:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
