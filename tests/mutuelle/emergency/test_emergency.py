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
    assert all(number in emergency.answer for number in ("15", "112", "114", "3114", "17", "3919", "119"))
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


@pytest.mark.parametrize(
    "text",
    [
        "je crois que mon fils fait une meningite",
        "menengite chez un bebe",
        "péritonite",
        "septicémie",
        "morsure de chien a la gorge",
        "je sers a rien autant que je creve",
        "je ferais mieux de crever",
        "jveux crevé",
        "mon ex m'a étranglée hier",
        "etranglee par mon mari",
        "on voit l'os",
        "l'os sort de la peau",
        "je vous dis adieu",
        "adieu à tous",
        "c'est un adieu",
        "je ne veux plus exister",
        "j'en ai marre de la vie",
        "mon grand pere delire depuis ce matin",
        "oedeme de quincke",
        "jpeu pu respiré",
        "jarive plu a respirer",
        "j'ai envi de mourrir",
        "je fais un infractus",
        "numéro du samu",
        "num samu",
        "le numéro pour les suicides",
        "c'est quoi le numéro des pompiers",
        "appelez le 15",
        "faut-il appeler le 15 ?",
        "une ambulance vite",
        "le 112 !",
        "le 15 !!",
        "apelez le 15",
        "il étouffe sous un meuble",
        "3919",
        "je suis séquestrée",
        "on vient de m'agresser",
        "meningococcie",
        "g pris tou mes medoc, j'en ai mare de vivre",
        "je perd bcp de sang",
        "qui appeler pour un malaise",
        "mon père est tombé de l'échelle et il répond plus",
        "ya du sang partout",
        "ma femme a les contractions toutes les cinq minutes",
        "il est coincé sous le tracteur",
        "ça sent une odeur de gaz dans toute la maison",
        "elle veut se jeter du 5eme",
    ],
)
def test_an_emergency_told_in_other_words_or_badly_spelled_is_one(text):
    assert emergency_in(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "et le 15",
        "dans le 15eme a paris",
        "prélevé le 15 ?",
        "pouvez-vous m'appeler le 15 novembre",
        "j'ai reçu 112 euros",
        "le 112,50",
        "chambre 15",
        "ambulance",
        "transport en ambulance",
        "15 rue des pompiers",
        "et a Vertou",
        "j'ai failli mourir en voyant ma cotisation",
        "je crève la dalle",
        "je suis crevé",
        "vos tarifs m'étranglent",
        "j'étouffe sous la paperasse",
        "je veux en finir avec cette mutuelle",
        "adieu",
        "vaccin contre la méningite",
        "vous pouvez me prendre un rendez-vous",
        "il me soigne beaucoup",
        "je suis en arrêt",
        "je vais sauter une échéance",
        "je serai plus là en août",
        "ça me tue ces délais",
    ],
)
def test_the_same_words_said_of_something_else_are_no_emergency(text):
    assert emergency_in(text) is None


def test_an_alarm_beside_a_figure_of_speech_is_one():
    assert emergency_in("je crève de faim et mon fils ne respire plus") is not None


@pytest.mark.parametrize(
    "text",
    [
        "mon mari me tape dessus tous les soirs",
        "il m'a menacée avec un couteau",
        "mon copain il m'a frappé hier",
        "j'ai été violée",
        "je suis une femme battue",
        "jai peur de mon ex",
        "mon conjoint est violent",
        "il me laisse pas sortir de la maison",
        "quel est le numéro pour les femmes battues",
        "le 3919 c'est gratuit ?",
    ],
)
def test_who_tells_of_blows_is_also_given_the_police_and_the_number_for_violence(text):
    lines = emergency_in(text).answer.split("\n")
    assert lines[5:7] == [
        "• 17 : police ou gendarmerie",
        "• 3919 : violences faites aux femmes, 24 h/24, gratuit, anonyme",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "mon voisin bat ses enfants",
        "elle dit que son tonton lui fait du mal",
        "mes parents me tapent",
        "un enfant est en danger chez mes voisins",
        "je voudrais le numéro 119",
        "le compagnon de ma soeur frappe le petit",
        "enfant maltraité à l'école",
    ],
)
def test_who_tells_of_a_child_in_danger_is_also_given_the_police_and_the_childrens_number(text):
    lines = emergency_in(text).answer.split("\n")
    assert lines[5:7] == ["• 17 : police ou gendarmerie", "• 119 : enfant en danger, 24 h/24, gratuit"]


def test_a_child_and_a_mother_who_are_beaten_get_each_number_once():
    answer = emergency_in("mon mari me frappe et il frappe mes enfants").answer
    assert [answer.count(f"• {number} :") for number in ("17", "119", "3919")] == [1, 1, 1]


@pytest.mark.parametrize("text", ["je veux mourir", "mon mari me bat", "on frappe les enfants d'à côté"])
def test_the_four_numbers_come_first_whatever_is_told(text):
    lines = emergency_in(text).answer.split("\n")
    assert [line.split()[1] for line in lines[1:5]] == ["15", "112", "114", "3114"]


@pytest.mark.parametrize(
    "text",
    [
        "vous me tapez sur les nerfs",
        "votre site il me tape sur le système",
        "mon ex est encore sur le contrat",
        "les lunettes violettes de ma fille",
        "je me bats pour mes enfants",
        "119 euros",
        "prélèvement le 17",
        "pouvez-vous me pendre rdv",
        "vous allez me pendre en charge",
        "un appel qui m'a tapé dans l'oeil",
    ],
)
def test_everyday_words_near_those_of_violence_are_no_emergency(text):
    assert emergency_in(text) is None
