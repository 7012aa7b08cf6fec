"""The profile's actions: masked cards, the form that talks a change over, sessions, each in the channel's way."""

import pytest
from sqlalchemy import select, update

from mutuelle.contract.tables import Member
from tests.consistency.assistant import contents
from tests.family import give_home

VALIDATE = "validate_requests_procedure_form"
ASK = "action_ask_requests_procedure_form_requests_step"
FORM, SLOT = "requests_procedure_form", "requests_step"
MOVE = "j'emménage au 8 allée des Tilleuls 21000 Dijon le 1er mars"


async def answer(dialogue, text):
    """Answer the form's question, and return what the validation said and the slot it set."""
    return await dialogue.run(VALIDATE, text, slots={"requested_slot": SLOT}, loop=FORM)


async def press(dialogue, asked, title):
    """Tap a button under the form's question."""
    return await dialogue.tap(VALIDATE, asked.buttons[title], slots={"requested_slot": SLOT}, loop=FORM)


@pytest.fixture
async def reachable(store, family):
    async with store.write() as connection:
        await connection.execute(
            update(Member)
            .where(Member.id == family.claire)
            .values(mobile="0639981234", contact_email="claire@exemple.fr", family_status="divorced")
        )


@pytest.fixture
async def home(store, family):
    await give_home(store, family.claire)


async def test_the_profile_is_masked_until_the_member_taps_for_all_of_it_on_the_web(logs_in, reachable):
    dialogue = await logs_in()
    shown = await dialogue.run("action_profile_view", "mon profil")
    assert "•• •• •• 12 34" in str(shown.cards) and "c•••@exemple.fr" in str(shown.cards)
    assert "39 98 12" not in str(shown.cards) and "M1000001" not in str(shown.cards)
    clear = await dialogue.tap("action_profile_view", shown.buttons["Afficher en clair"])
    assert "06 39 98 12 34" in str(clear.cards) and "M1000001" in str(clear.cards)


async def test_telegram_never_shows_the_profile_clear(logs_in, reachable):
    dialogue = await logs_in(channel="telegram")
    shown = await dialogue.run("action_profile_view", "mon profil")
    assert "Afficher en clair" not in shown.buttons
    forced = await dialogue.tap("action_profile_view", '/view_profile{"field": "#clear"}')
    assert "06 39 98" not in str(forced.cards)


@pytest.mark.parametrize(
    ("channel", "street"), [("web", "8 allée des Tilleuls"), ("telegram", "•• allée des Tilleuls")]
)
async def test_a_move_is_recapped_then_recorded_and_told_from_when(logs_in, channel, street):
    dialogue = await logs_in(channel=channel)
    begun = await dialogue.run("action_profile_update_contact", MOVE)
    assert [event["event"] for event in begun.events] == ["slot", "followup"]
    recap = await dialogue.run(ASK, MOVE)
    assert f"{street}, 21000 Dijon, à partir du 1er mars 2027" in recap.text
    assert {"Oui, je confirme", "Annuler"} <= set(recap.buttons)
    done = await answer(dialogue, "oui")
    assert done.slots == {SLOT: "over"}
    assert "Elle remplacera l'actuelle le 1er mars 2027" in done.text and "e-mail vous en informe" in done.text


