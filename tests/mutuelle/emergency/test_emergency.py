import pytest

from mutuelle.emergency.rules import emergency_in


@pytest.mark.parametrize(
    "text",
    [
        "mon mari ne respire plus",
        "MON PERE FAIT UN INFARCTUS",
        "je veux mourir",
        "jai envie d'en finir",
        "ma fille a avalé de la javel",
        "il a pris une boîte entière, il a avalé toute la boite",
        "elle a perdu connaissance que faire",
        "douleur dans la poitrine depuis ce matin",
        "j'ai une grosse douleur à la poitrine",
        "au secours",
        "il s'étouffe",
        "elle a la bouche de travers",
        "appelez le samu svp",
        "je vais me suicider",
        "il n'arrive vraiment plus à respirer",
    ],
)
def test_an_emergency_gets_the_four_numbers(text):
    emergency = emergency_in(text)
    assert emergency is not None
    assert all(number in emergency.answer for number in ("15", "112", "114", "3114"))
    assert emergency.rest == ""


@pytest.mark.parametrize(
    "text",
    [
        "mes remboursements",
        "bonjour",
        "quand suis-je remboursé pour mon scanner",
        "je meurs d'impatience",
        "115 euros",
        "",
    ],
)
def test_an_everyday_message_is_no_emergency(text):
    assert emergency_in(text) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("quel remboursement après un infarctus ?", "quel remboursement apres un"),
        (
            "mon mari a fait un malaise et je voulais voir mes remboursements",
            "mon mari a et je voulais voir mes remboursements",
        ),
    ],
)
def test_what_is_asked_besides_is_left_without_the_alarm(text, rest):
    emergency = emergency_in(text)
    assert emergency is not None
    assert emergency.rest == rest
