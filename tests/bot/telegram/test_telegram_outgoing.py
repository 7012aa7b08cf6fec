"""Answers reach the member: in order, whole, once, whatever Telegram and the network do."""

import asyncio
from io import BytesIO

import httpx
import pytest
from lo_bot_api_emulator import ApiRefusal
from PIL import Image
from sqlalchemy import insert, update
from structlog.testing import capture_logs

from bot.telegram import client as telegram_client
from bot.telegram import delivery
from mutuelle.conversations.tables import Conversation, Event
from tests.telegram_api import Fault, Person, TelegramApi, telegram_api

HELLO = {"type": "text", "text": "Bonjour"}


async def test_markup_in_an_answer_is_shown_as_it_was_written(bot, claire: Person):
    text = "<b>5 > 3</b> & « 7,50 € » </blockquote> &lt; \\*_"
    await bot.tell(claire, {"type": "text", "text": text})
    assert (await claire.hears()).text == text


async def test_a_long_answer_comes_in_order_cut_at_line_breaks_its_buttons_last(bot, claire: Person):
    lines = [f"ligne {number} " + "é" * 80 for number in range(100)]
    buttons = [{"title": "Suite", "payload": "/next_page"}]
    await bot.tell(claire, {"type": "text", "text": "\n".join(lines), "buttons": buttons})
    parts = [await claire.hears() for _ in range(3)]
    assert "\n".join(part.text for part in parts).split("\n") == lines
    assert [part.buttons for part in parts] == [[], [], ["Suite"]]


async def test_cards_show_titles_entries_and_folded_details(bot, claire: Person):
    card = {
        "title": "7,50 €",
        "subtitle": "payé le 14 octobre 2019",
        "fields": [{"label": "Bénéficiaire", "value": "Claire"}],
        "details": [{"label": "Reste à charge", "value": "0,00 €"}],
        "details_label": "Détail",
    }
    await bot.tell(claire, {"type": "cards", "text": "Un remboursement :", "cards": [card], "footer": "Voilà."})
    message = await claire.hears()
    assert message.raw["text"] == (
        "Un remboursement :\n\n<b>7,50 €</b>\npayé le 14 octobre 2019\nBénéficiaire : Claire\n"
        "<blockquote expandable>Détail\nReste à charge : 0,00 €</blockquote>\n\nVoilà."
    )


TABLE = {
    "type": "table",
    "text": "2 cotisation(s).",
    "caption": "Cotisations de 2026",
    "columns": ["Période", "Échéance", "Montant"],
    "rows": [["octobre 2026", "05/10/2026", "86,83 €"], ["novembre 2026", "05/11/2026", ""]],
    "footer": "Voilà.",
}
CHART = {
    "type": "chart",
    "text": "En image, d'octobre à novembre :",
    "title": "Cotisations de 2026",
    "first": "Échéance",
    "second": "Montant payé",
    "bars": [
        {"label": "octobre 2026", "value": 86.83, "shown": "86,83 €"},
        {"label": "novembre 2026", "value": 0.0, "shown": "0,00 €"},
    ],
}


async def test_a_table_is_read_row_by_row_on_a_phone_and_an_empty_cell_is_left_out(bot, claire: Person):
    await bot.tell(claire, {**TABLE, "buttons": [{"title": "Exporter en CSV", "payload": "/view_contributions"}]})
    message = await claire.hears()
    assert message.raw["text"] == (
        "2 cotisation(s).\n\n<b>octobre 2026</b>\nÉchéance : 05/10/2026\nMontant : 86,83 €\n\n"
        "<b>novembre 2026</b>\nÉchéance : 05/11/2026\n\nVoilà."
    )
    assert message.buttons == ["Exporter en CSV"]


async def test_a_table_of_two_columns_is_a_line_a_row(bot, claire: Person):
    pair = {**TABLE, "columns": ["Part", "Montant"], "rows": [["Dépense", "60,00 €"], ["Reste à charge", "35,00 €"]]}
    await bot.tell(claire, pair)
    message = await claire.hears()
    assert message.raw["text"] == "2 cotisation(s).\n\nDépense : 60,00 €\nReste à charge : 35,00 €\n\nVoilà."


async def test_a_table_of_many_rows_is_cut_between_lines_and_none_is_lost(bot, claire: Person):
    rows = [[f"mois {number}", "05/10/2026", "86,83 €" * 12] for number in range(60)]
    await bot.tell(claire, {**TABLE, "rows": rows})
    shown = (await claire.hears()).text
    while "Voilà." not in shown:
        shown += "\n" + (await claire.hears()).text
    assert [line for line in shown.split("\n") if line.startswith("mois")] == [row[0] for row in rows]


