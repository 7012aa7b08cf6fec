"""Writing to us: the message is sealed from the first word, whole for staff, sent once and only when confirmed."""

import asyncio

import pytest

from mutuelle.conversations.tables import Recollection
from mutuelle.procedures.model import Said
from mutuelle.procedures.procedure import FieldsRefused
from mutuelle.requests.letter import LONGEST
from mutuelle.requests.tables import Request
from tests.procedure import kept_file, rows

KIND = "requests_message"
STORY = "Bonjour, mon opticien attend toujours votre réponse depuis le 3 octobre."


async def token_of(pages, talker):
    return (await pages.link(await talker.rasa_id())).rsplit("/", 1)[1]


async def contents(store, requests):
    return [await requests.content(row.number) for row in await rows(store, Request)]


async def test_a_message_is_talked_over_and_recorded_with_a_number_and_a_day(claire, requests, store):
    await claire.begin(KIND, "je veux vous écrire")
    assert (await claire.taps("Mes cotisations")).step.name == "message"
    assert (await claire.says(STORY)).step.name == "attachments"
    assert (await claire.taps("Sans pièce jointe")).step.name == "recap"
    done = await claire.confirms()
    assert (done.state, done.outcome.request_number) == ("done", "2026-00001")
    assert done.outcome.values["expected_on"] == "2026-11-27"
    assert await contents(store, requests) == [
        {"subject": "Cotisations et prélèvements", "message": STORY, "attachments": []}
    ]


async def test_a_message_that_is_a_question_is_the_message(claire, procedures):
    await claire.begin(KIND, "je veux vous écrire")
    await claire.taps("Mes cotisations")
    asked = "Est-ce que vous pourriez m'expliquer pourquoi ma cotisation du mois de mars a doublé, s'il vous plaît ?"
    said = Said(asked, elsewhere=0.95, intent="view_contributions")
    written = await procedures.go_on(await claire.rasa_id(), said)
    assert (written.state, written.step.name) == ("asking", "attachments")
    more = Said("et pourquoi le prélèvement est passé deux fois en avril et encore une fois en mai ?", elsewhere=0.9)
    assert (await procedures.go_on(await claire.rasa_id(), more)).state == "asking"


async def test_the_words_are_sealed_in_the_draft_and_in_the_request(claire, store):
    await claire.begin(KIND, "envoyer un message")
    await claire.says("un souci d'appareil")
    await claire.says(STORY)
    assert "opticien" not in str(await rows(store, Recollection)) and "souci" not in str(
        await rows(store, Recollection)
    )
    await claire.says("non")
    await claire.says("oui")
    assert "opticien" not in str(await rows(store, Request)) and "souci" not in str(await rows(store, Request))


async def test_the_first_sentence_fills_the_subject_and_papers_need_no_message(claire):
    begun = await claire.begin(KIND, "je veux vous envoyer une facture d'ostéo")
    assert (begun.step.name, begun.step.optional) == ("message", True)
    assert begun.draft.values == {"subject": "invoice", "care": "osteopathy"}
    skipped = await claire.taps("Sans message")
    assert (skipped.step.name, skipped.step.optional, skipped.choices) == ("attachments", False, ())


async def test_the_page_takes_the_files_and_refuses_none_where_nothing_else_was_given(
    claire, pages, requests, store, clock, settings
):
    await claire.begin(KIND, "envoyer une facture")
    await claire.says("non")
    token = await token_of(pages, claire)
    with pytest.raises(FieldsRefused) as refused:
        await pages.submit(token, {}, {})
    assert refused.value.problems["attachments"].startswith("Choisissez")
    bill = await kept_file(claire, clock, settings, "facture-osteo.pdf", "application/pdf")
    await pages.submit(token, {}, {"attachments": [bill]})
    await claire.worklist.answer(claire.conversation, seq=claire.seq + 1, replies=[], turn=False)
    assert "osteo" not in str(await rows(store, Recollection))
    await claire.confirms()
    (content,) = await contents(store, requests)
    assert content["attachments"] == [{"id": bill.id, "name": "facture-osteo.pdf", "size": 7}]
    assert content["message"] == ""


