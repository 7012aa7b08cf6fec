"""What strangers said to a simulation that it took for something else: an unknown care, a count, an opinion."""

from decimal import Decimal

import pytest

from mutuelle.simulation.hearing import Said, hear
from mutuelle.simulation.model import CARE, Simulation
from tests.mutuelle.simulation.test_estimates import FAMILY, LEVELS, Talk, between

ELSEWHERE = 0.95  # the engine is sure that it is about something else


def heard(talk: Talk, text: str) -> str:
    """Return what becomes of a message that the engine takes for something else."""
    return hear(talk.simulation, talk.step, Said(text, elsewhere=ELSEWHERE), FAMILY).state


@pytest.mark.parametrize("opened", ["simulation", "combien c remboursé"])
def test_not_to_know_the_care_is_asked_again_once_and_then_left(opened: str) -> None:
    talk = Talk(opened).say("je sais pas")
    assert (talk.state, talk.step) == ("missed", CARE)
    assert talk.say("je sais pas").state == "given_up"


def test_the_care_is_not_asked_for_ever_though_something_else_is_said() -> None:
    talk = Talk("simulation").say("pour Manon", "55")
    assert (talk.state, talk.step) == ("told", CARE)
    assert talk.simulation.values["price"] == "55"
    assert talk.say("pour Claire").state == "given_up"


@pytest.mark.parametrize(
    ("said", "care"),
    [
        ("ok et lorthodontie d emma", "orthodontics"),
        ("pour dorthodontie", "orthodontics"),
        ("combien coute lopticien", "glasses"),
        ("lostéo", "osteopathy"),
        ("la dent de lhopital", "hospital"),
        ("une simple question", None),
    ],
)
def test_a_care_is_found_without_its_apostrophe(said: str, care: str | None) -> None:
    assert Talk(said).simulation.values.get(CARE) == care


@pytest.mark.parametrize("said", ["pas trop cher", "c'est cher", "c'est trop cher", "olala c cher"])
def test_an_estimate_that_is_found_expensive_is_no_termination(said: str) -> None:
    assert heard(Talk("ostéo 60 €"), said) == "dear"


@pytest.mark.parametrize("said", ["ma mutuelle est trop chère", "trop cher je résilie", "la cotisation est chère"])
def test_a_contract_that_is_found_expensive_is_no_estimate(said: str) -> None:
    assert heard(Talk("ostéo 60 €"), said) == "elsewhere"


@pytest.mark.parametrize("said", ["donc je dois payer combien", "combien il prend", "combien ça coûte ?"])
def test_what_an_estimate_comes_to_is_told_again(said: str) -> None:
    talk = Talk("ostéo 60 €")
    again = hear(talk.simulation, None, Said(said, elsewhere=ELSEWHERE), FAMILY)
    assert (again.state, again.simulation.shown) == ("told", False)


def test_what_contributions_come_to_is_another_question() -> None:
    assert heard(Talk("ostéo 60 €"), "combien je paie de cotisation") == "elsewhere"


def test_answers_are_taken_though_the_engine_hears_the_directory() -> None:
    talk = Talk("combien me coute un cardiologue")
    for text in ("secteur 2", "90 euros", "il est optam"):
        assert heard(talk, text) == "told", text
        talk.say(text)
    assert talk.left == between("2", "64.40")
    assert heard(talk, "secteur 1") == "told"


@pytest.mark.parametrize("said", ["un dentiste secteur 1 à Brest", "j'habite au 12 rue des Lilas", "pourquoi 60 euros"])
def test_figures_of_something_else_are_no_answers(said: str) -> None:
    assert heard(Talk("dermato 70 €"), said) == "elsewhere"


def test_of_an_unknown_ceiling_no_part_is_counted() -> None:
    talk = Talk("couronne 800 €").say("céramique", "molaire", "et si je prends le 100% santé")
    full, quoted = talk.estimate.cases
    assert (full.settled, full.ceiling_known, quoted.ceiling_known) == (True, False, True)
    assert {"full_cover_capped", "full_cover_above"} <= talk.notes
    assert talk.left == between("0", "680")


@pytest.mark.parametrize(
    ("said", "cases"),
    [
        ("elle est déjà appareillée, le traitement a commencé avant", ["young"]),
        ("commencé avant ses 16 ans", ["young"]),
        ("oui", ["young"]),
        ("oui elle est déjà appareillée", ["young"]),
        ("c'est en cours depuis ses 14 ans", ["young", "older"]),
        ("non", ["older"]),
        ("elle est déjà appareillée", ["young", "older"]),
        ("c'est en cours", ["young", "older"]),
        ("je sais pas", ["young", "older"]),
    ],
)
def test_beyond_the_age_it_matters_when_a_treatment_began(said: str, cases: list[str]) -> None:
    talk = Talk("orthodontie 600 € pour moi")
    assert talk.step == "began"
    talk.say(said)
    assert [case.name for case in talk.estimate.cases] == cases
    assert "age" not in talk.simulation.values


def test_when_a_treatment_began_corrects_an_estimate_and_is_not_asked_before_the_age() -> None:
    talk = Talk("orthodontie 600 € pour moi").say("non", "en fait il a commencé avant")
    assert [case.name for case in talk.estimate.cases] == ["young"]
    assert Talk("orthodontie 750 € pour Manon").step is None


def test_days_in_hospital_that_nobody_knows_are_not_said_to_cost_nothing() -> None:
    talk = Talk("hospitalisation").say("je sais pas", "je sais pas")
    assert talk.left == (None, None)
    assert {"hospital_day", "hospital_room_day"} <= talk.notes


