"""People leaving and joining a contract, to the end, on the running assistant; forms left, resumed and corrected."""

import json
import sqlite3

import pytest

from tests.chat import words
from tests.dialogues.steps import fill, heard_until, last_code, submit, url_in

pytestmark = pytest.mark.running

THOMAS = ("t.lefevre@exemple.fr", "Demo-Thomas-2026")


@pytest.fixture
def thomas(logged_in):
    return logged_in(THOMAS)[0]


def kinds_of(stack):
    with sqlite3.connect(stack.database) as database:
        return [
            kind
            for (kind,) in database.execute(
                "SELECT requests.kind FROM requests JOIN members ON members.id = requests.member_id "
                "WHERE members.last_name = 'Lefèvre' AND requests.kind LIKE 'beneficiaries%' ORDER BY requests.id"
            )
        ]


def test_two_daughters_leave_then_all_but_the_policyholder(thomas, stack):
    assert "Pour quelle raison" in words(thomas.say("il faudrait que Chloé et Inès quittent ma mutuelle"))
    beside = words(thomas.say("au fait, combien je cotise ?"))
    assert "Prochaine échéance" in beside and "Pour quelle raison" in beside
    assert "dernier jour" in words(thomas.say("elles vont avoir celle de leur boîte"))
    assert "/demarche/" in words(thomas.say("fin décembre, le 31"))
    assert "dernier jour" in words(thomas.say("retour"))
    thomas.say("le 31 décembre")
    recap = words(thomas.say("sans"))
    assert "Chloé Lefèvre, Inès Lefèvre" in recap or "Inès Lefèvre, Chloé Lefèvre" in recap
    assert "31 décembre 2026" in recap and "Thomas" not in recap
    assert "15 décembre 2026" in words(thomas.say("non, c'est plutôt le 15"))
    code_page = url_in(thomas.tap("Oui, je confirme"))
    assert submit(thomas.http, code_page, code=last_code(stack)).status_code == 200
    done = words(heard_until(thomas, "transmise sous le n°"))
    assert "rien ne change" in done
    assert kinds_of(stack) == ["beneficiaries_removal"]

    assert "principal" in words(thomas.say("sors-moi de mon propre contrat, radie-moi moi seul"))
    thomas.say("annuler")
    everybody = thomas.say("finalement radiez tout le monde à part moi")
    thomas.say("divorce")
    thomas.say("fin du mois")
    recap = words(thomas.say("sans"))
    assert "Élodie Lefèvre" in recap and "Jules Lefèvre" in recap
    assert not {"Thomas", "Chloé", "Inès"} & set(recap.replace(",", " ").split())
    assert "Thomas" not in json.dumps(everybody, ensure_ascii=False)
    assert "abandonne" in words(thomas.say("laisse tomber"))
    assert kinds_of(stack) == ["beneficiaries_removal"]


def test_a_newborn_is_enrolled_although_other_things_are_asked_meanwhile(thomas, stack):
    assert "à partir de sa naissance" in words(thomas.say("ma femme est enceinte de six mois, on s'y prend comment ?"))
    assert "prénom" in words(thomas.say("ça y est il est né le 3 novembre, je voudrais inscrire mon fils"))
    beside = words(thomas.say("qui est couvert aujourd'hui ?"))
    assert "Jules" in beside and "prénom" in beside
    asked = thomas.say("il s'appelle Basile")
    assert "/demarche/" in words(asked)
    assert "Ce numéro" in fill(thomas.http, url_in(asked), nir="123").text
    assert "abandonne" not in words(thomas.say("mes demandes en cours"))
    assert fill(thomas.http, url_in(asked), nir="").status_code == 200
    heard_until(thomas, "partir de quelle date")
    recap = words(thomas.say("depuis sa naissance"))
    assert "Basile Lefèvre" in recap and "3 novembre 2026" in recap
    assert "12 novembre 2026" in words(thomas.say("non il est né le 12"))
    assert "n'est pas encore couverte" in words(thomas.say("oui"))
    assert kinds_of(stack)[-1] == "beneficiaries_enrolment"
    assert "Inscription" in words(thomas.say("ça avance l'inscription du petit ?"))