async def test_a_chart_is_a_picture_with_its_sentence_and_its_buttons_under_it(bot, claire: Person):
    await bot.tell(claire, {**CHART, "buttons": [{"title": "Historique", "payload": "/view_contributions"}]})
    photo = await claire.hears()
    assert (photo.text, photo.buttons) == (CHART["text"], ["Historique"])
    assert photo.file["filename"] == "graphique.png"
    picture = Image.open(BytesIO(photo.file["data"]))
    assert picture.format == "PNG"
    assert 1 / 20 < picture.width / picture.height < 20  # what Telegram takes as a photo


async def test_a_chart_of_a_members_figures_is_protected_as_his_texts_are(bot, claire: Person):
    conversation = await bot.transcript.open("telegram", str(claire.id))
    await _log_private(bot, conversation, seq=1, body={**CHART, "buttons": []})
    bot.channel.wake(conversation)
    photo = await claire.hears()
    assert photo.file is not None
    assert photo.raw["protect_content"] == "true"


async def test_a_chart_without_bars_is_its_sentence(bot, claire: Person):
    await bot.tell(claire, {**CHART, "bars": []})
    message = await claire.hears()
    assert (message.text, message.file) == (CHART["text"], None)


async def test_a_link_is_a_button_where_telegram_takes_it_and_is_never_fetched(bot, claire: Person):
    url = "https://adherents.exemple.fr/connexion/abc"
    await bot.tell(claire, {"type": "link", "text": "Connectez-vous.", "label": "Me connecter", "url": url})
    message = await claire.hears()
    assert message.links == {"Me connecter": url}
    assert url not in message.text
    assert message.raw["protect_content"] == "true"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/connexion/a", "https://localhost/connexion/a", "https://127.0.0.1/a"]
)
async def test_a_link_that_telegram_would_refuse_is_in_the_text_and_not_previewed(bot, claire: Person, url):
    await bot.tell(claire, {"type": "link", "text": "Connectez-vous.", "label": "Me connecter", "url": url})
    message = await claire.hears()
    assert message.links == {}
    assert message.text == f"Connectez-vous.\nMe connecter : {url}"
    assert '"is_disabled": true' in message.raw["link_preview_options"]


async def test_used_buttons_go_and_links_stay(bot, claire: Person, api: TelegramApi):
    body = {"type": "link", "text": "Voir.", "label": "Ouvrir", "url": "https://exemple.fr/a"}
    await bot.tell(claire, {**body, "buttons": [{"title": "Non", "payload": "/deny"}]})
    message = await claire.hears()
    await claire.taps("Non")
    await api.wait_for(lambda: not message.buttons)
    assert message.links == {"Ouvrir": "https://exemple.fr/a"}


async def test_short_buttons_stand_side_by_side(bot, claire: Person):
    titles = ["Oui", "Non", "Choisir une autre période", "Plus tard"]
    buttons = [{"title": title, "payload": "/x"} for title in titles]
    await bot.tell(claire, {"type": "text", "text": "Alors ?", "buttons": buttons})
    assert (await claire.hears()).rows == [["Oui", "Non"], ["Choisir une autre période"], ["Plus tard"]]


async def test_a_body_of_a_kind_to_come_is_shown_by_its_text(bot, claire: Person):
    await bot.tell(claire, {"type": "chart", "text": "Vos dépenses", "series": [1, 2]}, HELLO)
    assert [(await claire.hears()).text for _ in range(2)] == ["Vos dépenses", "Bonjour"]


async def test_a_malformed_body_does_not_hold_up_the_next(bot, claire: Person):
    await bot.tell(claire, {"type": "cards", "text": "?", "cards": [{}]}, {"type": "text", "text": ""}, HELLO)
    assert (await claire.hears()).text == "Bonjour"


async def test_what_shows_a_members_data_cannot_be_forwarded(bot, claire: Person):
    conversation_id = await bot.tell(claire)
    await _log_private(bot, conversation_id, seq=900)
    bot.channel.wake(conversation_id)
    assert (await claire.hears()).raw["protect_content"] == "true"


async def test_a_members_data_is_not_sent_once_he_logged_out(bot, claire: Person):
    conversation_id = await bot.tell(claire)
    await _log_private(bot, conversation_id, seq=900)
    async with bot.store.write() as connection:
        await connection.execute(update(Conversation).values(history_after=900))
    bot.channel.wake(conversation_id)
    assert (await claire.hears()).text.startswith("Réponse masquée")


