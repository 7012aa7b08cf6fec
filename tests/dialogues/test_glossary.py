"""A whole conversation about words, on the running assistant."""

import pytest

from tests.chat import words

pytestmark = pytest.mark.running


def test_a_visitor_has_words_explained_more_and_more_simply_without_a_login(chat):
    defined = words(chat.say("c koi le tiket moderateur")).replace("\xa0", " ")
    assert "la part de la base que la Sécurité sociale ne paie pas" in defined
    assert "en mots simples" in words(chat.say("en plus simple svp"))
    assert "pas de mots plus simples" in words(chat.say("j'ai toujours pas compris"))
    assert "• 2 € par acte, depuis le 15 mai 2024." in words(chat.say("définition participation forfaitaire")).replace(
        "\xa0", " "
    )
    assert "Franchise médicale" in words(chat.tap("Autres termes liés"))
    assert "1 € par boîte" in words(chat.tap("Franchise médicale")).replace("\xa0", " ")
    assert "Je ne connais pas « brrs »" in words(chat.say("c'est quoi brrs"))
    assert "Hôpital" in words(chat.say("quels mots connaissez-vous"))


def test_a_word_is_explained_in_the_middle_of_something_else_which_then_goes_on(chat):
    chat.say("changer la période")
    told = words(chat.say("c'est quoi le tiers payant"))
    assert "vous n'avancez pas l'argent" in told and "Quelle période vous intéresse" in told
