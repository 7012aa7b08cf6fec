"""Missing documents sent, requests taken back, and the staff's command."""

import asyncio

import pytest

from mutuelle.errors import DocumentNotAwaited, RequestNotReceived, RequestUnknown
from mutuelle.mail.tables import Mail
from mutuelle.requests.__main__ import run
from mutuelle.requests.opening import Requested, open_request
from mutuelle.requests.rules import State
from tests.procedure import kept_file, rows

DOCUMENT, WITHDRAWAL = "requests_document", "requests_withdrawal"
PHOTO = "photo.jpg"


@pytest.fixture
def record(store, settings, clock):
    async def one(member_id, kind="card_reissue", subject=""):
        asked = Requested(member_id, kind, {"address": "8 allée des Tilleuls"}, subject)
        async with store.write() as connection:
            return (await open_request(connection, asked, secret=settings.secret, now=clock.now())).number

    return one


@pytest.fixture
def staff(store, clock, settings):
    async def command(*arguments):
        return await run(arguments, store, clock, settings)

    return command


@pytest.fixture
async def lacking(record, requests, family):
    number = await record(family.claire)
    await requests.move(number, State.MISSING_DOCUMENT, "Il manque la photo.")
    return number


@pytest.fixture
def give(clock, settings):
    """Gives a file on the secure page."""

    async def on_the_page(talker, pages, name):
        return await _give(talker, pages, await kept_file(talker, clock, settings, name, "image/jpeg"))

    return on_the_page


async def _give(talker, pages, *files):
    token = (await pages.link(await talker.rasa_id())).rsplit("/", 1)[1]
    await pages.submit(token, {}, {"attachments": files})
    await talker.worklist.answer(talker.conversation, seq=talker.seq + 1, replies=[], turn=False)
    return files[0]


async def test_a_document_is_attached_and_staff_goes_on_with_the_request(claire, pages, requests, store, lacking, give):
    begun = await claire.begin(DOCUMENT, lacking)
    assert begun.step.page
    token = (await pages.link(await claire.rasa_id())).rsplit("/", 1)[1]
    (field,) = (await pages.asked(token)).fields
    assert "Il manque la photo." in field.hint
    photo = await give(claire, pages, PHOTO)
    assert (await claire.confirms()).outcome.request_number == lacking
    view = await requests.staff_view(lacking)
    assert view.state is State.IN_PROGRESS
    assert view.content["documents"] == [{"id": photo.id, "name": "photo.jpg", "size": 7}]
    assert view.content["address"] == "8 allée des Tilleuls"
    assert len(await rows(store, Mail)) == 2  # missing, then in progress


async def test_a_document_for_a_request_that_went_on_meanwhile_is_not_attached(claire, pages, requests, lacking, give):
    await claire.begin(DOCUMENT, lacking)
    await give(claire, pages, PHOTO)
    await requests.move(lacking, State.DONE)
    with pytest.raises(DocumentNotAwaited):
        await claire.confirms()
    assert "documents" not in await requests.content(lacking)


async def test_which_request_is_asked_where_several_wait_and_only_those(claire, record, requests, family, lacking):
    other = await record(family.claire, "requests_message")
    await requests.move(other, State.MISSING_DOCUMENT)
    await record(family.claire, "contract_guarantees")
    begun = await claire.begin(DOCUMENT)
    assert [choice.values["number"] for choice in begun.choices] == [other, lacking]
    assert (await claire.says("2026-00077")).problem == "number"
    assert (await claire.says(lacking)).draft.values["number"] == lacking


async def test_nobody_sends_a_document_to_somebody_elses_request(talks, family, lacking):
    marc = await talks(family.marc_login)
    with pytest.raises(DocumentNotAwaited):
        await marc.begin(DOCUMENT, lacking)


async def test_a_request_that_nobody_opened_is_taken_back_once_confirmed(claire, record, requests, store, family):
    number = await record(family.claire)
    begun = await claire.begin(WITHDRAWAL, f"annuler ma demande {number}")
    assert begun.step.name == "recap"
    assert (await requests.staff_view(number)).state is State.RECEIVED
    await claire.says("oui")
    assert (await requests.staff_view(number)).state is State.WITHDRAWN
    assert await requests.waiting() == []
    (mail,) = await rows(store, Mail)
    assert "Annulée par vous" in mail.plain


