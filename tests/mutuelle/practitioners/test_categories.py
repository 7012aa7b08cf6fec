"""What people call professionals."""

import pytest

from mutuelle.practitioners.categories import (
    WORDS,
    categories,
    category_by_code,
    category_of,
    close,
    not_listed,
    notes_of,
    without_category,
    words_of_category,
)
from mutuelle.wording import fold


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("toubib", "gp"),
        ("un médecin", "gp"),
        ("médecin généraliste", "gp"),
        ("mon medecin traitant", "gp"),
        ("dentiste", "dentist"),
        ("denstiste", "dentist"),
        ("dentistes", "dentist"),
        ("chirurgie-dentaire", "dentist"),
        ("chirurgien dentiste", "dentist"),
        ("gyneco", "gynecologist"),
        ("un médecin gynécologue", "gynecologist"),
        ("le docteur dentiste", "dentist"),
        ("kiné", "physiotherapist"),
        ("KINE", "physiotherapist"),
        ("kinesitérapeute", "physiotherapist"),
        ("docteur pour les yeux", "ophthalmologist"),
        ("l'ophtalmo", "ophthalmologist"),
        ("oftalmo", "ophthalmologist"),
        ("ophtalmologue", "ophthalmologist"),
        ("infirmière à domicile", "nurse"),
        ("une infirmiere liberale", "nurse"),
        ("labo", "laboratory"),
        ("prise de sang", "laboratory"),
        ("pharmacie de garde", "pharmacy"),
        ("pharmacies", "pharmacy"),
        ("podologue", "podiatrist"),
        ("pédiatre", "pediatrician"),
        ("pedyatre", "pediatrician"),
        ("orthophoniste", "speech_therapist"),
        ("cardio", "cardiologist"),
        ("cardiologe", "cardiologist"),
        ("dermato", "dermatologist"),
        ("opticienne", "optician"),
        ("des lunettes", "optician"),
        ("audioprothesiste", "audiologist"),
        ("appareil auditif", "audiologist"),
        ("ostéo", "osteopath"),
        ("ORL à Orly", "ent"),
        ("sage femme", "midwife"),
        ("IRM", "radiologist"),
        ("orthodontiste", "orthodontist"),
        ("psychiatre", "psychiatrist"),
        ("psychologue", "psychologist"),
        ("gastro-entérologue", "gastroenterologist"),
        ("chirurgien orthopédique", "orthopedic_surgeon"),
        ("les urgences", "hospital"),
        ("chiropracteur", "chiropractor"),
        ("un rhumato", "rheumatologist"),
        ("nefrologue", "nephrologist"),
        ("neurologue", "neurologist"),
        ("medcin", "gp"),
        ("sagefemme", "midwife"),
        ("O.R.L.", "ent"),
        ("farmacie", "pharmacy"),
        ("une radio du genou", "radiologist"),
        ("des analyses", "laboratory"),
    ],
)
def test_everyday_words(said, code):
    assert category_of(said).code == code
    assert category_of(f"je cherche {said} du côté de Tours").code == code


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("un psy", {"psychologist", "psychiatrist"}),
        ("kiné ou ostéo", {"physiotherapist", "osteopath"}),
        ("un chirurgien", {"orthopedic_surgeon", "visceral_surgeon", "dentist", "plastic_surgeon"}),
        ("un nutritionniste", {"dietitian", "endocrinologist"}),
    ],
)
def test_words_of_several_categories_are_asked_about(said, codes):
    assert category_of(said) is None
    assert {one.code for one in close(said)} == codes


@pytest.mark.parametrize(
    "said", ["", "bonjour", "mes remboursements", "un vétérinaire", "je vais à Lyon", "12 rue Foch"]
)
def test_no_category(said):
    assert category_of(said) is None
    assert close(said) == ()
    assert words_of_category(said) is None


@pytest.mark.parametrize(
    "commune",
    [
        "L'Hôpital",
        "Lentilles",
        "Semallé",
        "Saint-Dos",
        "Ver-sur-Launette",
        "Argences",
        "Hottot-les-Bagues",
        "Île d'Yeu",
        "La Crèche",
        "Saint-Jean-Pied-de-Port",
        "Treilles",
        "Masseube",
        "Orly",
        "Bages",
        "Les Hôpitaux-Neufs",
    ],
)
def test_a_commune_is_no_profession(commune):
    assert category_of(f"un médecin à {commune}").code == "gp"
    assert category_of(f"dentiste {commune}").code == "dentist"
    assert without_category(f"dentiste {commune}") == f"         {commune}"


def test_at_least_sixty_synonyms_and_each_means_one_category():
    meant: dict[str, set[str]] = {}
    for code, kept in WORDS["categories"].items():
        for said in (kept["label"], *kept["said"]):
            meant.setdefault(fold(said), set()).add(code)

    assert len(meant) > 200
    assert {said: codes for said, codes in meant.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("category", categories(), ids=lambda one: one.code)
def test_a_category_is_known_by_its_own_names(category):
    assert category_of(category.label) == category
    assert category_of(category.plural) == category
    assert category_by_code(category.code) == category


def test_the_network_is_of_opticians_audiologists_and_osteopaths():
    assert {one.code for one in categories() if one.network} == {"optician", "audiologist", "osteopath"}


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("une pharmacie de garde à Nice", "32 37"),
        ("un médecin de garde", "le 15"),
        ("dentiste de garde", "le 15"),
        ("infirmière à domicile", "domicile"),
        ("un médecin qui fait des visites à domicile", "domicile"),
        ("un médecin qui prend de nouveaux patients", "nouveaux patients"),
        ("un kiné ouvert le samedi", "horaires"),
        ("un médecin qui consulte le samedi", "horaires"),
        ("un médecin qui parle anglais", "langues"),
        ("dentiste anglophone", "langues"),
        ("je veux une femme médecin", "civilité"),
        ("un cabinet accessible fauteuil", "fauteuil roulant"),
        ("pharmacie qui fait le tiers payant", "tiers payant"),
        ("le meilleur dentiste", "avis"),
        ("un ophtalmo en téléconsultation", "à distance"),
    ],
)
def test_what_the_directory_does_not_know_is_said(said, word):
    assert any(word in note for note in notes_of(said))


def test_hours_are_told_once():
    assert len(notes_of("un dentiste ouvert le samedi")) == 1


@pytest.mark.parametrize("said", ["une pharmacie à Nice", "un dentiste pour ma femme", "c'est quoi le tiers payant"])
def test_nothing_is_said_without_need(said):
    assert notes_of(said) == ()


def test_who_is_listed_is_no_stranger():
    assert not_listed("un dentiste à Nice") == ""


def test_who_is_no_health_professional_is_said_so():
    for said in ("un vétérinaire à Lyon", "un prothésiste dentaire", "médecin du travail", "un homéopathe"):
        assert "Notre annuaire" in not_listed(said)
        assert category_of(said) is None


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("podologue Quimper", "Quimper"),
        ("une pharmacie de garde à Nice", "une à Nice"),
        ("médecin gynécologue, Saint-Denis", ", Saint-Denis"),
        ("infirmière à domicile Île-d'Yeu", "Île-d'Yeu"),
    ],
)
def test_what_is_left_is_the_place(said, left):
    assert without_category(said).split() == left.split()
    assert len(without_category(said)) == len(said)
