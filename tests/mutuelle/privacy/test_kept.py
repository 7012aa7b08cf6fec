"""What members are told of what is kept is what is done."""

from dataclasses import replace
from datetime import timedelta

import pytest

import mutuelle.tables  # noqa: F401  (makes the metadata whole)
from mutuelle.account import deletion
from mutuelle.privacy.kept import in_words, kept_by, kept_words, legal_facts
from mutuelle.privacy.retention import RULES
from mutuelle.settings import Settings
from mutuelle.store import Base

SETTINGS = Settings("sqlite://", "s" * 40)
ENTRIES = kept_words()["entries"]


def test_every_table_is_told_of_once():
    told = [table for entry in ENTRIES for table in entry["tables"]] + kept_words()["without_members"]
    assert sorted(told) == sorted(Base.metadata.tables)


def test_every_period_that_is_applied_is_told_and_no_other():
    told = {entry["setting"] for entry in ENTRIES if "setting" in entry}
    assert told == {rule.setting for rule in RULES} | {"logs_kept"}


def test_the_periods_told_are_those_of_the_deployment():
    shorter = replace(SETTINGS, conversations_kept=timedelta(days=45))
    said = {one.what: one.how_long for one in kept_by(shorter)}
    assert said["Nos discussions, ici et sur Telegram"] == "45 jours après chaque message"


def test_the_account_goes_when_it_is_said_to():
    (account,) = [one for one in kept_by(SETTINGS) if "espace en ligne" in one.what]
    assert f"{deletion.KEPT.days} jours" in account.how_long


@pytest.mark.parametrize(
    ("days", "said"), [(1, "1 jour"), (90, "90 jours"), (365, "1 an"), (730, "2 ans"), (400, "400 jours")]
)
def test_a_period_in_words(days, said):
    assert in_words(timedelta(days=days)) == said


def test_only_what_is_certain_is_told_as_a_fact():
    assert "deux ans" in legal_facts()["prescription"].told and "L221-11" in legal_facts()["prescription"].told
    assert "pas de source assez sûre" in legal_facts()["contract_file"].told
    assert all(fact.source for fact in legal_facts().values() if fact.is_certain)