async def test_messages_leave_at_once_in_a_short_burst_then_one_a_second(bot, claire: Person):
    began = asyncio.get_running_loop().time()
    await bot.tell(claire, *({"type": "text", "text": str(number)} for number in range(5)))
    at = []
    for number in range(5):
        assert (await claire.hears()).text == str(number)
        at.append(asyncio.get_running_loop().time() - began)
    assert at[2] < 0.9 < at[3] < at[4]
    assert at[4] == pytest.approx(2, abs=0.6)


async def test_a_flood_limit_is_waited_for(bot, claire: Person, api: TelegramApi):
    api.fail("sendMessage", Fault(429, "Too Many Requests: retry after 1", {"retry_after": 1}))
    await bot.tell(claire, HELLO)
    assert await claire.hears_nothing(0.7)
    assert (await claire.hears()).text == "Bonjour"
    assert len(claire.heard) == 1


async def test_an_outage_is_outlived(bot, claire: Person, api: TelegramApi):
    api.fail("sendMessage", Fault(502, "Bad Gateway"), Fault(cut=True), Fault(500, "Internal Server Error"))
    await bot.tell(claire, HELLO, {"type": "text", "text": "Ça va ?"})
    assert [(await claire.hears(15)).text for _ in range(2)] == ["Bonjour", "Ça va ?"]


async def test_an_answer_whose_confirmation_is_lost_is_not_sent_again(house, claire: Person, api, monkeypatch):
    monkeypatch.setitem(telegram_client._TIMEOUTS, "read_timeout", 0.4)
    api.fail("sendMessage", Fault(answers_after=1))
    with capture_logs() as logs:
        async with house.open(api.base_url):
            await house.tell(claire, HELLO, {"type": "text", "text": "Ça va ?"})
            assert [(await claire.hears()).text for _ in range(2)] == ["Bonjour", "Ça va ?"]
            assert await claire.hears_nothing(1)
    assert "telegram_answer_timed_out" in [entry["event"] for entry in logs]


async def test_an_answer_that_never_left_is_sent_again(house, claire: Person, api, monkeypatch):
    tries = []

    async def flaky(self, *args, **kwargs):
        tries.append(1)
        if len(tries) < 3:
            raise httpx.ConnectTimeout("no route") if len(tries) == 1 else httpx.ConnectError("refused")
        return await real(self, *args, **kwargs)

    async with house.open(api.base_url):
        await api.wait_for(lambda: api.called("setMyCommands"))
        real = httpx.AsyncClient.request
        await asyncio.sleep(0.1)
        monkeypatch.setattr(httpx.AsyncClient, "request", flaky)
        await house.tell(claire, HELLO)
        assert (await claire.hears()).text == "Bonjour"
    assert len(claire.heard) == 1


@pytest.mark.parametrize(
    "refusal", [(403, "Forbidden: bot was blocked by the user"), (400, "Bad Request: chat not found")]
)
async def test_a_person_who_left_is_not_written_to_again_until_he_is_back(bot, claire: Person, api, refusal):
    api.fail("sendMessage", Fault(*refusal))
    await bot.tell(claire, HELLO)
    await api.wait_for(lambda: ("sendMessage", {"refused": refusal[0]}) in api.calls)
    assert await claire.hears_nothing()
    await bot.tell(claire, {"type": "text", "text": "Encore là ?"})
    assert await claire.hears_nothing()
    await claire.says("me revoilà")
    heard = [(await claire.hears()).text for _ in range(3)]
    assert heard == ["Bonjour", "Encore là ?", "reçu : me revoilà"]


async def test_what_telegram_refuses_to_format_comes_as_plain_text(bot, claire: Person, api: TelegramApi):
    refusal = Fault(400, "Bad Request: can't parse entities")
    api.fail("sendMessage", refusal, refusal)
    body = {"type": "link", "text": "Voir <ici>.", "label": "Ouvrir", "url": "https://exemple.fr/a"}
    await bot.tell(claire, body)
    message = await claire.hears()
    assert message.text == "Voir <ici>.\nOuvrir : https://exemple.fr/a"
    assert message.markup == {}


async def test_what_telegram_never_accepts_is_given_up_and_the_next_goes_on(bot, claire: Person, api: TelegramApi):
    api.fail("sendMessage", *[Fault(400, "Bad Request: message text is empty")] * 3)
    await bot.tell(claire, HELLO, {"type": "text", "text": "Ça va ?"})
    assert (await claire.hears()).text == "Ça va ?"


