import pytest
from report.figures import FALLBACK, Read, auroc, by_entity, by_intent, calibration, confusions, figures
from report.noise import plain, shouted, slipped
from report.page import page


def read(intent, served, *, confidence=0.9, outside=0.0, expected=(), entities=(), ranked=None):
    return Read(
        "x", intent, ranked or served, served, confidence, outside, frozenset(expected), frozenset(entities), 4.0
    )


READS = [
    read("greet", "greet", expected=[("date", "hier")], entities=[("date", "hier")]),
    read("greet", "thank", expected=[("date", "lundi")], entities=[("period", "lundi")]),
    read("thank", FALLBACK, confidence=0.15, ranked="thank"),
    read("out_of_scope", "out_of_scope", outside=0.8),
    read("out_of_scope", "greet", outside=0.3),
    read("medical_emergency", "medical_emergency"),
]


def test_a_doubt_is_neither_right_nor_wrongly_served():
    summary = figures(READS)
    assert summary["intent_accuracy"] == pytest.approx(3 / 6)
    assert summary["intent_ranked_first"] == pytest.approx(4 / 6)
    assert summary["asked_again"] == pytest.approx(1 / 6)
    assert summary["out_of_scope_recall"] == 0.5
    assert summary["real_requests_refused"] == 0
    assert summary["emergency_recall"] == 1


def test_an_entity_is_right_with_its_name_and_its_value():
    scores = {one.name: (one.expected, one.right, one.given) for one in by_entity(READS)}
    assert scores == {"date": (2, 1, 1), "period": (0, 0, 1)}
    assert figures(READS)["entity_f1"] == 0.5


def test_the_worst_intent_comes_first_with_its_precision_and_recall():
    worst, *_, best = by_intent(READS)
    assert (worst.name, worst.recall) == ("thank", 0)
    assert (best.name, best.f1) == ("medical_emergency", 1)
    assert ("greet", "thank", 1) in confusions(READS)


def test_a_calibrated_model_is_as_sure_as_it_is_right():
    (low, _, one), (sure, right, five) = calibration(READS)
    assert (one, five) == (1, 5)
    assert (low, sure) == (0.15, pytest.approx(0.9))
    assert right == pytest.approx(3 / 5)


def test_auroc_counts_ties_by_halves():
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(3.5 / 4)
    assert auroc([], [0.1]) == 0.5


def test_noise_is_the_same_each_time_and_one_slip_at_most():
    assert plain("Élève À Nîmes") == "eleve a nimes"
    assert shouted("été") == "ÉTÉ"
    sentence = "je voudrais voir mes remboursements"
    assert slipped(sentence) == slipped(sentence)
    assert abs(len(slipped(sentence)) - len(sentence)) <= 1
    assert slipped("et toi ?") == "et toi ?"


def test_the_page_needs_nothing_else_and_says_what_was_missed():
    summary = figures(READS)
    html = page(title="<Essai>", summary=summary, noisy={"bruit": summary}, reads=READS)
    assert "&lt;Essai&gt;" in html
    assert html.count("<svg") == 2
    assert "manqué" in html
    assert not any(there in html for there in ("http:", "https:", "<script", "src="))


def test_the_page_shows_how_other_ways_did_with_the_day_and_the_machine():
    compared = {"when": "2026-11-26", "machine": "x & y", "ways": {"letters": {"first": 0.906}, "rasa": {"first": 0.8}}}
    html = page(title="", summary=figures(READS), noisy={}, reads=READS, compared=compared)
    assert all(said in html for said in ("2026-11-26", "x &amp; y", "<td>letters</td>", "<td>0.906</td>"))
