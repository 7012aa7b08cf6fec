"""« Mes données » answered by what is asked: plainly, publicly where nothing personal is told."""

from dataclasses import replace

import pytest

from mutuelle.privacy.asking import aspect_of
from tests.actions.dialogue import Dialogue
from tests.consistency.assistant import sentences

ASK = "action_privacy_own_data"

ASPECTS = {
    "rgpd": "overview",
    "mes données personnelles": "overview",
    "je veux une copie de mes données": "copy",
    "j'exerce mon droit d'accès article 15": "copy",
    "bjr jaimerai avoir 1 copie de tt ce ke vous avez sur moi merci": "copy",
    "portabilité de mes données": "copy",
    "accès au dossier complet que vous avez sur ma fille mineure, droit rgpd": "copy",
    "vous gardez quoi comme infos sur moi": "kept",
    "combien de temps vous conservez mes données": "kept",
    "est-ce que cette discussion est enregistrée": "kept",
    "que deviennent mes données si je pars": "kept",
    "effacez mes données": "erase",
    "droit à l'oubli": "erase",
    "VIREZ MES DONNÉES DE VOS FICHIERS": "erase",
    "vous savez effacer mes données une fois que je suis parti ?": "erase",
    "effacez cette conversation svp": "erase_talk",
    "effacez toutes mes conversations": "erase_talk",
    "je veux supprimer tous les messages que j'ai envoyés ici": "erase_talk",
    "effacez l'historique de nos échanges": "erase_talk",
    "effacez tout ce que vous avez sur moi": "erase",
    "quand effacez-vous mes données": "kept",
    "mes messages sont lus par qui": "who",
    "qui a accès à mes données": "who",
    "effacez la discussion telegram": "erase_talk",
    "protection des données": "safe",
    "qu'est ce que vous savez sur moi": "kept",
    "mes données de santé sont-elles chiffrées": "safe",
    "au bout de combien de temps effacez-vous mes messages": "kept",
    "efface tout ce que je t'ai écrit": "erase_talk",
    "oublie ce que je viens de dire, c'était privé, supprime le": "erase_talk",
    "je retire mon consentement": "consent",
    "je veu retiré mon consentement": "consent",
    "à quoi je consens en cochant la case": "consent",
    "contact dpo": "dpo",
    "délégué à la protection des données": "dpo",
    "je porte plainte à la cnil si vous n'effacez pas mes données": "cnil",
    "vous revendez mes infos ??": "who",
    "qui peut lire ce que j'écris ici": "who",
    "est-ce que Telegram voit mes données de santé": "who",
    "que faites vous de mes données": "use",
    "à quoi servent mes données": "use",
    "je m'oppose au traitement de mes données pour la prospection": "object",
    "retirez moi de la publicité et effacez mon mail de vos listes": "object",
    "vos fichiers contiennent une erreur sur moi, je demande rectification au titre du rgpd": "rectify",
    "fuite de données : suis-je concerné ?": "breach",
    "je ne veux pas que mes données servent à entraîner une intelligence artificielle 🤨": "training",
    "c'est confidentiel ici ?": "safe",
}


@pytest.mark.parametrize(("text", "aspect"), ASPECTS.items(), ids=str)
def test_what_is_asked_is_recognised(text, aspect):
    assert aspect_of(text) == aspect


def test_few_of_the_sentences_we_know_are_answered_by_the_overview_only():
    (ours,) = [lines for _, intent, lines in sentences() if intent == "gdpr_request"]
    assert len([line for line in ours if aspect_of(line) == "overview"]) < len(ours) / 5


async def test_what_is_kept_is_told_to_anybody_with_the_periods_that_apply(visits):
    answered = await (await visits()).run(ASK, "combien de temps gardez-vous mes messages")
    (body,) = answered.bodies
    assert body["type"] == "table"
    assert ["90 jours" in row[2] for row in body["rows"]].count(True) == 1
    assert "L221-11" in body["footer"] and "pas de source assez sûre" in body["footer"]
    assert answered.member_id is None