async def test_which_one_is_taken_back_is_never_guessed(claire, record, family):
    await record(family.claire)
    assert (await claire.begin(WITHDRAWAL, "annuler ma demande")).step.name == "number"


async def test_a_request_that_staff_began_is_not_taken_back(claire, record, requests, family):
    number, other = await record(family.claire), await record(family.claire)
    await claire.begin(WITHDRAWAL, number)
    await requests.move(number, State.IN_PROGRESS)
    with pytest.raises(RequestNotReceived):
        await claire.says("oui")
    assert (await claire.begin(WITHDRAWAL, number)).problem == "number"
    assert (await requests.staff_view(other)).state is State.RECEIVED


async def test_staff_and_member_at_once_leave_one_state_and_no_half_of_another(claire, record, requests, family):
    number = await record(family.claire)
    await claire.begin(WITHDRAWAL, number)
    await asyncio.gather(claire.says("oui"), requests.move(number, State.IN_PROGRESS), return_exceptions=True)
    view = await requests.staff_view(number)
    assert [move.state for move in view.moves] == [State.RECEIVED, view.state]


async def test_the_open_come_first_and_a_missed_goal_is_seen(claire, record, requests, clock, family):
    first, second = await record(family.claire), await record(family.claire, "requests_message")
    await requests.move(second, State.DONE)
    clock.pass_(minutes=1)
    follow = await requests.follow(await claire.rasa_id())
    assert [one.number for one in follow.requests] == [first, second]
    assert not any(one.overdue for one in follow.requests)


async def test_a_request_is_overdue_once_its_day_is_over_and_only_while_it_is_open(
    talks, record, requests, clock, family
):
    first, second = await record(family.claire), await record(family.claire)
    await requests.move(second, State.DONE)
    clock.pass_(days=11)
    claire = await talks()
    follow = await requests.follow(await claire.rasa_id())
    assert {one.number: one.overdue for one in follow.requests} == {first: True, second: False}


async def test_a_question_on_a_kind_that_was_never_asked_for_says_so(claire, record, requests, family):
    await record(family.claire)
    follow = await requests.follow(await claire.rasa_id(), "et mon rib ?")
    assert (follow.missed, len(follow.requests)) == (True, 1)


async def test_the_list_is_printed_without_anything_personal_and_show_is_whole(staff, record, family):
    number = await record(family.claire, subject="Carte de Paul")
    status, lines = await staff("list")
    assert status == 0
    assert number in lines[0] and "Paul" not in str(lines) and "Tilleuls" not in str(lines)
    status, lines = await staff("show", number)
    assert "Carte de Paul" in lines and "Tilleuls" in str(lines)


async def test_a_move_is_made_with_its_note_or_refused(staff, record, requests, family):
    number = await record(family.claire)
    assert await staff("move", number, "missing_document", "--note", "Il manque la photo.") == (
        0,
        [f"{number}: missing_document"],
    )
    assert (await requests.staff_view(number)).moves[-1].note == "Il manque la photo."
    await staff("move", number, "done")
    assert (await staff("move", number, "in_progress"))[0] == 1
    assert (await staff("show", "2026-99999"))[0] == 1
    with pytest.raises(SystemExit):
        await staff("move", number, "withdrawn")


async def test_staff_takes_the_conversation_of_a_request_answers_and_gives_it_back(staff, claire, transcript):
    await claire.begin("requests_message", "un message sur mon contrat")
    for answer in ("Une longue question sur mon contrat.", "non"):
        await claire.says(answer)
    number = (await claire.says("oui")).outcome.request_number
    assert (await staff("say", number, "Bonjour"))[0] == 1
    assert (await staff("take", number, "--by", "Julie"))[0] == 0
    assert (await staff("take", number, "--by", "Paul"))[0] == 1
    assert (await staff("say", number, "Bonjour, je regarde."))[0] == 0
    told = [event.body["text"] for event in (await transcript.view(claire.conversation, after=0)).events]
    assert told[-1] == "Julie : Bonjour, je regarde."
    assert "< Une longue question sur mon contrat." in (await staff("conversation", number))[1]
    assert (await staff("give-back", number))[0] == 0


async def test_a_request_without_a_conversation_cannot_be_taken_over(requests, record, family):
    with pytest.raises(RequestUnknown):
        await requests.conversation_of(await record(family.claire))
