"""Being called back: nothing asked but a confirmation, only on a number on file, with a summary for the person."""

import pytest
from sqlalchemy import update

from mutuelle.contract.tables import Member
from mutuelle.requests.tables import Request
from tests.procedure import rows
from tests.talk import log_in

KIND = "requests_human"


@pytest.fixture
async def phones(store, family):
    async with store.write() as connection:
        await connection.execute(
            update(Member).where(Member.id == family.claire).values(mobile="0639981234", landline="0199001122")
        )


async def test_with_a_number_on_file_only_a_confirmation_is_asked(claire, phones, requests):
    begun = await claire.begin(KIND, "rappelez-moi")
    assert begun.step.name == "recap"
    await claire.taps("Le matin")
    done = await claire.confirms()
    assert done.outcome.values["phone"] == "•• •• •• 12 34"
    content = await requests.content(done.outcome.request_number)
    assert (content["phone"], content["when"]) == ("06 39 98 12 34", "le matin")


async def test_when_and_the_other_number_are_understood_in_words(claire, phones, requests):
    begun = await claire.begin(KIND, "rappelez moi au 01 99 00 11 22 cet après-midi")
    assert begun.draft.values == {"when": "afternoon", "phone": "landline"}


async def test_a_number_that_is_not_on_file_is_not_called(claire, phones, store):
    assert (await claire.begin(KIND, "rappelez moi au 06 39 98 45 12")).problem == "other_phone"
    assert (await claire.says("au 06 39 98 45 12", elsewhere=0.9, intent="talk_to_human")).problem == "other_phone"
    done = await claire.says("oui")
    assert done.outcome.values["phone"] == "•• •• •• 12 34"


async def test_without_a_number_it_is_put_on_file_first(claire):
    begun = await claire.begin(KIND, "être rappelé")
    assert begun.step.name == "phone"
    assert [one.label for one in begun.choices] == ["Changer de numéro"]


async def test_the_person_gets_what_was_said_masked_and_what_was_under_way_without_what_is_sealed(
    claire, phones, requests, store
):
    await claire.begin("requests_message", "envoyer une facture d'ostéo")
    await claire.says("Mon IBAN FR76 3000 6000 0112 3456 7890 189 a changé")
    await claire.begin(KIND, "rappelez-moi")
    done = await claire.says("oui")
    content = await requests.content(done.outcome.request_number)
    assert "envoyer une facture d'ostéo" in content["said"]
    assert "3000 6000" not in str(content)
    assert content["under_way"] == [{"procedure": "Message", "known": {"subject": "invoice", "care": "osteopathy"}}]
    assert "facture" not in str(await rows(store, Request))
    assert done.resumes == "requests_message"


async def test_the_summary_holds_nothing_that_another_member_said_here(
    talks, phones, requests, accounts, store, family, transcript
):
    marc = await talks(family.marc_login)
    await marc.hears("mon secret à moi")
    await marc.answered()
    await accounts.log_out(await marc.rasa_id())
    await log_in(accounts, store, marc.conversation, family.claire_login)
    await marc.begin(KIND, "rappelez-moi")
    done = await marc.says("oui")
    assert "secret" not in str(await requests.content(done.outcome.request_number))
