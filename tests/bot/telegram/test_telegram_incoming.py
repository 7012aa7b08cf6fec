"""What members do on Telegram gets an answer, once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from mutuelle.conversations.tables import Conversation, Event
from tests.telegram_api import Fault, Person, TelegramApi

BUTTONS = [{"title": "Voir la suite", "payload": "/next_page"}, {"title": "Plus tard", "payload": "/deny"}]


async def test_a_text_is_answered(bot, claire: Person):
    await claire.says("mes remboursements")
    assert (await claire.hears()).text == "reçu : mes remboursements"


async def test_a_persons_name_labels_the_conversation(bot, claire: Person):
    await claire.says("bonjour")
    await claire.hears()
    async with bot.store.read() as connection:
        row = (await connection.execute(select(Conversation.channel, Conversation.address, Conversation.label))).one()
    assert tuple(row) == ("telegram", str(claire.id), "Claire (@claire_v)")


async def test_a_message_delivered_twice_is_answered_once(bot, claire: Person, api: TelegramApi):
    message = claire.message(text="bonjour")
    await api.push(message=message)
    await api.push(message=message)
    await claire.hears()
    assert await claire.hears_nothing()


async def test_messages_are_logged_in_the_order_they_were_sent(bot, claire: Person, api: TelegramApi):
    bot.answering = False
    for number in range(120):
        await claire.says(f"message {number}")
    await api.wait_for(lambda: len(bot.woken) == 120)
    assert [message.payload for message in await bot.unanswered(claire)] == [f"message {n}" for n in range(120)]


async def test_two_people_do_not_wait_for_each_other(bot, claire: Person, api: TelegramApi):
    marc = api.person("Marc")
    for number in range(8):
        await claire.says(f"message {number}")
    await marc.says("bonjour")
    assert (await marc.hears(1.5)).text == "reçu : bonjour"


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("/start", "/greet"),
        ("/start jeton-secret", "/greet"),
        ("/aide", "/ask_capabilities"),
        ("/help", "/ask_capabilities"),
        ("/HELP@mutuelle_test_bot", "/ask_capabilities"),
        ("/annuler", "/deny"),
        ("/deconnexion", "/logout"),
        ("/remboursements", "/view_reimbursements"),
        ("/remboursements depuis 3 mois", "remboursements depuis 3 mois"),
        ("/restart", "restart"),
        ("//greet", "greet"),
        ("/greet", "greet"),
        ('/inform{"account_member":"1"}', 'inform{"account_member":"1"}'),
    ],
)
async def test_a_command_of_the_menu_is_a_command_and_any_other_is_text(bot, claire: Person, text, payload):
    await claire.says(text)
    assert (await claire.hears()).text == f"reçu : {payload}"


async def test_what_follows_start_is_not_kept(bot, claire: Person):
    await claire.says("/start jeton-secret")
    await claire.hears()
    async with bot.store.read() as connection:
        bodies = (await connection.execute(select(Event.body).where(Event.direction == "in"))).scalars().all()
    assert [body["text"] for body in bodies] == ["/start"]


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "type": "regular",
                     "is_animated": False, "is_video": False}},
        {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}},
        {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}], "caption": "ma facture"},
        {"document": {"file_id": "f", "file_unique_id": "u"}},
        {"video": {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}},
        {"contact": {"phone_number": "0", "first_name": "X"}},
        {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
                  "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
                  "allows_revoting": False, "members_only": False}},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"a_content_of_next_year": {"x": 1}},
    ],
    ids=lambda content: next(iter(content)),
)  # fmt: skip
async def test_what_is_not_text_is_answered(bot, claire: Person, content: dict[str, Any]):
    await claire.sends(**content)
    assert (await claire.hears()).text == "reçu : problem unsupported"


async def test_an_album_gets_one_answer(bot, claire: Person):
    for _ in range(3):
        photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
        await claire.sends(photo=photo, media_group_id="77")
    await claire.hears()
    assert await claire.hears_nothing()


async def test_an_edited_message_is_answered_once_and_not_processed(bot, claire: Person):
    number = await claire.says("bonjour")
    await claire.hears()
    await claire.edits(number, "mes remboursements")
    await claire.edits(number, "mes remboursements de 2025")
    assert "messages modifiés" in (await claire.hears()).text
    assert await claire.hears_nothing()
    assert await bot.unanswered(claire) == []


async def test_a_forwarded_message_is_answered_and_never_handed_on(bot, claire: Person):
    await claire.forwards("/logout")
    assert "messages transférés" in (await claire.hears()).text
    assert bot.woken == []
    async with bot.store.read() as connection:
        kept = (await connection.execute(select(Event.body, Event.state).where(Event.direction == "in"))).one()
    assert kept.body["text"] == ""
    assert kept.state == "done"


@pytest.mark.parametrize("way", ["says", "edits", "forwards", "captions"])
async def test_an_emergency_is_answered_however_it_is_told(bot, claire: Person, way):
    words = "mon père fait un infarctus"
    bot.answering = False
    if way == "edits":
        await claire.edits(await claire.says("bonjour"), words)
    elif way == "captions":
        await claire.sends(photo=[{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}], caption=words)
    else:
        await getattr(claire, way)(words)
    assert "15" in (await claire.hears()).text


async def test_a_service_message_is_nobodys_question(bot, claire: Person):
    pinned = claire.message(text="bonjour")
    await claire.sends(pinned_message=pinned)
    await claire.sends(message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    assert await claire.hears_nothing()


async def test_a_button_does_what_it_stands_for_and_its_message_loses_its_buttons(bot, claire: Person, api):
    await bot.tell(claire, {"type": "text", "text": "Et ensuite ?", "buttons": BUTTONS})
    question = await claire.hears()
    assert question.buttons == ["Voir la suite", "Plus tard"]
    assert "/next_page" not in str(question.raw)
    await claire.taps("Voir la suite")
    assert (await claire.hears()).text == "reçu : /next_page"
    await api.wait_for(lambda: not question.buttons)
    assert len(api.called("answerCallbackQuery")) == 1


async def test_a_button_tapped_twice_works_once(bot, claire: Person):
    await bot.tell(claire, {"type": "text", "text": "Et ensuite ?", "buttons": BUTTONS})
    question = await claire.hears()
    data = question.data("Voir la suite")
    await claire.taps_data(data, question)
    await claire.taps_data(data, question)
    assert [(await claire.hears()).text for _ in range(2)] == ["reçu : /next_page", "reçu : problem stale_button"]


@pytest.mark.parametrize("data", ["/logout", "", "x" * 64, "é\x00\ud800"], ids=["payload", "empty", "long", "odd"])
async def test_a_forged_button_is_stale(bot, claire: Person, data):
    await bot.tell(claire, {"type": "text", "text": "Bonjour"})
    message = await claire.hears()
    await claire.taps_data(data, message)
    assert (await claire.hears()).text == "reçu : problem stale_button"


async def test_a_button_of_somebody_else_is_stale(bot, claire: Person, api: TelegramApi):
    marc = api.person("Marc")
    await bot.tell(claire, {"type": "text", "text": "Et ensuite ?", "buttons": BUTTONS})
    question = await claire.hears()
    await marc.taps_data(question.data("Voir la suite"), question)
    assert (await marc.hears()).text == "reçu : problem stale_button"


async def test_a_tap_counts_even_if_telegram_refuses_to_confirm_it(bot, claire: Person, api: TelegramApi):
    api.fail("answerCallbackQuery", Fault(400, "Bad Request: query is too old and response timeout expired"))
    api.fail("editMessageReplyMarkup", Fault(400, "Bad Request: message can't be edited"))
    await bot.tell(claire, {"type": "text", "text": "Et ensuite ?", "buttons": BUTTONS})
    await claire.hears()
    await claire.taps("Plus tard")
    assert (await claire.hears()).text == "reçu : /deny"


async def test_a_group_is_told_once_where_to_write_and_left(bot, claire: Person, api: TelegramApi):
    group = {"id": -api.number(), "type": "supergroup", "title": "Famille"}
    for text in ("bonjour", "mes remboursements", "/start"):
        await api.push(message={**claire.message(text=text), "chat": group})
    await api.wait_for(lambda: api.called("leaveChat"))
    told = api.sent_to(group["id"])
    assert [message.text.rsplit(" ", 1)[1] for message in told] == ["https://t.me/mutuelle_test_bot"]
    assert api.called("leaveChat")[0]["chat_id"] == str(group["id"])
    assert bot.woken == []


async def test_a_group_that_adds_the_bot_again_is_told_again(bot, claire: Person, api: TelegramApi):
    group = {"id": -api.number(), "type": "group", "title": "Famille"}
    me = {"id": 7654321, "is_bot": True, "first_name": "Fixture"}
    out, back = {"status": "left", "user": me}, {"status": "member", "user": me}
    change = {"chat": group, "from": claire.user, "date": 1}
    for before, after in ((out, back), (back, out), (out, back)):
        await api.push(my_chat_member={**change, "old_chat_member": before, "new_chat_member": after})
    await api.wait_for(lambda: len(api.called("leaveChat")) == 2)
    assert len(api.sent_to(group["id"])) == 2


async def test_an_update_that_cannot_be_read_blocks_nobody(bot, claire: Person, api: TelegramApi):
    await api.push(message={"message_id": "?", "chat": 5})
    await api.push(callback_query={"id": []})
    await api.push(my_chat_member={})
    await claire.says("bonjour")
    assert (await claire.hears()).text == "reçu : bonjour"


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\ud800b", "  ", "😀" * 10, "é" * 4096], ids=["nul", "surrogate", "blank", "emoji", "long"]
)
async def test_odd_texts_are_answered(bot, claire: Person, text):
    await claire.says(text)
    assert (await claire.hears()).text.startswith("reçu : ")


async def test_a_blocked_bot_waits_and_speaks_again_once_unblocked(bot, claire: Person):
    await claire.says("bonjour")
    await claire.hears()
    await claire.blocks()
    await _until(lambda: _unreachable(bot))
    await bot.tell(claire, {"type": "text", "text": "Nouveau remboursement"})
    assert await claire.hears_nothing()
    await claire.blocks(again_reachable=True)
    assert (await claire.hears()).text == "Nouveau remboursement"
    assert not await _unreachable(bot)


async def test_an_answer_older_than_a_day_is_not_sent_to_who_comes_back(bot, claire: Person, clock):
    await claire.says("bonjour")
    await claire.hears()
    await claire.blocks()
    await _until(lambda: _unreachable(bot))
    await bot.tell(claire, {"type": "text", "text": "Nouveau remboursement"})
    clock.pass_(days=2)
    await claire.says("me revoilà")
    assert (await claire.hears()).text == "reçu : me revoilà"


async def test_the_menu_of_commands_is_in_french(bot, api: TelegramApi):
    await api.wait_for(lambda: api.called("setMyCommands"))
    assert "Voir vos derniers remboursements" in str(api.called("setMyCommands"))
    assert "all_private_chats" in str(api.called("setMyCommands"))


async def _unreachable(bot) -> bool:
    async with bot.store.read() as connection:
        return (await connection.execute(select(Conversation.unreachable_at))).scalar_one() is not None


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(5):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
