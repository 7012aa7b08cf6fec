"""The private web server that Rasa calls for actions: authenticated, bounded, and silent about what failed.

rasa-sdk's own server has no authentication, inflates compressed bodies without bound, and answers a failure with the
exception and the whole conversation; its executor is used here behind our own door.
"""

import hmac
import json
from typing import Any

import structlog
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

logger = structlog.get_logger()

MAX_BODY = 4 * 1024 * 1024


def create_app(executor: ActionExecutor, token: str) -> Starlette:
    """Return the ASGI application; Rasa must present `token` as a bearer."""

    async def webhook(request: Request) -> Response:
        if not _authorised(request, token):
            return JSONResponse({"error": "unauthorised"}, status_code=401)
        call = await _read_call(request)
        if call is None:
            return JSONResponse({"error": "a JSON object of at most 4 MiB, not compressed, is needed"}, status_code=400)
        return await _run(executor, call)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    return Starlette(routes=[Route("/webhook", webhook, methods=["POST"]), Route("/health", health)])


async def _run(executor: ActionExecutor, call: dict[str, Any]) -> Response:
    action = str(call.get("next_action"))
    try:
        result = await executor.run(call)
    except ActionExecutionRejection:
        return JSONResponse({"error": "rejected", "action_name": action}, status_code=400)
    except ActionNotFoundException:
        logger.error("action_unknown", action=action)  # noqa: TRY400
        return JSONResponse({"error": "unknown", "action_name": action}, status_code=404)
    except Exception as error:  # the one handler of what nobody foresaw
        logger.exception("action_server_failed", action=action, error=type(error).__name__)
        return JSONResponse({"error": "failed"}, status_code=500)
    return JSONResponse(result.model_dump() if result else None)


def _authorised(request: Request, token: str) -> bool:
    given = request.headers.get("authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


async def _read_call(request: Request) -> dict[str, Any] | None:
    if request.headers.get("content-encoding", "identity") != "identity":
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return call if isinstance(call, dict) else None
