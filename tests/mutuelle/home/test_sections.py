"""The rubriques of the member space, as members name them."""

import pytest

from mutuelle.home.rules import asks_for_full_cover, section_named


@pytest.mark.parametrize(
    ("said", "section"),
    [
        ("ouvre la rubrique Contrat", "contract"),
        ("aller dans Santé", "health"),
        ("SANTE svp", "health"),
        ("ouvre la rubrique Documents", "documents"),
        ("mes courriés", "documents"),
        ("le suivi", "follow"),
        ("mon compte", "account"),
        ("la rubrique mes outils", "tools"),
        ("Mes services santé", "tools"),
        ("vos outils santé", "tools"),
        ("l'accueil", None),
        ("montrez-moi le menu", None),
    ],
)
def test_a_rubrique_is_told_by_its_name(said, section):
    assert section_named(said) == section


@pytest.mark.parametrize("said", ["le 100 % santé c'est quoi", "100% sante", "reste à charge zéro ?", "le rac 0"])
def test_the_reform_is_told_by_its_names(said):
    assert asks_for_full_cover(said)


@pytest.mark.parametrize("said", ["remboursé à 100 %", "c'est quoi le ticket modérateur", "ma santé"])
def test_other_terms_are_not_the_reform(said):
    assert not asks_for_full_cover(said)
