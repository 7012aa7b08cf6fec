"""Any usual name finds its document, typos apart; what is not known is said to be."""

import pytest

from mutuelle.useful.catalogue import OWN, categories, entries, meant, useful_words
from mutuelle.useful.contents import texts

EVERY = tuple(entries().values())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("téléchargez le bulletin d'adhésion", "membership_form"),
        ("le BIA svp", "membership_form"),
        ("buletin dadesion svp", "membership_form"),
        ("formulaire pour inscrire un enfant", "beneficiary_form"),
        ("le guide du tiers payant", "third_party_guide"),
        ("mode d'emploi de la carte de tiers payant", "third_party_guide"),
        ("un guide pour comprendre mes remboursements", "reimbursement_guide"),
        ("brochure optique", "equipment_guide"),
        ("dépliant sur le 100% santé", "equipment_guide"),
        ("guide de l'adhérent", "space_guide"),
        ("la notice sur les franchises", "withholding_notice"),
        ("votre glossaire en pdf", "words_notice"),
        ("TABLEAU DES GARANTIES", "guarantee_table"),
        ("tablo garanti", "guarantee_table"),
        ("grille de remboursement", "guarantee_table"),
        ("notice dinformation", "contract_notice"),
        ("la notice de mon contrat", "contract_notice"),
        ("les statuts de la mutuelle", "statutes"),
        ("reglement mutualiste", "mutual_rules"),
        ("conditions generales", "general_terms"),
        ("formulaire de mandat sepa", "debit_mandate"),
    ],
)
def test_a_usual_name_finds_its_document(text, key):
    assert [one.key for one in meant(text, EVERY).entries] == [key]


@pytest.mark.parametrize(
    ("text", "category"), [("montrez les notices", "notices"), ("vos guides", "guides"), ("la notice", "notices")]
)
def test_a_category_is_named(text, category):
    asked = meant(text, EVERY)
    assert (asked.entries, asked.categories, asked.unknown) == ((), (category,), False)


@pytest.mark.parametrize("text", ["guide retraite", "un formulaire de divorce", "une notice de montage"])
def test_a_paper_that_we_do_not_know_is_not_taken_for_another(text):
    asked = meant(text, EVERY)
    assert asked.unknown
    assert asked.entries == ()


@pytest.mark.parametrize("text", ["vos documents utiles", "documents à télécharger", "documentation"])
def test_all_that_there_is_when_nothing_is_named(text):
    asked = meant(text, EVERY)
    assert (asked.entries, asked.categories, asked.unknown) == ((), (), False)


def test_every_document_has_its_category_and_its_content():
    assert len(EVERY) > 15
    for one in EVERY:
        assert one.category in categories()
        assert one.own == (one.category == OWN)
        assert (one.key in texts()) == (not one.own and not one.expected), one.key
        assert (one.dated is not None) == (one.key in texts()), one.key
    assert set(useful_words()["instead"]) <= set(entries())


def test_every_document_is_found_by_its_title_and_by_each_of_its_names():
    for one in EVERY:
        for name in (one.title, *one.names):
            assert one in meant(name, EVERY).entries, name


@pytest.mark.parametrize("text", ["vous avez quoi comme notices", "quoi comme guides chez vous", "t'as des guides ?"])
def test_how_a_category_is_asked_for_makes_no_unknown_paper_of_it(text):
    assert not meant(text, entries().values()).unknown


@pytest.mark.parametrize("text", ["la notice du vélo", "vous avez un guide des plantes médicinales ?"])
def test_a_paper_about_something_else_is_unknown(text):
    assert meant(text, entries().values()).unknown
