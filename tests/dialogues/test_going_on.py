"""Short messages that go on with what was told last, whatever the engine takes them for by themselves."""

import pytest

from tests.chat import PATIENCE_S, words
from tests.conftest import CLAIRE
from tests.dialogues.paths import THOMAS
from tests.dialogues.steps import hears, hears_of
from tests.dialogues.test_telegram import logged_in as on_telegram

pytestmark = pytest.mark.running


def plain(bodies):
    return words(bodies).replace("\xa0", " ").replace("\u202f", " ")


def test_what_was_defined_is_counted_after_a_login_and_then_of_other_years_and_people(chat):
    hears(chat, "c'est quoi la franchise médicale ?", "1 € par boîte")
    link = next(body["url"] for body in chat.say("et on m'en a pris combien cette année ?") if body.get("url"))
    chat.log_in(link, *CLAIRE)
    heard = plain(chat.hear())
    while "a retenu" not in heard:
        heard = plain(chat.hear())
    assert "les soins de 2026" in heard and "Claire : franchise médicale" in heard
    hears(chat, "et en 2025 ?", "les soins de 2025", "Claire : franchise médicale")
    hears(chat, "et pour Hugo ?", "les soins de 2025", "pour Hugo")
    hears(chat, "et mes cotisations de 2025 ?", "cotisations")


def test_an_explanation_is_said_otherwise_then_of_somebody_else_then_of_another_care(logged_in):
    chat, _ = logged_in(THOMAS)
    first = plain(chat.say("explique mon dernier remboursement"))
    assert "dépensés" in first
    assert "• Le prix :" in plain(chat.say("explique autrement"))
    hears(chat, "j'ai toujours rien compris", "plus simplement", "Parler à un conseiller")
    hears(chat, "explique le dernier remboursement du médecin", "Consultation")
    other = plain(chat.say("et ma femme, le gynéco"))
    assert "Autour de quel endroit" not in other and ("Élodie" in other or "ne trouve pas ce remboursement" in other)
    hears(chat, "explique le dernier remboursement du médecin", "Consultation")
    assert "que j'explique" in plain(chat.say("non pas celui-là"))


def test_which_account_is_changed_is_answered_in_words(logged_in):
    chat, _ = logged_in(THOMAS)
    hears(chat, "je veux changer mon rib", "De quel compte parlez-vous")
    hears(chat, "celui des remboursements", "Pour qui")
    chat.say("laisse tomber")
    hears(chat, "je change de banque", "De quel compte parlez-vous")
    hears(chat, "les deux", "D'abord le compte de vos remboursements", "Pour qui")
    hears(chat, "laisse tomber", "prélevé")
    hears(chat, "annuler", "rien n'a été enregistré")


async def test_it_goes_on_the_same_way_on_telegram_where_care_is_hidden(stack, telegram):
    person, _ = await on_telegram(telegram, "Clarisse")
    await person.hears(PATIENCE_S)
    await hears_of(person, "hébergeur")
    await person.says("explique mon dernier remboursement")
    assert "n'est pas montrée ici" in (await hears_of(person, "Reste à charge")).text
    await person.says("j'ai rien compris")
    simply = await hears_of(person, "• Vous payez")
    assert "Médicament" not in simply.text and "Consultation" not in simply.text
    await person.says("où j'en suis de mes franchises")
    await hears_of(person, "les soins de 2026")
    await person.says("et en 2025 ?")
    await hears_of(person, "les soins de 2025")