async def test_what_is_written_while_the_page_waits_is_added_to_the_message(claire, requests, store):
    await claire.begin(KIND, "un message sur mes cotisations")
    await claire.says("J'ai été prélevée deux fois.")
    waits = await claire.says("Je n'ai pas reçu ma carte non plus", elsewhere=0.95, intent="reissue_card")
    assert waits.step.name == "attachments"
    assert (await claire.says("c'est envoyé")).problem == "page"  # nothing was
    await claire.says("non")
    await claire.says("ajoutez que c'est urgent")
    await claire.says("oui")
    (content,) = await contents(store, requests)
    assert content["message"].splitlines() == [
        "J'ai été prélevée deux fois.",
        "Je n'ai pas reçu ma carte non plus",
        "ajoutez que c'est urgent",
    ]


async def test_a_message_may_sound_like_anything_when_it_is_a_sentence(claire):
    await claire.begin(KIND, "un message sur mon contrat")
    asked = await claire.says("mes remboursements", elsewhere=0.95, intent="view_reimbursements")
    assert asked.state == "elsewhere"
    taken = await claire.says(
        "je voudrais savoir pourquoi mes remboursements tardent", elsewhere=0.95, intent="track_reimbursement"
    )
    assert (taken.state, taken.step.name) == ("asking", "attachments")


async def test_a_long_answer_to_the_first_question_is_the_message(claire):
    await claire.begin(KIND, "nous écrire")
    told = await claire.says(STORY)
    assert told.step.name == "attachments"
    assert told.draft.values["subject"] == "other"


async def test_a_message_is_kept_whole_up_to_the_limit_that_was_told(claire, requests, store):
    await claire.begin(KIND, "un message sur mon contrat")
    piece = "mot " * 480
    for _ in range(4):
        kept = await claire.says(piece)
    assert kept.problem is None
    assert (await claire.says(piece)).problem == "too_long"
    await claire.says("non")
    await claire.says("oui")
    (content,) = await contents(store, requests)
    assert content["message"] == "\n".join([piece.strip()] * 4)
    assert len(content["message"]) <= LONGEST


@pytest.mark.parametrize("at", ["subject", "message", "attachments", "recap"])
async def test_it_can_be_left_at_every_question_and_nothing_is_sent(claire, store, at):
    progress = await claire.begin(KIND, "nous écrire")
    for answer in ("mes cotisations", STORY, "non"):
        if progress.step.name == at:
            break
        progress = await claire.says(answer)
    assert progress.step.name == at
    assert (await claire.says("annuler")).state == "cancelled"
    assert await rows(store, Request) == []


@pytest.mark.parametrize("at", ["subject", "message", "attachments", "recap"])
async def test_another_question_in_between_changes_nothing(claire, at):
    progress = await claire.begin(KIND, "nous écrire")
    for answer in ("mes cotisations", STORY, "non"):
        if progress.step.name == at:
            break
        progress = await claire.says(answer)
    assert (await claire.says("me déconnecter", elsewhere=0.9, intent="logout")).state == "elsewhere"
    assert (await claire.procedures.progress(await claire.rasa_id())).step.name == at


@pytest.mark.parametrize(
    ("button", "step"),
    [("Modifier le message", "message"), ("Changer l'objet", "subject"), ("Changer les pièces jointes", "attachments")],
)
async def test_the_recap_lets_each_part_be_given_again(claire, button, step):
    await claire.begin(KIND, "un message sur mon contrat")
    await claire.says(STORY)
    await claire.says("non")
    again = await claire.taps(button)
    assert again.step.name == step
    assert len(again.draft.values) == 3  # subject with its care, message, files: one of them is gone


async def test_a_confirmation_delivered_twice_sends_once(claire, store):
    await claire.begin(KIND, "un message sur mon contrat")
    await claire.says(STORY)
    await claire.says("non")
    await claire.hears("oui")
    rasa_id = await claire.rasa_id()
    outcomes = await asyncio.gather(*(claire.procedures.go_on(rasa_id, Said("oui")) for _ in range(3)))
    assert {one.outcome.request_number for one in outcomes} == {"2026-00001"}
    assert len(await rows(store, Request)) == 1
