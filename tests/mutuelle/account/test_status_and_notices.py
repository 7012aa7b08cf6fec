"""The family status, and the notices of payments, that a sentence chooses."""

from datetime import date
from types import SimpleNamespace

import pytest

from mutuelle.account.notifications import read_notifications
from mutuelle.account.status_change import StatusChange, StatusContext, read_status
from mutuelle.procedures.talk import Talk

TODAY = date(2026, 11, 22)


def status_talk(said):
    """Return the values that a sentence on the family status gives, and what is asked then."""
    profile = SimpleNamespace(birth_date=date(1986, 5, 12), gender="F")
    talk = Talk(StatusChange(), StatusContext(profile, TODAY))
    draft = talk.begin(said, {}).draft
    return draft.values.get("since"), talk.step(draft).name


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("je suis désormais pacsé", "pacsed"),
        ("passez-moi en divorcée", "divorced"),
        ("je suis veuve", "widowed"),
        ("on s'est mariés samedi", "married"),
        ("je vis en concubinage", "cohabiting"),
        ("séparée depuis mars", "separated"),
        ("je suis célibataire de nouveau", "single"),
        ("ma situation change", None),
        ("je ne suis plus marié mais divorcé", None),
    ],
)
def test_a_family_status_is_recognised(said, status):
    assert read_status(said) == status


@pytest.mark.parametrize(
    ("said", "since", "asked"),
    [
        ("je me marie le 20 juin prochain", "2027-06-20", "recap"),
        ("on s'est mariés le 20 juin", "2026-06-20", "recap"),
        ("mon divorce a été prononcé le 3 mars", "2026-03-03", "recap"),
        ("je suis mariée depuis le 12 décembre 2010", "2010-12-12", "recap"),
        ("séparée depuis mars", "2026-03-01", "recap"),
        ("je suis désormais pacsée", "2026-11-22", "recap"),
        ("je vais me marier", None, "since"),
        ("ma situation change", None, "status"),
        ("je me marie en 2031, le 4 mai 2031", None, "since"),
    ],
)
def test_the_day_of_a_new_family_status_is_read_past_or_to_come_and_asked_otherwise(said, since, asked):
    assert status_talk(said) == (since, asked)


@pytest.mark.parametrize(
    ("said", "current", "choice"),
    [
        ("prévenez-moi à chaque remboursement", "none", "ask"),
        ("prévenez-moi à chaque remboursement", "telegram", "telegram"),
        ("ne m'envoyez plus d'alertes", "both", "none"),
        ("stop les mails", "both", "telegram"),
        ("stop les mails", "email", "none"),
        ("désabonnez-moi", "email", "none"),
        ("suis-je abonné aux notifications ?", "email", "read"),
        ("m'avertir sur telegram", "none", "telegram"),
        ("alerte mail oui, telegram non", "both", "email"),
        ("par mail et telegram", "none", "both"),
        ("mes abonnements", "none", "read"),
        ("je veu plus de mail", "none", "none"),
        ("je veux plus de mails", "both", "telegram"),
        ("plus d'alertes svp", "email", "none"),
    ],
)
def test_the_choice_of_notices_is_read(said, current, choice):
    assert read_notifications(said, current=current) == choice
