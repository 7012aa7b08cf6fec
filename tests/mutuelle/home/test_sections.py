"""The rubriques of the member space, as members name them."""

import pytest

from mutuelle.home.rules import section_named


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
