"""The debited account is changed to the end: page, code, effect and e-mail, on the running assistant."""

import re
import sqlite3

import pytest

from tests.chat import words
from tests.dialogues.steps import fill, heard_until, last_code, submit, url_in

pytestmark = pytest.mark.running

CAMILLE = ("c.roux@exemple.fr", "Demo-Camille-2026")
IBAN = "FR76 3000 1007 9412 3456 7890 185"


def test_another_account_is_debited_after_page_recap_and_code(logged_in, stack):
    chat, _ = logged_in(CAMILLE)
    asked = chat.say("j'ai ouvert un compte ailleurs, c'est là qu'il faut me prélever désormais")
    assert "page sécurisée" in words(asked)
    page = url_in(asked)
    beside = words(chat.say("d'ailleurs le prochain prélèvement c'est quand ?"))
    assert "Prochaine échéance" in beside and "Revenons à votre changement" in beside

    rib = ("rib.txt", b"Titulaire Camille Roux")
    refused = fill(chat.http, page, file=rib, holder="Camille Roux", iban=IBAN[:-1] + "6", mandate="oui")
    assert refused.status_code == 422 and "chiffre par chiffre" in refused.text
    name, kept = re.search(r'name="(deja-recu-proof)" value="(\w+)"', refused.text).groups()
    assert fill(chat.http, page, holder="Camille Roux", iban=IBAN, mandate="oui", **{name: kept}).status_code == 200
    heard = heard_until(chat, "Est-ce exact")
    assert "FR76 •••• •••• 0185" in words(heard) and "à partir de l'échéance du" in words(heard)

    code_page = url_in(chat.tap("Oui, je confirme"))
    assert "/code/" in code_page
    assert submit(chat.http, code_page, code=last_code(stack)).status_code == 200
    assert "n° 2026-" in words(heard_until(chat, "C'est fait"))
    with sqlite3.connect(stack.database) as database:
        assert database.execute(
            "SELECT count(*) FROM mails WHERE template = 'bank_changed' AND recipient = ?", (CAMILLE[0],)
        ).fetchone() == (1,)
        assert database.execute(
            "SELECT count(*) FROM requests JOIN members ON members.id = requests.member_id "
            "WHERE requests.kind = 'bank_debit' AND members.last_name = 'Roux'"
        ).fetchone() == (1,)
    bare = IBAN.replace(" ", "")
    files = [path for path in stack.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files if bare.encode() in path.read_bytes()] == []
    assert "0185" in words(chat.say("quel compte est débité maintenant ?"))
