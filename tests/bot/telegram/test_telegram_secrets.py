"""The token, the webhook's secret and what members say stay out of the logs and of strangers' hands."""

import json
import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.telegram.channel import TelegramChannel, TelegramSettings
from mutuelle.conversations.transcript import Transcript
from tests.telegram_api import TOKEN, Fault, Person, TelegramApi

SECRET = "a-secret-that-nobody-guesses"
WEBHOOK = "https://bot.exemple.fr/telegram/webhook"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@pytest.fixture
async def server(house, api: TelegramApi) -> AsyncIterator[httpx.AsyncClient]:
    async with house.open(api.base_url, webhook_url=WEBHOOK, webhook_secret=SECRET) as channel:
        app = Starlette(routes=channel.routes())
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://bot.exemple.fr") as client:
            yield client


async def post(server: httpx.AsyncClient, update: object, headers: dict[str, str] = HEADERS) -> int:
    return (await server.post("/telegram/webhook", content=json.dumps(update), headers=headers)).status_code


async def test_a_posted_update_is_answered_once_however_often_it_comes(server, claire: Person):
    update = {"update_id": 1, "message": claire.message(text="bonjour")}
    assert [await post(server, update) for _ in range(3)] == [200, 200, 200]
    assert (await claire.hears()).text == "reçu : bonjour"
    assert await claire.hears_nothing()


async def test_telegram_is_told_where_to_post_and_with_which_secret(server, api: TelegramApi):
    await api.wait_for(lambda: api.called("setWebhook"))
    told = api.called("setWebhook")[0]
    assert (told["url"], told["secret_token"]) == (WEBHOOK, SECRET)
    assert "my_chat_member" in told["allowed_updates"]
    assert api.called("deleteWebhook") == []


@pytest.mark.parametrize(
    "headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, {"X-Telegram-Bot-Api-Secret-Token": "é"}]
)
async def test_a_post_without_the_secret_is_refused(server, house, claire: Person, headers):
    raw = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    assert await post(server, {"update_id": 1, "message": claire.message(text="bonjour")}, raw) == 403
    assert house.woken == []


async def test_a_post_that_is_too_big_or_not_json_is_refused(server):
    assert (await server.post("/telegram/webhook", content=b"x" * 1_000_001, headers=HEADERS)).status_code == 413
    assert (await server.post("/telegram/webhook", content=b"\xff{", headers=HEADERS)).status_code == 400


@pytest.mark.parametrize("update", [[], 5, None, {}, {"update_id": 1, "message": {"chat": 3}}, {"update_id": "x"}])
async def test_a_post_that_makes_no_sense_is_acknowledged(server, update):
    assert await post(server, update) == 200


async def test_an_update_is_not_acknowledged_while_the_database_is_away(server, claire: Person, monkeypatch):
    async def away(self, conversation_id, incoming):
        raise OperationalError("insert", {}, Exception("disk I/O error"))

    update = {"update_id": 1, "message": claire.message(text="bonjour")}
    with monkeypatch.context() as patch:
        patch.setattr(Transcript, "receive", away)
        assert await post(server, update) == 503
    assert await post(server, update) == 200
    assert (await claire.hears()).text == "reçu : bonjour"


async def test_polling_waits_for_the_database_and_loses_nothing(bot, claire: Person, monkeypatch):
    real, failures = Transcript.receive, []

    async def away(self, conversation_id, incoming):
        if len(failures) < 2:
            failures.append(1)
            raise OperationalError("insert", {}, Exception("disk I/O error"))
        return await real(self, conversation_id, incoming)

    monkeypatch.setattr(Transcript, "receive", away)
    await claire.says("bonjour")
    await claire.says("encore moi")
    assert [(await claire.hears()).text for _ in range(2)] == ["reçu : bonjour", "reçu : encore moi"]
    assert len(failures) == 2


@pytest.mark.parametrize("settings", [
    {"webhook_url": WEBHOOK},
    {"webhook_url": WEBHOOK, "webhook_secret": "short"},
    {"webhook_url": WEBHOOK, "webhook_secret": "with spaces, and accents é"},
    {"webhook_url": "https://bot.exemple.fr", "webhook_secret": SECRET},
])  # fmt: skip
def test_a_webhook_without_a_good_secret_and_a_path_does_not_start(house, settings):
    with pytest.raises(ValueError, match=r"secret|path"):
        house.new_channel("http://127.0.0.1:9", **settings)


def test_the_settings_come_from_the_environment():
    env = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE_URL": "http://127.0.0.1:1", "TELEGRAM_WEBHOOK_URL": ""}
    assert TelegramSettings.from_env(env) == TelegramSettings(TOKEN, "http://127.0.0.1:1")
    assert TelegramChannel.from_env.__doc__


@pytest.mark.parametrize("token", ["1:wrong", "not a token/at all?", "1:wrong\n"])
async def test_a_wrong_token_does_not_stop_the_bot(house, api: TelegramApi, claire: Person, token):
    with capture_logs() as logs:
        async with house.open(api.base_url, token=token):
            await house.tell(claire, {"type": "text", "text": "Bonjour"})
            assert await claire.hears_nothing(1.5)
    facts = [entry["event"] for entry in logs]
    assert facts.count("telegram_token_refused") + facts.count("telegram_unreachable") == 1
    assert "wrong" not in str(logs)
    assert "not a token" not in str(logs)


async def test_no_log_holds_the_token_or_what_is_said(house, api: TelegramApi, claire: Person, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="aiosqlite")  # as in production: it would log every statement
    api.fail("getMe", Fault(500, "Internal Server Error"), Fault(401, "Unauthorized"), Fault(cut=True))
    api.fail("getUpdates", Fault(409, "Conflict"), Fault(502, "Bad Gateway"))
    with capture_logs() as logs:
        async with house.open(api.base_url):
            await claire.says("mot-du-membre")
            await api.push(message={"message_id": "mot-du-membre", "chat": "mot-du-membre"})
            await claire.hears(25)
            api.fail("sendMessage", Fault(400, "Bad Request: mot-du-membre"), Fault(502, "Bad Gateway"))
            await claire.says("mot-du-membre")
            await claire.hears(10)
    written = str(logs) + caplog.text + "".join(capfd.readouterr())
    assert "telegram_polled_by_another_process" in written
    secret = TOKEN.partition(":")[2]
    assert secret not in written
    assert "mot-du-membre" not in written


async def test_a_message_with_a_password_is_deleted_from_the_chat(bot, api: TelegramApi, claire: Person):
    await claire.says("mon mot de passe est Xxxx1234")
    assert (await claire.hears()).text == "reçu : problem typed_password"
    await api.wait_for(lambda: api.called("deleteMessage"))
    assert int(api.called("deleteMessage")[0]["chat_id"]) == claire.id


async def test_a_deletion_that_telegram_refuses_changes_nothing_for_the_member(bot, api: TelegramApi, claire: Person):
    api.fail("deleteMessage", Fault(status=400, description="Bad Request: message can't be deleted"))
    with capture_logs() as logs:
        await claire.says("mdp: Xxxx1234")
        assert (await claire.hears()).text == "reçu : problem typed_password"
        await api.wait_for(lambda: any(log["event"] == "telegram_secret_not_deleted" for log in logs))
    assert "Xxxx1234" not in repr(logs)