async def test_the_beginning_of_the_form_is_no_answer(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_update_contact", "je change d'adresse")
    silent = await dialogue.run(VALIDATE, "je change d'adresse", loop=FORM)
    assert silent.bodies == []
    assert "le numéro et la rue" in (await dialogue.run(ASK, "je change d'adresse")).text


async def test_what_is_no_phone_number_is_said_and_asked_again(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_update_contact", "nouveau portable")
    wrong = await answer(dialogue, "06 39 98")
    assert wrong.slots == {SLOT: None}
    assert "10 chiffres" in wrong.text


async def test_a_mobile_asks_for_a_code_and_the_recap_waits(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_update_contact", "nouveau portable : 06 39 98 00 11")
    asked = await answer(dialogue, "oui")
    assert "/code/" in asked.bodies[0]["url"]
    assert asked.slots == {SLOT: None}
    assert (await dialogue.run(ASK, "oui")).bodies == []


async def test_a_slip_in_an_address_is_asked_about(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_update_contact", "changez mon e-mail de contact : claire@gmial.com")
    recap = await dialogue.run(ASK, "")
    assert "Corriger en claire@gmail.com" in recap.buttons
    assert "gmail" not in recap.buttons["Corriger en claire@gmail.com"]  # the engine is told no address
    await press(dialogue, recap, "Corriger en claire@gmail.com")
    assert "claire@gmail.com" in (await dialogue.run(ASK, "")).text


async def test_a_slip_in_an_address_is_asked_about_masked_on_telegram(logs_in):
    dialogue = await logs_in(channel="telegram")
    await dialogue.run("action_profile_update_contact", "changez mon e-mail de contact : claire@gmial.com")
    recap = await dialogue.run(ASK, "")
    assert "Corriger en c•••@gmail.com" in recap.buttons and "claire@" not in str(recap.bodies)


async def test_the_kinds_of_change_are_offered_and_one_is_tapped(logs_in):
    dialogue = await logs_in()
    begun = await dialogue.run("action_profile_update_contact", "mettez à jour mes coordonnées")
    assert "mettons vos coordonnées à jour" in begun.text
    which = await dialogue.run(ASK, "")
    assert {"Adresse postale", "Téléphone portable", "Téléphone fixe", "E-mail de contact"} <= set(which.buttons)
    await press(dialogue, which, "Téléphone fixe")
    assert "téléphone fixe" in (await dialogue.run(ASK, "")).text


@pytest.mark.parametrize("payload", ["#address", "#wanted=address"])
async def test_a_button_of_another_answer_begins_with_its_kind(logs_in, payload):
    dialogue = await logs_in()
    await dialogue.tap("action_profile_update_contact", f'/update_contact_details{{"field": "{payload}"}}')
    assert "le numéro et la rue" in (await dialogue.run(ASK, "")).text


async def test_the_town_alone_is_asked_when_its_postcode_is_known(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_update_contact", "je change d'adresse : 8 allée des Tilleuls 44190")
    asked = await dialogue.run(ASK, "")
    assert asked.text == "Et quelle est la ville ?"
    assert {"Clisson", "Gorges"} <= set(asked.buttons)


async def test_a_town_that_the_postcode_is_not_of_is_asked_about(logs_in):
    dialogue = await logs_in()
    begun = await dialogue.run("action_profile_update_contact", "je déménage : 8 allée des Tilleuls 44190 Rennes")
    assert "Le code postal 44190 est celui de : Clisson, Gorges, Gétigné." in begun.text


async def test_a_removed_number_is_recapped_as_such(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_update_contact", "supprimez mon fixe")
    assert "Téléphone fixe : supprimé" in (await dialogue.run(ASK, "")).text
    assert "plus de numéro de fixe" in (await answer(dialogue, "oui")).text


def test_no_sms_is_promised():
    texts = [str(one) for name, one in contents("responses").items() if name.startswith("utter_profile_contact")]
    assert len(texts) > 20
    assert not any("sms" in text.lower() for text in texts)


async def test_a_status_is_offered_in_the_members_gender(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_report_situation", "ma situation familiale a changé")
    asked = await dialogue.run(ASK, "ma situation familiale a changé")
    assert {"Mariée", "Veuve", "Concubine"} <= set(asked.buttons)


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("je suis désormais pacsée", {"Inscrire mon conjoint", "Retirer une personne"}),
        ("j'ai divorcé", {"Retirer une personne", "Inscrire une personne"}),
        ("je suis veuve", {"Retirer la personne du contrat", "Parler à un conseiller"}),
    ],
)
async def test_after_a_new_status_people_are_inscribed_or_removed(logs_in, said, offered):
    dialogue = await logs_in()
    begun = await dialogue.run("action_profile_report_situation", said)
    assert ("désolé" in str(begun.bodies)) == ("veuve" in said)
    if "désormais" not in said:
        assert "À partir de quelle date" in (await dialogue.run(ASK, "")).text
        await answer(dialogue, "aujourd'hui")
    assert set((await answer(dialogue, "oui")).buttons) == offered


async def test_a_wedding_to_come_is_kept_for_its_day_and_changes_nothing_before(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_report_situation", "je me marie le 20 juin prochain")
    assert "À partir du 20 juin 2027" in (await dialogue.run(ASK, "")).text
    assert "changera à partir du 20 juin 2027" in (await answer(dialogue, "oui")).text
    shown = str((await dialogue.run("action_profile_view", "mon profil")).bodies)
    assert "mariée, à partir du 20 juin 2027" in shown


async def test_a_child_to_come_is_enrolled_from_its_birth_on(logs_in):
    dialogue = await logs_in()
    for action in ("action_beneficiaries_enrol", "action_profile_report_situation"):
        told = await dialogue.run(action, "ma femme attend un bébé pour mars")
        assert "à partir de sa naissance" in told.text and told.events == []


async def test_a_death_is_met_with_tact_and_asks_nothing(visits, logs_in):
    for dialogue in (await visits(), await logs_in()):
        answered = await dialogue.run("action_profile_report_situation", "mon mari est décédé")
        assert "désolé pour votre perte" in answered.text
        assert answered.text.isprintable() and "?" not in answered.text
        assert answered.events == []
        assert '"#reason=death"' in answered.buttons["Retirer la personne du contrat"]
        assert "Parler à un conseiller" in answered.buttons


async def test_a_birth_is_congratulated_and_the_child_offered_to_be_inscribed(logs_in):
    dialogue = await logs_in()
    answered = await dialogue.run("action_profile_report_situation", "ma fille est née hier")
    assert "félicitations" in answered.text
    for title in ("Inscrire ma fille", "Inscrire mon fils"):
        begun = await dialogue.tap("action_beneficiaries_enrol", answered.buttons[title])
        assert begun.events  # the button's value is one that the enrolment knows
        assert "prénom" in (await dialogue.run(ASK, "")).text.lower()


async def test_another_bank_asks_which_account(logs_in):
    answered = await (await logs_in()).run("action_profile_report_situation", "j'ai changé de banque")
    assert set(answered.buttons.values()) == {"/update_direct_debit_account", "/update_refund_account"}


async def test_nothing_recognised_shows_the_branches(logs_in):
    answered = await (await logs_in()).run("action_profile_report_situation", "ma situation change")
    assert {"Mes coordonnées", "Mon adresse", "Mon contrat, mes garanties", "Mon RIB"} <= set(answered.buttons)


async def test_a_retirement_is_handed_over_to_staff_and_said_so(logs_in):
    dialogue = await logs_in()
    await dialogue.run("action_profile_report_situation", "je pars à la retraite le 1er janvier")
    assert "précision" in (await dialogue.run(ASK, "")).text
    await answer(dialogue, "non")
    recap = (await dialogue.run(ASK, "")).text
    assert "Départ à la retraite" in recap and "1er janvier 2027" in recap
    done = await answer(dialogue, "oui")
    assert "transmis à un gestionnaire sous le n° 2026-" in done.text and "Suivre ma demande" in done.buttons


async def test_several_changes_in_one_sentence_are_taken_one_after_the_other(logs_in):
    dialogue = await logs_in()
    begun = await dialogue.run("action_profile_report_situation", "jai divorcé et démenagé et changé de boulot")
    assert "l'un après l'autre" in begun.text
    await answer(dialogue, "aujourd'hui")
    assert "divorcée" in (await dialogue.run(ASK, "")).text
    done = await answer(dialogue, "oui")
    assert done.slots == {SLOT: None} and "Revenons à la mise à jour de vos coordonnées" in done.text
    assert "le numéro et la rue" in (await dialogue.run(ASK, "")).text


@pytest.mark.parametrize("channel", ["web", "telegram"])
async def test_a_card_waits_for_the_changed_address_and_shows_which_one_counts(logs_in, home, channel):
    dialogue = await logs_in(channel=channel)
    await dialogue.run("action_card_reissue", "j'ai perdu ma carte")
    await answer(dialogue, "mon adresse a changé : 8 allée des Tilleuls 21000 Dijon le 1er mars")
    done = await answer(dialogue, "oui")
    assert "Revenons à votre demande de carte" in done.text and "Voir mon profil" not in done.buttons
    recap = (await dialogue.run(ASK, "")).text
    assert "impasse des Mimosas, 13004 Marseille" in recap
    assert "celle de Dijon ne compte qu'à partir du 1er mars 2027" in recap
    assert ("3 bis" in recap) == (channel == "web")


async def test_who_asks_for_notices_is_told_where_they_come_and_what_they_say(logs_in):
    answered = await (await logs_in()).run("action_profile_notifications", "prévenez-moi par e-mail")
    assert "par e-mail, avec le montant et la date seulement" in answered.text


async def test_it_was_not_me_ends_the_others_and_advises_a_new_password(logs_in, family):
    dialogue = await logs_in()
    phone = await logs_in(channel="telegram")
    assert "dans un navigateur" in (await phone.run("action_profile_view", "ma dernière connexion ?")).text
    ended = await phone.tap("action_profile_log_out_everywhere", '/logout_everywhere{"field": "#not_me"}')
    assert "Changer mon mot de passe" in ended.buttons
    assert "/connexion/" in (await dialogue.run("action_profile_view", "mon profil")).bodies[0]["url"]


async def test_the_welcome_tells_the_last_login(logs_in):
    await logs_in()
    welcome = await (await logs_in(channel="telegram")).run("action_smalltalk_greet", "bonjour")
    assert "Dernière connexion le 22 novembre 2026" in welcome.text


async def test_a_channel_by_itself_changes_nothing_unless_notices_were_just_spoken_of(logs_in, family, store):
    async def chosen():
        async with store.read() as connection:
            return (await connection.execute(select(Member.notifications).where(Member.id == family.claire))).scalar()

    dialogue, notices, before = await logs_in(), "action_profile_notifications", await chosen()
    await dialogue.run(notices, "finalement sur telegram", after="action_documents_certificate")
    assert await chosen() == before
    await dialogue.run(notices, "finalement sur telegram", after=notices)
    assert await chosen() == "telegram" != before
