"""Hard words are noticed in our own texts, exactly, and only they."""

import pytest

from mutuelle.glossary.noticing import hard_words


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Le tiers payant, puis le reste à charge.", ["tiers_payant", "reste_a_charge"]),
        ("Carte de tiers payant", ["carte_tiers_payant"]),
        ("La BRSS est de 30 €.", ["base_remboursement"]),
        ("Les dépassements d'honoraires", ["depassement"]),
        ("TICKET MODÉRATEUR", ["ticket_moderateur"]),
        ("La télétransmission NOEMIE", ["noemie"]),
        ("Le remboursement de la consultation", []),
        ("Ramac, optamal, dre", []),
    ],
)
def test_words_are_noticed_in_the_order_of_the_text(text, keys):
    assert [one.key for one in hard_words(text)] == keys


def test_a_word_that_the_text_defines_is_not_noticed():
    assert hard_words("Franchise médicale, en mots simples :\nVous achetez des médicaments.") == ()


def test_a_word_is_noticed_once():
    assert len(hard_words("Le devis, un devis, des devis.")) == 1