async def test_a_bot_api_that_knows_fewer_options_still_gets_text_and_buttons(bot, claire: Person, api, monkeypatch):
    own = TelegramApi.validate

    def strict(self, method, fields, uploads):
        if method == "sendMessage":
            for option in ("link_preview_options", "protect_content"):
                if option in fields:
                    raise ApiRefusal(f"Bad Request: {option} is not supported yet")
        return own(self, method, fields, uploads)

    monkeypatch.setattr(TelegramApi, "validate", strict)
    buttons = [{"title": "Oui", "payload": "/affirm"}]
    await bot.tell(claire, {"type": "text", "text": "Voir exemple.fr ?", "buttons": buttons})
    assert (await claire.hears()).buttons == ["Oui"]


async def test_the_bot_shows_that_it_writes(bot, claire: Person, api: TelegramApi):
    conversation_id = await bot.tell(claire, HELLO)
    await claire.hears()
    api.fail("sendChatAction", Fault(500, "Internal Server Error"))
    bot.channel.typing(conversation_id)
    await api.wait_for(lambda: ("sendChatAction", {"refused": 500}) in api.calls)
    bot.channel.typing(conversation_id)
    await api.wait_for(lambda: {"chat_id": str(claire.id), "action": "typing"} in api.called("sendChatAction"))


async def test_the_web_chats_conversations_are_left_alone(bot, api: TelegramApi):
    conversation_id = await bot.transcript.open("web", "f" * 64)
    with capture_logs() as logs:
        for _ in range(2):
            bot.channel.wake(conversation_id)
            bot.channel.typing(conversation_id)
            await asyncio.sleep(0.1)
    assert logs == []
    assert api.called("sendChatAction") == []


async def test_what_was_pending_at_the_end_is_sent_at_the_next_start(house, claire: Person, api: TelegramApi):
    await house.tell(claire, HELLO)
    async with house.open(api.base_url):
        assert (await claire.hears()).text == "Bonjour"


async def test_what_was_said_and_not_answered_at_the_end_is_still_in_the_log(house, claire: Person, api):
    house.answering = False
    async with house.open(api.base_url):
        await claire.says("bonjour")
        await api.wait_for(lambda: house.woken)
    house.answering = True
    async with house.open(api.base_url):
        for conversation_id in await house.worklist.with_pending():
            house.received(conversation_id)
        assert (await claire.hears()).text == "reçu : bonjour"
        assert await claire.hears_nothing()


async def test_a_stop_in_the_middle_of_a_flood_limit_is_quick_and_loses_nothing(house, claire: Person, api):
    api.fail("sendMessage", Fault(429, "Too Many Requests", {"retry_after": 60}))
    async with house.open(api.base_url):
        await house.tell(claire, HELLO)
        await api.wait_for(lambda: ("sendMessage", {"refused": 429}) in api.calls)
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 2
    async with house.open(api.base_url):
        assert (await claire.hears()).text == "Bonjour"


async def test_two_replicas_send_each_answer_once_and_in_order(house, claire: Person, api: TelegramApi, monkeypatch):
    monkeypatch.setattr(delivery, "Pace", _NoPace)
    other, one = house.new_channel(api.base_url), house.new_channel(api.base_url)
    texts = [str(number) for number in range(30)]
    conversation_id = await house.tell(claire, *({"type": "text", "text": text} for text in texts))
    for channel in (one, other):
        channel._delivery.wake(conversation_id)
    async with asyncio.timeout(20):
        while len(claire.heard) < 30:
            await asyncio.sleep(0.02)
            for channel in (one, other):
                channel._delivery.wake(conversation_id)
    assert [message.text for message in claire.heard] == texts
    for channel in (one, other):
        await channel.stop()


async def test_a_telegram_that_comes_up_late_is_found(house, claire: Person, api: TelegramApi):
    port = int(api.base_url.rsplit(":", 1)[1])
    await api.stop()
    with capture_logs() as logs:
        async with house.open(api.base_url):
            await house.tell(claire, HELLO)
            await asyncio.sleep(0.5)
            async with telegram_api(port) as later:
                await later.wait_for(lambda: later.sent_to(claire.id), 15)
    assert [entry["event"] for entry in logs].count("telegram_unreachable") == 1


class _NoPace:
    def __init__(self, interval: float, burst: int) -> None:
        pass

    async def turn(self, key: str) -> None:
        pass


async def _log_private(bot, conversation_id: str, *, seq: int, body: dict[str, object] | None = None) -> None:
    async with bot.store.write() as connection:
        await connection.execute(
            insert(Event).values(
                conversation_id=conversation_id,
                seq=seq,
                direction="out",
                body=body or {"type": "text", "text": "7,50 €"},
                member_id=1,
                state="pending",
                created_at=bot.clock.now(),
            )
        )
