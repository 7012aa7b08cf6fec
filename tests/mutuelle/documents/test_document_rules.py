"""Which document a sentence means, how long it holds, what its reference and its holder's name look like."""

import re
from datetime import date

import pytest

from mutuelle.documents import rules
from mutuelle.documents.rules import masked, named_certificate, named_delivery, named_year, new_reference, valid_period
from mutuelle.french import file_size

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("attestation de droits", "rights"),
        ("une atestation de mutuelle pour l'école", "rights"),
        ("une preuve que je suis couvert pour mon employeur", "rights"),
        ("attestation tiers payant urgent hopital", "third_party"),
        ("attestation de paiement des cotisations 2025", "contributions"),
        ("un papier pour les impôts avec ce que j'ai payé", "contributions"),
        ("certif de radiation", "removal"),
        ("je change de mutuelle il leur faut le certificat de la vôtre", "removal"),
        ("certificat prouvant la fin de mon contrat", "removal"),
        ("attestation en anglais pour un visa", "other"),
        ("attestation de portabilité chômage", "other"),
        ("attestation", None),
        ("certificat svp", None),
    ],
)
def test_a_certificate_is_named_in_many_ways(said, kind):
    assert named_certificate(said) == kind


@pytest.mark.parametrize(
    ("said", "year"),
    [("cotisations 2024", 2024), ("l'année dernière", 2025), ("de cette annee", 2026), ("mes cotisations", None)],
)
def test_a_year_is_named(said, year):
    assert named_year(said, today=TODAY) == year


@pytest.mark.parametrize(
    "said",
    ["ma carte en pdf", "carte dématérialisée", "carte dematerialisee tiers payan", "télécharger ma carte",
     "ma carte sur mon téléphone", "une carte virtuelle"],
)  # fmt: skip
def test_the_digital_card_is_recognised(said):
    assert rules.wants_digital_card(said)


@pytest.mark.parametrize(
    "said",
    ["j'ai perdu ma carte", "carte volée avec mon téléphone", "nouvelle carte papier", "carte mutuelle",
     "renvoyez ma carte par la poste", "ma carte est illisible"],
)  # fmt: skip
def test_a_card_of_plastic_is_not_taken_for_it(said):
    assert not rules.wants_digital_card(said)


@pytest.mark.parametrize(
    ("said", "choice"),
    [
        ("documents par lien", "links"),
        ("ne m'envoyez plus de fichiers", "links"),
        ("documents en fichier", "files"),
        ("envoyez-les directement ici", "files"),
        ("changer la façon de recevoir", None),
    ],
)
def test_how_documents_are_to_come_is_read(said, choice):
    assert named_delivery(said) == choice


def test_a_reference_is_of_its_kind_and_year_and_never_the_same():
    references = {new_reference("rights", year=2026) for _ in range(200)}
    assert len(references) == 200
    assert all(re.fullmatch(r"AT-2026(-[2-9A-HJKMNP-TV-Z]{4}){3}", one) for one in references)
    assert new_reference("card", year=2026).startswith("CT-2026-")


@pytest.mark.parametrize("typed", ["at-2026-7k3f-9qxm-2rtd", " AT-2026-7K3F- 9QXM-2RTD\n"])
def test_a_reference_may_be_typed_anyhow(typed):
    assert rules.reference_of(typed) == "AT-2026-7K3F-9QXM-2RTD"


@pytest.mark.parametrize(
    ("effective_on", "ended_on", "period"),
    [
        (date(2019, 7, 1), None, (date(2026, 1, 1), date(2026, 12, 31))),
        (date(2026, 5, 4), None, (date(2026, 5, 4), date(2026, 12, 31))),
        (date(2019, 7, 1), date(2026, 11, 30), (date(2026, 1, 1), date(2026, 11, 30))),
        (date(2019, 7, 1), date(2027, 6, 30), (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_rights_hold_for_the_civil_year_within_the_contract(effective_on, ended_on, period):
    assert valid_period(effective_on=effective_on, ended_on=ended_on, today=TODAY) == period


def test_a_name_is_masked_to_its_initials():
    assert masked("Claire Vasseur") == "C••• V•••"
    assert masked("Anne de Bourbon") == "A••• D••• B•••"


@pytest.mark.parametrize(
    ("size", "read"), [(0, "1 Ko"), (1_024, "1 Ko"), (85_000, "84 Ko"), (1_258_291, "1,2 Mo"), (1_048_576, "1 Mo")]
)
def test_a_size_is_told_as_people_read_it(size, read):
    assert file_size(size).replace("\xa0", " ") == read
