"""Which messages ask for easy-to-read words, or for the usual ones again, and say nothing else."""

import pytest

from mutuelle.easy.asking import asked_in, leaves_in


@pytest.mark.parametrize(
    "text",
    [
        "parlez plus simplement",
        "Je ne comprends rien à vos phrases !",
        "j'comprends rien a ce que vous racontez",
        "mode facile à lire",
        "FALC",
        "je voudrais le mode FALC svp",
        "c'est trop compliqué pour moi",
        "C TROP COMPLIQUÉ",
        "vos phrases sont trop longues",
        "Bonjour, pouvez-vous me parler plus simplement s'il vous plaît ?",
        "parle moi avec des mots simples",
        "faites des phrases plus courtes",
        "j'ai du mal à vous comprendre",
        "je lis mal le français",
        "passez en mode facile à lire, parlez plus simplement",
    ],
)
def test_easy_words_are_asked_for_in_ordinary_words(text):
    assert asked_in(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "mode normal",
        "Retour au mode normal svp",
        "arrêtez le mode facile",
        "parlez normalement",
        "plus besoin du mode facile à lire",
        "vous pouvez repasser en mode normal ?",
    ],
)
def test_the_usual_words_are_asked_for_again(text):
    assert asked_in(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plus simplement",  # a definition perhaps: the dialogue knows
        "expliquez plus simplement le ticket modérateur",
        "c'est trop dur",
        "c'est trop long",
        "trop compliqué comme définition",
        "je ne comprends pas mon remboursement",
        "je ne comprends rien à vos phrases et je veux ma carte",
        "normal",
        "le remboursement est normal ?",
        "ma mère a du mal à lire, envoyez-lui sa carte en gros caractères",
        "FALC " * 40,
    ],
)
def test_a_message_that_says_anything_else_is_not_for_this(text):
    assert asked_in(text) is None


def test_what_the_engine_took_for_it_is_told_apart_by_its_words():
    assert leaves_in("bon remettez comme avant")
    assert not leaves_in("mon mari lit mal, il lui faut un mode facile")
