"""Addresses, phones, e-mail addresses and dates of a move as members type them."""

from datetime import date

import pytest

from mutuelle.account import coordinates as read
from mutuelle.account.contact_change import ContactChange, ContactContext
from mutuelle.account.contact_reading import kinds_of, wish
from mutuelle.procedures.model import Said
from mutuelle.procedures.replies import reply_in
from mutuelle.procedures.talk import Talk

TODAY = date(2026, 11, 22)
TALK = Talk(ContactChange(), ContactContext(None, TODAY))  # what is on file is not looked at by the reading


def begun(text):
    """Return the draft that a first sentence makes."""
    return TALK.begin(text, {}).draft


def hear(draft, text, reply=None):
    return TALK.hear(draft, Said(text, reply=reply))


def asked(draft):
    return TALK.step(draft).name


@pytest.mark.parametrize(
    "text",
    ["06 39 98 00 11", "0639980011", "06.39.98.00.11", "+33 6 39 98 00 11", "0033639980011", "+33 (0)6-39-98-00-11"],
)
def test_a_french_number_is_read_however_it_is_written(text):
    assert read.read_phone(f"mon portable : {text}, merci") == "0639980011"


@pytest.mark.parametrize(
    "text", ["06 39 98 00", "06 39 98 00 111", "6 39 98 00 11", "08 36 65 65 65", "+32 478 12 34 56"]
)
def test_what_is_no_french_number_is_not_taken_for_one(text):
    assert read.read_phone(text) is None
    assert read.looks_like_phone(text)


@pytest.mark.parametrize("text", ["moi@exemple", "a..b@exemple.fr", "@exemple.fr", "moi@@exemple.fr", "moi@exemple.f"])
def test_an_impossible_e_mail_address_is_refused(text):
    assert read.read_email(text) is None
    assert read.looks_like_email(text)


def test_an_e_mail_address_is_found_in_a_sentence_and_a_slip_in_its_domain_is_seen():
    assert read.read_email("écrivez-moi à Ines.Barbier+mgen@Exemple.fr.") == "ines.barbier+mgen@exemple.fr"
    assert read.email_hint("ines@gmial.com") == "ines@gmail.com"
    assert read.email_hint("ines@gmail.com") is None


@pytest.mark.parametrize(
    ("said", "street", "place", "since"),
    [
        (
            "j'emménage au 8 allée des Tilleuls 21000 Dijon le 1er mars",
            "8 allée des Tilleuls",
            ("21000", "Dijon"),
            (2027, 3, 1),
        ),
        (
            "on a déménagé le 1er mars au 3 bis impasse des Mimosas 13004 Marseille",
            "3 bis impasse des Mimosas",
            ("13004", "Marseille"),
            (2026, 3, 1),
        ),
        (
            "à compter du 1er février : 5 rue des Fleurs, 67000 Strasbourg.",
            "5 rue des Fleurs",
            ("67000", "Strasbourg"),
            (2027, 2, 1),
        ),
        ("8 rue du 8 mai 1945 75011 Paris", "8 rue du 8 mai 1945", ("75011", "Paris"), None),
        (
            "12 place du 11 novembre 69003 Lyon le 3 décembre",
            "12 place du 11 novembre",
            ("69003", "Lyon"),
            (2026, 12, 3),
        ),
        (
            "4 quai de la Fosse 17000 La Rochelle dès demain",
            "4 quai de la Fosse",
            ("17000", "La Rochelle"),
            (2026, 11, 23),
        ),
    ],
)
def test_an_address_is_read_from_one_sentence_with_its_day(said, street, place, since):
    draft = begun(said)
    assert draft.values["street"] == street
    assert (draft.values["postcode"], draft.values["city"]) == place
    assert draft.values.get("since") == (date(*since).isoformat() if since else None)
    assert asked(draft) == ("recap" if since else "since")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("changer mon adresse et mon téléphone", ("address", "phone")),
        ("mon adresse mail a changé", ("email",)),
        ("modifiez mon numéro", ("phone",)),
        ("ajoutez mon fixe", ("landline",)),
        ("j'ai déménagé", ("address",)),
        ("mettez à jour mes coordonnées", ()),
    ],
)
def test_what_is_to_be_changed_is_recognised(said, wanted):
    assert kinds_of(wish(said, today=TODAY)) == wanted


def test_a_postcode_that_no_place_has_is_not_taken():
    assert read.read_place("99999 Nulle part") is None
    assert read.read_place("97400 Saint-Denis") == read.Place("97400", "Saint-Denis")


MOVE = begun("j'emménage au 8 allée des Tilleuls 21000 Dijon le 1er mars")


@pytest.mark.parametrize(
    ("said", "key", "value"),
    [
        ("non, c'est le 12 allée des Tilleuls", "street", "12 allée des Tilleuls"),
        ("non c'est le 12", "street", "12 allée des Tilleuls"),
        ("non, le 2 mars", "since", "2027-03-02"),
        ("ah non finalement le 20", "since", "2027-03-20"),
        ("plutôt 21100 Dijon", "postcode", "21100"),
    ],
)
def test_a_correction_at_the_recap_changes_just_that(said, key, value):
    heard = hear(MOVE, said, reply="no")
    assert (heard.state, heard.problem) == ("asking", None)
    assert heard.draft.values == {**MOVE.values, key: value}


