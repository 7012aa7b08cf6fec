"""Several requests in one message are told apart; one request, however long, stays whole."""

import pytest

from mutuelle.conversations.apart import MOST_PIECES, Reading, pieces, requests_in

READ = {
    "remboursements": "view_reimbursements",
    "carte": "reissue_card",
    "cotisations": "view_contributions",
    "rib": "update_refund_account",
    "adresse": "update_contact_details",
    "bonjour": "greet",
    "fâché": "complaint",
}


def read(text):
    named = [intent for word, intent in READ.items() if word in text.lower()]
    return Reading(named[0], 0.9) if named else Reading("nlu_fallback", 0.2)


def asked(text, reading=read):
    cut = pieces(text)
    return requests_in(text, cut, [reading(piece.text) for piece in cut])


@pytest.mark.parametrize(
    ("text", "requests"),
    [
        ("mes remboursements et ma carte svp", ("mes remboursements", "ma carte svp")),
        ("je veux changer mon rib et aussi voir mes cotisations", ("je veux changer mon rib", "voir mes cotisations")),
        ("J'ai perdu ma carte. Et mes remboursements ?", ("J'ai perdu ma carte", "mes remboursements ?")),
        ("mes remboursements\nma carte\nmes cotisations", ("mes remboursements", "ma carte", "mes cotisations")),
        (
            "bonjour, mes remboursements, puis mon adresse",
            ("bonjour, mes remboursements", "mon adresse"),
        ),
        (
            "ma carte est perdue, zut et mes cotisations ?",
            ("ma carte est perdue, zut", "mes cotisations ?"),
        ),
    ],
)
def test_requests_are_taken_in_the_order_they_are_said(text, requests):
    assert asked(text) == requests


@pytest.mark.parametrize(
    "text",
    [
        "mes remboursements de mars et d'avril",
        "mes remboursements pour Paul et ma fille",
        "bonjour, mes remboursements, merci d'avance",
        "mes remboursements et mes remboursements de Paul",
        "je suis fâché, mes remboursements n'arrivent pas",
        "ma carte, elle est où ma carte, mes remboursements elle les bloque",
        "rib et carte",
        "…",
        "",
    ],
)
def test_one_request_stays_whole(text):
    assert asked(text) == (text,)


def test_what_the_engine_is_not_sure_of_is_no_request_of_its_own():
    unsure = {"mes remboursements": Reading("view_reimbursements", 0.9), "ma carte bleue": Reading("reissue_card", 0.4)}
    assert asked("mes remboursements et ma carte bleue", unsure.get) == ("mes remboursements et ma carte bleue",)


def test_a_flood_of_requests_is_not_taken_apart():
    names = ("view_profile", "view_contract", "reissue_card", "list_letters", "view_contributions")
    text = ". ".join(f"montrez la chose {n}" for n in range(5))
    assert asked(text, lambda piece: Reading(names[int(piece[-1])], 0.9)) == (text,)


def test_a_long_story_is_read_at_once_not_piece_by_piece():
    listed = "mes remboursements. ma carte. " * (MOST_PIECES // 2)
    assert len(pieces(listed)) == MOST_PIECES
    assert [piece.text for piece in pieces(f"{listed}mes cotisations")] == [f"{listed}mes cotisations"]
