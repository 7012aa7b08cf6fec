"""What a simulation comes to, talked over as people talk: the questions it asks, and figures worked out by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuelle.beneficiaries.rules import Person, Relation
from mutuelle.contract.levels import KnownLevel, families
from mutuelle.seed.levels import demo_levels
from mutuelle.simulation.asking import next_step, stepped_back
from mutuelle.simulation.estimating import estimate
from mutuelle.simulation.hearing import Said, hear, opening
from mutuelle.simulation.model import CARE, Estimate, Patient, Simulation, cares, words

TODAY = date(2026, 11, 22)
LEVELS = {one.family: KnownLevel(one.family, one.guarantee, one.level, one.unit, one.a_year) for one in demo_levels()}
CLAIRE = Person(1, "Claire", "Vasseur", date(1986, 5, 12), Relation.POLICYHOLDER, "F")
MANON = Person(2, "Manon", "Vasseur", date(2015, 9, 23), Relation.CHILD, "F")
FAMILY = (CLAIRE, MANON)


class Talk:
    """Talks a simulation over, without the dialogue engine."""

    def __init__(self, first: str, *, levels=LEVELS, people=FAMILY, today=TODAY, withheld=(), paid=()) -> None:
        self.levels, self.people, self.today = levels, people, today
        self.withheld, self.paid = dict(withheld), dict(paid)
        self.state, self.asked = "told", 0
        self.simulation = Simulation().told(opening(first, people))
        self._look()

    def say(self, *texts: str) -> "Talk":
        for text in texts:
            heard = hear(self.simulation, self.step, Said(text), self.people)
            self.state, self.simulation = heard.state, heard.simulation
            if heard.state == "back":
                self.simulation = stepped_back(heard.simulation, self._patient(), others=len(self.people) > 1)
            self._look()
        return self

    def _patient(self) -> Patient:
        chosen = [one for one in self.people if str(one.id) == self.simulation.values.get("whom")]
        person = (chosen or [*self.people, None])[0]
        born = person.birth_date if person else None
        return Patient(self.today, born, person, self.levels, withheld=self.withheld, paid=self.paid)

    def _look(self) -> None:
        patient = self._patient()
        self.step = next_step(self.simulation, patient, others=len(self.people) > 1)
        self.asked += self.step is not None
        if self.step is None:
            self.estimate: Estimate = estimate(self.simulation, patient)
            self.simulation = replace(self.simulation, shown=True)

    @property
    def left(self) -> tuple[Decimal | None, Decimal | None]:
        return self.estimate.lowest, self.estimate.highest

    @property
    def notes(self) -> set[str]:
        return {note.name for note in self.estimate.notes}


def between(low: str, high: str) -> tuple[Decimal, Decimal]:
    return Decimal(low), Decimal(high)


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        pytest.param(["une couronne à 600 €", "céramo-métallique", "une molaire"], "480", "480", id="crown, a molar"),
        pytest.param(["une couronne à 600 €", "zircone"], "0", "480", id="crown of zirconia: two ways"),
        pytest.param(["couronne 600 €", "jsp", "je ne sais pas"], "0", "480", id="crown of whatever"),
        pytest.param(["couronne 290 € 100 % santé"], "0", "170", id="crown of 100 % Santé, under its ceiling or not"),
        pytest.param(["un inlay-core à 160 €"], "90", "90", id="inlay-core above its ceiling"),
        pytest.param(["inlay core 150 €"], "0", "80", id="inlay-core at its ceiling"),
        pytest.param(["un bridge à 900 €", "279,50"], "0", "620.50", id="bridge with its base"),
        pytest.param(["bridge", "900", "aucune idée"], "0", "900", id="bridge without its base"),
        pytest.param(["des lunettes à 350 €", "classe B", "progressifs"], "50", "50", id="glasses of class B"),
        pytest.param(["lunettes 450 €", "je sais pas", "simple"], "0", "250", id="glasses of either class"),
        pytest.param(["lunettes classe A", "120"], "0", "0", id="glasses of class A"),
        pytest.param(["appareil auditif à 1300 €", "classe II", "pour moi"], "900", "900", id="hearing aid, class II"),
        pytest.param(["appareil auditif 950 € 100 % santé", "moi"], "0", "0", id="hearing aid, class I"),
        pytest.param(["2 appareils auditifs à 1300", "jsp", "Claire"], "0", "1800", id="two ears of either class"),
        pytest.param(
            ["appareil auditif à 1500 € pour Manon", "classe 2"], "100", "100", id="a child's: 840 € and 560 €"
        ),
        pytest.param(["généraliste à 30 €"], "2", "2", id="GP at the tariff"),
        pytest.param(["généraliste 30 € hors parcours"], "14", "14", id="GP out of the pathway"),
        pytest.param(["généraliste à 30 € pour ma fille"], "0", "0", id="GP for a child"),
        pytest.param(["médecin secteur 2", "50", "sans optam"], "29", "29", id="GP of sector 2 without OPTAM"),
        pytest.param(["médecin secteur 2 optam à 50 €"], "16", "16", id="GP of OPTAM, 120 % of 30 €"),
        pytest.param(["ophtalmo 75 €", "secteur 2 sans optam"], "54", "54", id="ophthalmologist of sector 2"),
        pytest.param(["dermato 70 €", "je sais pas"], "2", "49", id="a sector nobody knows"),
        pytest.param(["psychiatre secteur 1"], "2", "2", id="a tariff that is known needs no price"),
        pytest.param(["une séance d'ostéo à 60 euros"], "35", "35", id="osteopath"),
        pytest.param(["podologue 18 €"], "0", "0", id="a forfait beyond the price"),
        pytest.param(["orthodontie à 750 € pour ma fille"], "363", "363", id="orthodontics at eleven"),
        pytest.param(["hospitalisation", "4 jours", "non"], "0", "0", id="four days in hospital"),
        pytest.param(["3 jours d'hôpital chambre seule à 80 €"], "90", "90", id="a private room"),
        pytest.param(["médicaments 20 €", "65 %", "3 boîtes"], "3", "3", id="three boxes"),
        pytest.param(["médicament à 10 €", "15"], "9.50", "9.50", id="a box at 15 %: the guarantee pays nothing"),
        pytest.param(["kiné à 16,13 €", "sans dépassement"], "1", "1", id="physiotherapist"),
        pytest.param(["psychologue", "oui"], "0", "0", id="Mon soutien psy"),
        pytest.param(["prise de sang à 40 €"], "2", "2", id="laboratory"),
        pytest.param(["un vsl à 60 €"], "4", "4", id="transport"),
        pytest.param(["passage aux urgences"], "0", "0", id="emergencies"),
    ],
)
def test_what_is_left_of_an_expense(said: list[str], low: str, high: str) -> None:
    talk = Talk(said[0]).say(*said[1:])
    assert talk.step is None, talk.step
    assert talk.left == between(low, high)


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        pytest.param("non 650 €", "530", "530", id="corrected"),
        pytest.param("et pour 800 € ?", "680", "680", id="another price"),
        pytest.param("et en zircone ?", "0", "480", id="another material"),
        pytest.param("pas 600 mais 700", "580", "580", id="denied and corrected"),
        pytest.param("et un ostéo à 50 € ?", "25", "25", id="another care"),
        pytest.param("c'est du 100 % Santé", "0", "480", id="another basket"),
    ],
)
def test_an_estimate_is_corrected_by_what_is_said_next(said: str, low: str, high: str) -> None:
    talk = Talk("couronne 600 €").say("céramique", "molaire", said)
    assert talk.left == between(low, high)


@pytest.mark.parametrize("said", ["merci", "mes derniers paiements", "bonjour", "c'est quoi la zircone ?"])
def test_what_is_no_correction_is_left_to_its_own_rule(said: str) -> None:
    assert Talk("ostéo 60 €").say(said).state == "elsewhere"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("psychologue", "told"),
        ("médecin traitant 30 euros hors parcours", "told"),
        ("pourquoi j'ai reçu 9 € pour le médecin", "elsewhere"),
        ("mes remboursements kiné", "elsewhere"),
        ("où trouver un dentiste", "elsewhere"),
    ],
)
def test_after_an_estimate_a_care_alone_or_with_its_price_is_another(said: str, state: str) -> None:
    shown = Talk("ostéo 60 €").simulation
    assert hear(shown, None, Said(said, elsewhere=0.9), FAMILY).state == state


def test_a_question_on_a_word_is_no_answer() -> None:
    talk = Talk("dermato 70 €").say("c'est quoi l'OPTAM ?")
    assert (talk.state, talk.step) == ("elsewhere", "sector")


@pytest.mark.parametrize("said", ["annuler", "laisse tomber", "non"])
def test_it_can_be_left(said: str) -> None:
    assert Talk("une couronne").say(said).state == "cancelled"


def test_three_answers_that_say_nothing_end_it() -> None:
    assert Talk("une couronne").say("euh", "hmm bof", "voilà").state == "given_up"


def test_back_asks_again() -> None:
    talk = Talk("une couronne").say("600", "métal", "retour")
    assert talk.step == "material"


def test_back_asks_the_question_before_and_forgets_nobody() -> None:
    talk = Talk("une couronne pour Manon").say("600")
    assert talk.step == "material"
    assert talk.say("retour").step == "price"
    assert talk.simulation.values["whom"] == str(MANON.id)
    assert talk.say("retour").step == CARE
    assert talk.say("retour").step == CARE
    assert talk.say("une couronne", "600").simulation.values["whom"] == str(MANON.id)


def test_dental_care_without_a_name_keeps_its_price() -> None:
    talk = Talk("devis dentaire de 1200 €")
    assert talk.step == "dental"
    assert talk.say("une couronne", "métal").left == between("0", "1080")


@pytest.mark.parametrize("care", sorted(cares()))
def test_nothing_asks_more_than_four_questions_though_nothing_is_known(care: str) -> None:
    talk = Talk("")
    while talk.step is not None:
        talk.say(cares()[care].words[0] if talk.step == CARE else "je ne sais pas")
        assert talk.asked <= 4, care


@pytest.mark.parametrize("care", sorted(cares()))
def test_a_visitor_and_a_contract_without_levels_are_told_no_part_of_the_mutuelle_that_is_not_law(care: str) -> None:
    for levels, people in ((None, ()), ({}, FAMILY)):
        talk = Talk(f"{cares()[care].words[0]} à 80 €", levels=levels, people=people)
        while talk.step is not None and talk.state == "told":
            talk.say("je ne sais pas")
        if talk.step is None:
            assert all(case.settled or not case.amc_known for case in talk.estimate.cases)
            assert all(case.settled or case.split.amc == 0 for case in talk.estimate.cases)


def test_what_no_rule_is_certain_of_is_no_figure() -> None:
    talk = Talk("des lunettes à 300 €").say("classe B", "simple")
    (case,) = talk.estimate.cases
    assert not case.amo_known
    assert "class_b_base" in talk.notes
    unknown = Talk("un implant à 1200 €")
    assert (unknown.estimate.cases, unknown.notes) == ((), {"unknown_care"})


@pytest.mark.parametrize(("day", "charge"), [(date(2026, 2, 28), "20"), (date(2026, 3, 1), "23")])
def test_the_rules_are_those_of_the_day(day: date, charge: str) -> None:
    talk = Talk("1 jour d'hôpital sans chambre seule", today=day)
    assert talk.estimate.cases[0].split.expense == Decimal(charge)


def test_zirconia_is_of_the_basket_since_2026() -> None:
    eve = Talk("couronne 600 €", today=date(2025, 12, 31)).say("zircone")
    assert eve.left == between("480", "480")


def test_of_two_daughters_it_is_asked_which() -> None:
    ines = Person(3, "Inès", "Vasseur", date(2013, 1, 1), Relation.CHILD, "F")
    talk = Talk("généraliste à 30 € pour ma fille", people=(*FAMILY, ines))
    assert talk.step == "whom"
    assert talk.say("Inès").left == between("0", "0")


def test_a_parent_is_not_covered() -> None:
    talk = Talk("généraliste à 30 € pour ma mère")
    assert talk.simulation.values["whom"] == "0"


def test_another_care_in_a_sentence_of_its_own_is_for_the_member() -> None:
    talk = Talk("généraliste à 30 € pour Manon")
    assert talk.say("et un ostéo à 50 € ?").simulation.values["whom"] == "2"
    assert "whom" not in talk.say("je vais chez le podologue, 40 €").simulation.values


@pytest.mark.parametrize(
    ("said", "step", "value"), [("b", "class", "2"), ("1", "sector", "one"), ("une nuit", "days", "1")]
)
def test_an_answer_may_be_a_letter_or_a_figure(said: str, step: str, value: str) -> None:
    care = {"class": "glasses", "sector": "specialist", "days": "hospital"}[step]
    heard = hear(Simulation({CARE: care, "price": "60"}), step, Said(said), FAMILY)
    assert heard.simulation.values[step] == value


def test_every_family_and_case_that_is_named_has_its_words() -> None:
    assert {care.family for care in cares().values()} - {""} <= set(families())
    assert {one.family for one in demo_levels()} <= set(families())
    assert len(words()["cases"]) > 15


@settings(deadline=None, max_examples=50)
@given(text=st.text(max_size=60), step=st.sampled_from(["price", "tooth", "days", "age", "rate", "whom", None]))
def test_no_message_breaks_it(text: str, step: str | None) -> None:
    heard = hear(Simulation({CARE: "crown"}), step, Said(text), FAMILY)
    assert heard.state in {"told", "missed", "elsewhere", "cancelled", "given_up"}


@settings(deadline=None, max_examples=50)
@given(price=st.decimals(50, 500, places=2), care=st.sampled_from(["couronne", "dermato", "ostéo", "bridge", "kiné"]))
def test_what_is_left_is_within_the_expense(price: Decimal, care: str) -> None:
    talk = Talk(f"{care} à {price} €")
    while talk.step is not None:
        talk.say("je ne sais pas")
    low, high = talk.left
    assert low is not None and high is not None
    assert 0 <= low <= high <= price


@pytest.mark.parametrize(
    ("kept", "left", "note"),
    [
        pytest.param("0", "2", "participation", id="nothing yet"),
        pytest.param("20", "2", "participation_counted", id="far from the cap"),
        pytest.param("49", "1", "participation_counted", id="near it"),
        pytest.param("50", "0", "cap_reached", id="reached"),
    ],
)
def test_what_was_withheld_this_year_counts_towards_its_cap(kept, left, note):
    talk = Talk("généraliste à 30 €", withheld={"participation_forfaitaire.per_year": Decimal(kept)})
    assert talk.left == between(left, left)
    assert note in talk.notes


def test_a_franchise_does_not_count_towards_the_cap_of_participations():
    assert Talk("généraliste à 30 €", withheld={"franchise.per_year": Decimal(50)}).left == between("2", "2")


@pytest.mark.parametrize(
    ("used", "left", "note"),
    [
        pytest.param(0, "35", "a_year", id="none used"),
        pytest.param(1, "35", "a_year_used_one", id="one used"),
        pytest.param(4, "35", "a_year_used", id="one left"),
        pytest.param(5, "60", "a_year_over", id="all used"),
    ],
)
def test_sessions_of_the_year_that_were_paid_are_used_up(used, left, note):
    talk = Talk("une séance d'ostéo à 60 euros", paid={"osteopathy": used, "podiatry": 5})
    assert talk.left == between(left, left)
    assert note in talk.notes


@pytest.mark.parametrize(
    ("said", "correction"),
    [
        ("myope -3", "simple"),
        ("hypermétrope +2,5", "simple"),
        ("-7,25 à l'œil droit", "complex"),
        ("myope 8 dioptries", "complex"),
        ("progressifs +2", "complex"),
    ],
)
def test_a_correction_is_told_by_its_dioptres_and_is_no_operation(said, correction):
    talk = Talk("des lunettes classe B à 450 euros").say(said)
    assert (talk.simulation.values["care"], talk.simulation.values["correction"]) == ("glasses", correction)
