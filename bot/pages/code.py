"""The secure page where a one-time code is entered."""

import math
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.templating import Jinja2Templates

from bot.dispatcher import Dispatcher
from bot.hub import Hub
from bot.pages.csrf import fields_of
from bot.pages.secure import SecurePage
from bot.texts import say
from bot.web.visitor import Visitors
from mutuelle.account.codes import CodeRequest, Codes
from mutuelle.account.factors import TotpCode
from mutuelle.account.opening import in_words
from mutuelle.clock import Clock
from mutuelle.errors import TooManyCodes, WrongCode
from mutuelle.settings import Settings

LONGEST_CODE = 20


class CodePage:
    """Serves `/code/{token}`."""

    def __init__(
        self,
        codes: Codes,
        visitors: Visitors,
        dispatcher: Dispatcher,
        hub: Hub,
        templates: Jinja2Templates,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._codes = codes
        self._dispatcher = dispatcher
        self._hub = hub
        self._page = SecurePage(visitors, templates, settings, path="/code", template="code.html", section="codes")
        self._clock = clock

    def routes(self) -> list[BaseRoute]:
        """Return what the web server has to serve."""
        return self._page.routes(self.show, self.submit)

    async def show(self, request: Request) -> Response:
        """Show the form; opening the page changes nothing."""
        return self._form(request, await self._asked(request))

    async def submit(self, request: Request) -> Response:
        """Judge the code, send a new one or note that the phone is lost; or show the form again and say why not."""
        asked = await self._asked(request)
        fields = await fields_of(request)
        if not self._page.right(request, fields):
            return self._form(request, asked, error=say("codes", "expired_form"), status=403)
        if "lost" in fields:
            await self._codes.lost(request.path_params["token"])
            return self._form(request, await self._asked(request), done=say("codes", "lost"))
        if "resend" in fields:
            return await self._resend(request, asked)
        return await self._enter(request, asked, fields.get("code", "")[:LONGEST_CODE])

    async def _enter(self, request: Request, asked: CodeRequest, code: str) -> Response:
        try:
            confirmed = await self._codes.enter(request.path_params["token"], code)
        except WrongCode as wrong:
            key = "wrong_app" if asked.factor == TotpCode.name else "wrong"
            error = say("codes", key, left=wrong.left) if wrong.left > 0 else say("codes", "dead")
            return self._form(request, asked, error=error, field="code", status=401)
        self._dispatcher.wake(confirmed.conversation_id)
        self._hub.changed(confirmed.conversation_id)
        context = {"back_url": "/" if confirmed.channel == "web" else None}
        return self._page.render(request, "code_done.html", context)

    async def _resend(self, request: Request, asked: CodeRequest) -> Response:
        try:
            await self._codes.resend(request.path_params["token"])
        except TooManyCodes as refused:
            error = say("codes", "too_soon", wait=self._wait(refused.until))
            return self._form(request, asked, error=error, status=429)
        return self._form(request, asked, done=say("codes", "resent"))

    async def _asked(self, request: Request) -> CodeRequest:
        asked = await self._codes.request(request.path_params["token"])
        await self._page.check_browser(request, asked)
        return asked

    def _form(
        self,
        request: Request,
        asked: CodeRequest,
        *,
        error: str = "",
        field: str = "",
        done: str | None = None,
        status: int = 200,
    ) -> Response:
        context = {
            "what": asked.what,
            "email": asked.masked_email,
            "from_app": asked.factor == TotpCode.name,
            "lost_until": in_words(asked.lost_until) if asked.lost_until else "",
            "done": done,
        }
        return self._page.form(request, context, error=error, field=field, status=status)

    def _wait(self, until: datetime) -> str:
        seconds = max(1, math.ceil((until - self._clock.now()).total_seconds()))
        if seconds <= 60:  # noqa: PLR2004
            return say("login", "wait_seconds", count=seconds)
        return say("login", "wait_minutes", count=math.ceil(seconds / 60))