@pytest.mark.parametrize(
    ("said", "left", "note"),
    [
        pytest.param("jai deja fai 3 seance cet année", "35", "a_year_used_told", id="some"),
        pytest.param("j'ai déjà fait 1 séance", "35", "a_year_used_one_told", id="one"),
        pytest.param("j'y suis déjà allé 5 fois", "60", "a_year_over_told", id="all of them"),
        pytest.param("et si j'y vais 6 fois", "35", "planned", id="to come"),
    ],
)
@pytest.mark.parametrize("first", [["ostéo 60 €"], ["ostéo"]], ids=["after the estimate", "before the price"])
def test_a_count_of_sessions_is_no_price(first: list[str], said: str, left: str, note: str) -> None:
    talk = Talk(first[0])
    assert heard(talk, said) == "told"
    talk.say(said)
    if talk.step == "price":
        talk.say("60")
    assert talk.left == between(left, left)
    assert note in talk.notes


def test_sessions_to_come_add_up_with_those_that_are_left() -> None:
    talk = Talk("ostéo 60 €").say("j'ai déjà fait 3 séances", "et si j'y vais 6 fois")
    (planned,) = [note for note in talk.estimate.notes if note.name == "planned"]
    assert planned.values == {"planned": "6", "paid": "2", "left": Decimal(310)}


def test_what_payments_tell_of_sessions_is_not_lowered_by_what_is_said() -> None:
    assert "a_year_over" in Talk("ostéo 60 €", paid={"osteopathy": 5}).say("j'ai fait 2 séances").notes


def test_how_many_sessions_a_visitors_contract_pays_is_said_to_be_unknown() -> None:
    assert "a_year_unknown" in Talk("ostéo 60 €", levels=None, people=()).say("j'y vais 6 fois").notes


@pytest.mark.parametrize("said", ["non 3", "non 3 €", "et à 60000 euros ?"])
def test_a_price_that_no_such_care_has_is_asked_about_until_it_is_said_again(said: str) -> None:
    talk = Talk("couronne").say(said)
    assert (talk.state, talk.step) == ("told", "price")
    odd = talk.simulation.values["odd"]
    assert talk.say("600").simulation.values["price"] == "600"
    assert "odd" not in talk.simulation.values
    assert talk.say(f"{odd} €", f"{odd} €").simulation.values["price"] == odd


@pytest.mark.parametrize(
    ("care", "odd", "usual"),
    [
        ("doliprane", "0,50 €", "3 €"),
        ("des médicaments", "9000 €", "90 €"),
        ("une IRM", "5 €", "90 €"),
        ("un scanner", "4000 €", "120 €"),
        ("une prise de sang", "1 €", "35 €"),
        ("une ambulance", "2 €", "80 €"),
    ],
)
def test_medicines_imaging_and_the_like_have_usual_prices_too(care: str, odd: str, usual: str) -> None:
    asked = Talk(care).say(odd)
    assert "odd" in asked.simulation.values and "price" not in asked.simulation.values
    assert "odd" not in Talk(care).say(usual).simulation.values


def test_a_price_that_no_such_care_has_is_not_used_after_an_estimate() -> None:
    talk = Talk("ostéo 60 €").say("et à 6 € ?")
    assert (talk.step, "price" in talk.simulation.values) == ("price", False)


@pytest.mark.parametrize(
    ("said", "price"),
    [
        (["monture 120 verres 300"], "420"),
        (["monture 120 et verres 480"], "600"),
        (["120 € la monture, 300 € les verres"], "420"),
        (["monture 120 et 150 chaque verre"], "420"),
        (["monture 120 verres 300", "non 250 les verres"], "370"),
        (["monture 120 verres 300", "non la monture 99,50"], "399.50"),
        (["monture 120", "300 €"], "420"),
        (["420 dont 120 de monture"], "420"),
        (["monture 120", "480 en tout"], "480"),
        (["verres 300", "120"], "420"),
        (["450", "non 250 les verres", "monture 120"], "370"),
        (["monture 120 verres 300", "non 500 en tout"], "500"),
        (["monture 120", "je sais pas"], "?"),
    ],
)
def test_frame_and_lenses_add_up_and_a_correction_of_one_keeps_the_other(said: list[str], price: str) -> None:
    talk = Talk("lunettes classe B simple").say(*said)
    assert talk.step is None
    assert talk.simulation.values["price"] == price


def test_a_part_said_before_it_is_asked_waits_for_the_other() -> None:
    talk = Talk("lunettes monture 120").say("300", "classe B", "simple")
    assert talk.simulation.values["price"] == "420"


def test_a_stay_whose_rest_no_guarantee_is_known_to_pay_is_not_said_to_cost_nothing() -> None:
    levels = {family: level for family, level in LEVELS.items() if family != "hospital_stay"}
    assert Talk("4 jours d'hôpital sans chambre seule", levels=levels).left == (None, None)
    assert Talk("4 jours d'hôpital sans chambre seule").left == between("0", "0")


def test_not_to_know_is_no_refusal_though_the_engine_hears_a_no() -> None:
    heard = hear(Simulation(), CARE, Said("je sais pas", denies=True), FAMILY)
    assert heard.state == "missed"


@pytest.mark.parametrize("asked", ["combien la sécu elle paie", "et vous, vous payez combien ?", "qui paie quoi ?"])
def test_who_pays_what_is_told_by_the_estimate_again(asked: str) -> None:
    talk = Talk("ostéo 60 €")
    assert talk.step is None
    heard = hear(talk.simulation, None, Said(asked, elsewhere=0.9), ())
    assert heard.state == "told" and not heard.simulation.shown