def test_an_address_far_in_the_future_is_refused_and_nonsense_counted():
    assert hear(MOVE, "le 1er mars 2031").problem == "since_range"
    heard = hear(MOVE, "blabla")
    assert (heard.problem, heard.draft.tries) == ("recap", 1)


def test_going_back_forgets_the_last_answer_only():
    earlier = hear(begun("je change d'adresse"), "8 allée des Tilleuls").draft
    earlier = hear(hear(earlier, "21000 Dijon").draft, "retour").draft
    assert asked(earlier) == "place"
    assert earlier.values["street"] == "8 allée des Tilleuls"
    assert hear(begun("je change d'adresse"), "retour").problem == "first"


def test_going_back_from_a_kind_that_was_chosen_asks_which_again():
    which = begun("mettez à jour mes coordonnées")
    assert asked(which) == "which"
    chosen = hear(which, "mon portable").draft
    assert asked(chosen) == "mobile"
    assert asked(hear(chosen, "retour").draft) == "which"


def test_a_day_too_far_in_the_first_sentence_leaves_the_rest_known():
    heard = TALK.begin("je déménage au 8 allée des Tilleuls 21000 Dijon le 1er mars 2031", {})
    assert heard.problem == "since_range"
    assert (heard.draft.values["city"], asked(heard.draft)) == ("Dijon", "since")


def test_two_changes_in_one_sentence_are_both_taken():
    draft = begun("j'ai déménagé le 1er mars au 8 allée des Tilleuls 21000 Dijon, et mon portable : 06 39 98 00 11")
    assert (kinds_of(draft.values), asked(draft)) == (("address", "mobile"), "recap")
    assert (draft.values["mobile"], draft.values["since"]) == ("0639980011", "2026-03-01")


def test_something_else_to_change_is_taken_on_the_way_and_left_again():
    draft = hear(begun("je change d'adresse"), "et mon mail c'est ines@exemple.fr").draft
    assert (kinds_of(draft.values), asked(draft)) == (("address", "email"), "street")
    more = hear(MOVE, "et ajoutez mon fixe").draft
    assert asked(more) == "landline"
    both = hear(more, "01 99 00 12 34").draft
    assert asked(both) == "recap"
    assert kinds_of(hear(both, "finalement pas le fixe").draft.values) == ("address",)


def test_a_mobile_may_turn_out_to_be_a_landline_and_the_other_way_round():
    draft = hear(begun("changez mon portable"), "01 99 00 12 34").draft
    assert (kinds_of(draft.values), asked(draft)) == (("landline",), "recap")
    draft = hear(begun("modifiez mon numéro"), "06 39 98 00 11").draft
    assert (kinds_of(draft.values), asked(draft)) == (("mobile",), "recap")
    assert kinds_of(hear(draft, "non, c'est le 01 99 00 12 34", reply="no").draft.values) == ("landline",)


@pytest.mark.parametrize("said", ["non merci bien", "non je préfère pas"])
def test_a_refusal_is_no_street(said):
    assert hear(begun("je change d'adresse"), said, reply="no").state == "cancelled"


@pytest.mark.parametrize("said", ["supprimez mon fixe", "supprimez mon fixe je l'ai plus"])
def test_a_number_is_removed(said):
    draft = begun(said)
    assert (draft.values["landline"], asked(draft)) == ("", "recap")


def test_a_number_that_one_does_not_have_is_removed_when_it_is_asked_for():
    assert hear(begun("changez mon fixe"), "j'en ai plus, supprimez-le").draft.values["landline"] == ""


PLACED = "8 allée des Tilleuls 21000 Dijon"


@pytest.mark.parametrize(
    ("said", "since"),
    [("non j'ai dit jeudi", "2026-11-26"), ("depuis lundi", "2026-11-16"), ("on a déménagé samedi", "2026-11-21")],
)
def test_a_weekday_is_the_next_one_unless_the_sentence_looks_back(said, since):
    assert hear(begun(PLACED), said).draft.values["since"] == since


def test_a_number_that_cannot_be_read_in_the_first_sentence_is_said():
    heard = TALK.begin("nouveau tel 06 39 98 00", {})
    assert (heard.problem, asked(heard.draft)) == ("phone", "phone")


def test_a_number_is_said_to_be_the_other_one():
    draft = hear(begun("nouveau portable 06 39 98 00 77"), "ah non c'est mon fixe").draft
    assert (kinds_of(draft.values), asked(draft)) == (("landline",), "landline")


def test_an_address_spelled_with_arobase_is_read():
    assert read.read_email("monique.garnier arobase exemple.fr") == "monique.garnier@exemple.fr"


@pytest.mark.parametrize(("said", "problem"), [("06 39 98", "phone"), ("claire@exemple", "email")])
def test_a_correction_that_is_no_value_says_why(said, problem):
    assert hear(MOVE, said).problem == problem


@pytest.mark.parametrize(
    ("text", "reply"),
    [("oui", "yes"), ("Non", "no"), ("annuler", "cancel"), ("retour", "back"), ("oui mais au 12", None), ("", None)],
)
def test_a_reply_is_a_whole_message(text, reply):
    assert reply_in(text) == reply


def test_masks_leave_what_a_member_recognises():
    assert read.masked_phone("0639981234") == "•• •• •• 12 34"
    assert read.masked_email("claire@exemple.fr") == "c•••@exemple.fr"
    assert read.masked_street("3 bis impasse des Mimosas") == "•• impasse des Mimosas"
