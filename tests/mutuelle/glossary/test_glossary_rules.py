"""Which term a sentence asks about: slang, typos, acronyms, several terms, words of several meanings, unknown ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuelle.glossary.rules import AllTerms, Asked, NoTerm, NotKnown, WhichMeaning, asked_about, is_lost, wants_simpler


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("c'est quoi le ticket modérateur", "ticket_moderateur"),
        ("TIKET MODERATEUR c koi", "ticket_moderateur"),
        ("les tickets modérateurs ?", "ticket_moderateur"),
        ("tierspayant kesako", "tiers_payant"),
        ("B.R.S.S. c koi", "base_remboursement"),
        ("c'est quoi la B. R. S. S.", "base_remboursement"),
        ("b r s s", "base_remboursement"),
        ("R.A.C ?", "reste_a_charge"),
        ("c koi loptam", "optam"),
        ("noemie kesako", "noemie"),
        ("télétransmision ?", "noemie"),
        ("dépasement d'honnoraires", "depassement"),
        ("le reste a charge zero", "100_sante"),
        ("RAC ZERO kesako", "100_sante"),
        ("c'est quoi le secteur 2", "secteur_2"),
        ("forfait hospitalier c koi", "forfait_journalier"),
        ("que signifie AMO sur mon décompte", "amo"),
        ("explique moi simplement le mot cotisation stp", "cotisation"),
        ("c koi une mutuelle", "mutuelle"),
        ("l'ancienne CMU c'est quoi", "c2s"),
        ("à quoi correspond RMA ASSISTANCE", "assistance"),
    ],
)
def test_a_term_is_found_however_it_is_written(said, key):
    assert asked_about(said) == Asked((key,))


def test_the_longest_name_wins():
    assert asked_about("la participation forfaitaire actes lourds") == Asked(("participation_actes_lourds",))
    assert asked_about("la participation forfaitaire") == Asked(("participation_forfaitaire",))


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("différence entre secteur 1 et secteur 2", ("secteur_1", "secteur_2")),
        ("AMO et AMC", ("amo", "amc")),
        ("c'est quoi la différence entre la sécu et la mutuelle", ("securite_sociale", "mutuelle")),
        ("secteur 1 secteur 2 kesako", ("secteur_1", "secteur_2")),
        ("franchise ou participation forfaitaire ?", ("franchise_medicale", "participation_forfaitaire")),
        ("différence entre prévoyance et franchise", ("prevoyance", "franchise_prevoyance")),
    ],
)
def test_two_terms_asked_together_are_both_meant_and_explain_each_other(said, keys):
    assert asked_about(said) == Asked(keys)


def test_a_word_of_several_meanings_has_a_usual_one_or_is_asked_about():
    assert asked_about("c'est quoi une franchise") == Asked(("franchise_medicale",), ("franchise_prevoyance",))
    assert asked_about("délai de carence ?") == Asked(("carence_mutuelle",), ("carence_arret",))
    assert asked_about("la base c'est quoi") == Asked(("base_remboursement",), ("sante_base",))
    assert asked_about("c'est quoi le secteur") == WhichMeaning("secteur", ("secteur_1", "secteur_2", "secteur_3"))


def test_what_the_language_model_points_at_is_looked_at_first():
    assert asked_about("le parcours de soins et ma mutuelle", ["mutuelle"]) == Asked(("mutuelle",))
    assert asked_about("c'est quoi le ticket modérateur", ["ticket"]) == Asked(("ticket_moderateur",))
    assert asked_about("", ["reste à charge"]) == Asked(("reste_a_charge",))


def test_an_unknown_term_is_said_back_with_what_is_spelled_like_it():
    assert asked_about("c'est quoi brrs") == NotKnown("brrs", ("base_remboursement",))
    found = asked_about("médecin traiten c koi")
    assert isinstance(found, NotKnown) and found.near[0] == "medecin_traitant"
    assert asked_about("c'est quoi le schmilblick") == NotKnown("schmilblick", ())
    assert asked_about("que veut dire zorglub sur mon décompte", ["zorglub"]) == NotKnown("zorglub", ())


@pytest.mark.parametrize("said", ["", "🦄", "ça veut dire quoi ?", "c'est quoi ce mot", "j'ai rien compris"])
def test_a_sentence_without_a_term_names_none(said):
    assert asked_about(said) == NoTerm()


@pytest.mark.parametrize("said", ["lexique", "vocabulaire mutuelle", "quels mots connaissez-vous", "un glossaire ?"])
def test_the_list_of_words_can_be_asked_for(said):
    assert asked_about(said) == AllTerms()


@pytest.mark.parametrize(
    "said", ["plus simple", "en plus simple svp", "avec des mots simples", "version facile à lire"]
)
def test_plainer_words_can_be_asked_for(said):
    assert wants_simpler(said)


@pytest.mark.parametrize("said", ["j'ai pas compris", "je pige rien", "c'est du chinois", "je comprends toujours rien"])
def test_being_lost_is_heard(said):
    assert is_lost(said)
    assert not wants_simpler(said)


@given(st.text(), st.lists(st.text(), max_size=2))
def test_no_sentence_makes_it_fail(said, mentioned):
    asked_about(said, mentioned)
