"""Letters and certificates, talked over by members who ask something else at every step and change their mind."""

import pytest

from tests.chat import words
from tests.dialogues.steps import MEANING, ROBOT, hears, question
from tests.dialogues.test_documents import documents, read

pytestmark = pytest.mark.running

NADIA = ("n.haddad@exemple.fr", "Demo-Nadia-2026")  # whose contract has ended: no letter came lately
CAMILLE = ("c.roux@exemple.fr", "Demo-Camille-2026")
KIND, WHO, YEAR = "De quelle attestation", "Pour qui", "Pour quelle année"


def test_letters_are_come_back_to_after_any_question_narrowed_corrected_and_left(logged_in):
    nadia, _ = logged_in(NADIA)
    hears(nadia, "mes courriers", "je remonte plus loin", "1 à 5 sur")
    hears(nadia, *MEANING)
    assert "trois derniers mois" not in words(hears(nadia, "la suite", "6 à 10 sur"))
    hears(nadia, "retour", "1 à 5 sur")
    hears(nadia, "mes relevés de prestations de 2025", "du 01/01/2025 au 31/12/2025")
    hears(nadia, *ROBOT)
    (letter,) = documents(hears(nadia, "ouvrez le deuxième", "septembre 2025"))
    assert "Nadia Haddad" in read(nadia.http.get(letter["url"]).content)
    hears(nadia, "et en 2024 ?", "relevés de prestations", "du 01/01/2024 au 31/12/2024")
    hears(nadia, "non plutôt 2026", "du 01/01/2026 au")
    hears(nadia, "laisse tomber", "je ne fais rien")


def test_every_question_of_a_certificate_is_interrupted_stepped_back_from_and_corrected(logged_in):
    camille, _ = logged_in(CAMILLE)
    asked = hears(camille, "une attestation svp", KIND)
    hears(camille, *ROBOT, question(asked))
    hears(camille, "retour", "première question", KIND)
    asked = hears(camille, "attestation de droits", WHO)
    hears(camille, *MEANING, question(asked))
    hears(camille, "retour", KIND)
    asked = hears(camille, "attestation de cotisations", YEAR)
    hears(camille, *ROBOT, question(asked))
    hears(camille, "non, une attestation de tiers payant", WHO)
    (given,) = documents(hears(camille, "pour Louise", "tiers payant"))
    text = read(camille.http.get(given["url"]).content)
    assert "Louise Marchand-Roux" in text and "Sophie" not in text


@pytest.mark.parametrize(
    ("said", "asked"),
    [("une attestation svp", KIND), ("attestation de droits", WHO), ("attestation de cotisations", YEAR)],
)
def test_a_certificate_is_refused_at_any_question_and_none_is_issued(logged_in, said, asked):
    camille, _ = logged_in(CAMILLE)
    hears(camille, said, asked)
    hears(camille, "laisse tomber", "pas d'attestation")
    hears(camille, said, asked)
    assert not documents(hears(camille, "non merci", "pas d'attestation"))
