"""Every procedure of the catalogue, step by step: interrupted, corrected, stepped back, refused, taken up again."""

import pytest
from sqlalchemy import update

from mutuelle.attachments.rules import CleanFile
from mutuelle.attachments.service import AttachmentService
from mutuelle.contract.tables import Member
from mutuelle.procedures.catalogue import all_procedures
from mutuelle.procedures.model import RECAP, SentFile
from mutuelle.requests.opening import Requested, open_request
from mutuelle.requests.rules import State
from mutuelle.settings import Settings
from tests.actions.walking import Walker, facts
from tests.actions.walks import WALKS
from tests.family import give_home

KINDS = [one.kind for one in all_procedures(Settings(database_url="", secret="s" * 40, public_url=""))]


LONGEST = 9
# Asked in the middle of anything: the sentence, its intent, and what its answer holds.
BESIDE = (
    ("c'est quoi le ticket modérateur ?", "ask_definition", "C'est la part"),
    ("mes remboursements de mars", "view_reimbursements", "remboursement"),
)


@pytest.fixture(params=KINDS)
def walk(request):
    return WALKS[request.param]


@pytest.fixture
async def walker(logs_in, services, store, family, clock, settings, walk, monkeypatch):
    """Claire, who has a mobile and an address on file, entered her code, and asked for what the walk needs before."""
    await give_home(store, family.claire)
    async with store.write() as connection:
        await connection.execute(update(Member).where(Member.id == family.claire).values(mobile="0639981234"))
        if walk.waits_for:
            asked = Requested(family.claire, "card_reissue", {}, key="before")
            number = (await open_request(connection, asked, secret=settings.secret, now=clock.now())).number
    if walk.waits_for == "missing_document":
        await services.requests.move(number, State.MISSING_DOCUMENT, "Il manque la photo.")

    async def entered(*_args, **_kwargs):
        return None

    monkeypatch.setattr("mutuelle.procedures.service.use_code", entered)
    dialogue = await logs_in()
    conversation = (await services.accounts.viewer(dialogue.rasa_id)).conversation_id
    kept = await AttachmentService(store, clock, settings).keep(
        CleanFile("facture.pdf", "application/pdf", b"content"), member_id=family.claire, conversation_id=conversation
    )
    return Walker(dialogue, services, file=SentFile(kept.id, kept.name, kept.size))


def test_every_procedure_of_the_catalogue_is_walked():
    assert set(KINDS) == set(WALKS)


async def until_the_recap(walker, walk):
    """Open the walk, and stop at each question and at the recap."""
    await walker.opens(walk)
    for _ in range(LONGEST):
        now = await walker.progress()
        yield now
        if now.step.name == RECAP:
            return
        await walker.answers(walk)
        assert (await walker.progress()).step.name != now.step.name, walker.heard
    raise AssertionError(walker.heard)


async def stop_at(walker, walk, count):
    """Open the walk and answer so many questions; return what is asked then, None when there is no more."""
    async for now in until_the_recap(walker, walk):
        if count == 0:
            return now
        count -= 1
    return None


async def test_it_is_done_once_confirmed_whatever_else_was_asked_at_every_question(walker, walk, store):
    before = await facts(store)
    async for now in until_the_recap(walker, walk):
        asked = walker.question
        for said, intent, answer in BESIDE:
            await walker.says(said, intent)
            assert answer in walker.heard and asked in walker.heard, now.step.name
            assert (await walker.progress()).draft.values == now.draft.values
    assert await facts(store) == before
    await walker.says("oui", "affirm")
    assert walker.over and await facts(store) != before


async def test_a_step_back_asks_the_question_before_which_is_answered_again(walker, walk):
    async for now in until_the_recap(walker, walk):
        await walker.says("retour", "previous_page")
        earlier = (await walker.progress()).step.name
        if now.draft.answered:
            assert earlier == now.draft.answered[-1]
            await walker.answers(walk)
            assert (await walker.progress()).step.name == now.step.name
        else:
            assert "première question" in walker.heard
            assert earlier == now.step.name


async def test_left_or_refused_at_any_question_nothing_is_recorded_and_it_is_said(walker, walk, store):
    before, count = await facts(store), 0
    while await stop_at(walker, walk, count):
        step = (await walker.progress()).step
        said = "non" if step.name == RECAP else "laisse tomber"
        await walker.says(said, "deny")
        assert "rien n'a été enregistré" in walker.heard, step
        assert walker.over and (await walker.progress()).state == "nothing"
        count += 1
    assert step.name == RECAP and await facts(store) == before


async def test_it_is_taken_up_a_day_later_where_it_was(walker, walk, logs_in, clock):
    asked = [now async for now in until_the_recap(walker, walk)]
    count = len(asked) // 2
    for _ in asked[count:-1]:
        await walker.says("retour", "previous_page")
    left = (await walker.progress()).draft
    clock.pass_(days=1)
    await walker.says("on reprend", "resume_procedure")
    assert "/connexion/" in str(walker.last[0].bodies)
    walker.dialogue = await logs_in()
    assert "Revenons à" in (await walker.dialogue.run("action_requests_resume", "on reprend")).text
    assert (await walker.progress()).draft.values == left.values


@pytest.mark.parametrize("walk", [walk for walk in WALKS.values() if walk.corrects], ids=lambda walk: walk.opening)
async def test_the_recap_is_corrected_in_a_sentence(walker, walk, store):
    before = await facts(store)
    async for _ in until_the_recap(walker, walk):
        pass
    said, shown = walk.corrects
    await walker.says(said, "deny", 0.6)
    assert shown in walker.heard
    assert (await walker.progress()).step.name == RECAP and await facts(store) == before