@pytest.mark.parametrize(
    "text", ["qui voit mes données", "contact dpo", "la cnil", "rgpd", "fuite de données", "droit à l'oubli"]
)
async def test_general_questions_need_no_login(visits, text):
    answered = await (await visits()).run(ASK, text)
    assert "/connexion/" not in str(answered.bodies)
    assert answered.buttons


@pytest.mark.parametrize(
    "text", ["une copie de mes données", "effacez cette conversation", "je retire mon consentement"]
)
async def test_what_is_personal_asks_to_log_in(visits, text):
    answered = await (await visits()).run(ASK, text)
    assert "/connexion/" in str(answered.bodies)


async def test_a_copy_asks_for_a_code_then_gives_the_page(logs_in, monkeypatch):
    dialogue = await logs_in()
    assert "/code/" in str((await dialogue.run(ASK, "une copie de mes données")).bodies)

    async def entered(*_args, **_kwargs):
        return None

    monkeypatch.setattr("mutuelle.privacy.copying.use_code", entered)
    (link,) = (await dialogue.run(ASK, "une copie de mes données")).bodies
    assert link["url"].startswith("http://bot.test/mes-donnees/") and "15 minutes" in link["text"]


async def test_erasing_says_what_goes_now_what_later_and_what_the_law_keeps(visits):
    answered = await (await visits()).run(ASK, "effacez toutes mes données")
    assert "dix ans" in answered.text and "deux ans" in answered.text
    assert {"Effacer nos discussions", "Supprimer mon espace en ligne", "Demander l'effacement du reste"} <= set(
        answered.buttons
    )


async def test_erasing_the_conversations_begins_with_a_recap(logs_in):
    dialogue = await logs_in()
    answered = await dialogue.run(ASK, "effacez cette conversation")
    assert {"name": "requests_procedure_form", "event": "followup"} in [
        {"name": one.get("name"), "event": one["event"]} for one in answered.events
    ]
    recap = await dialogue.run("action_ask_requests_procedure_form_requests_step")
    assert "cette discussion-ci" in recap.text
    assert {"Oui, je confirme", "Toutes mes discussions", "Annuler"} <= set(recap.buttons)


async def test_a_right_that_needs_a_person_is_begun_with_what_was_said(logs_in):
    dialogue = await logs_in()
    await dialogue.run(ASK, "vos fichiers contiennent une erreur sur moi, je demande rectification au titre du rgpd")
    recap = await dialogue.run("action_ask_requests_procedure_form_requests_step")
    assert "Rectification" in recap.text and "contiennent une erreur" in recap.text


async def test_a_consent_is_told_and_withdrawn_by_its_button(logs_in):
    dialogue = await logs_in()
    assert "Aucun accord facultatif" in (await dialogue.run(ASK, "je retire mon consentement")).text
    await dialogue.run("action_privacy_show_care", "affiche les soins")
    told = await dialogue.run(ASK, "je retire mon consentement")
    assert "Les soins montrés sur Telegram" in told.text
    answered = await dialogue.tap(ASK, told.buttons["Ne plus montrer les soins sur Telegram"])
    assert answered.text.startswith("C'est retiré") and "Aucun accord" in answered.text


async def test_every_button_is_answered(visits):
    dialogue = await visits()
    seen, waiting = set(), ["/gdpr_request"]
    while waiting:
        payload = waiting.pop()
        if payload.startswith("/gdpr_request") and payload not in seen:
            seen.add(payload)
            answered = await dialogue.tap(ASK, payload)
            assert len(answered.text) > 10
            waiting += answered.buttons.values()
    assert len(seen) > 5


async def test_an_officer_who_is_known_is_named_and_none_is_made_up(visits, services, store):
    dialogue = await visits()
    assert "je préfère ne pas en inventer" in (await dialogue.run(ASK, "contact dpo")).text
    known = replace(services, settings=replace(services.settings, dpo_contact="dpo@mutuelle.example"))
    answered = await Dialogue(store, known, dialogue.rasa_id).run(ASK, "contact dpo")
    assert "dpo@mutuelle.example" in answered.text
