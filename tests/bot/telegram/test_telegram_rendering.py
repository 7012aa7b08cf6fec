"""Any body becomes messages that Telegram accepts and that say all of it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.rendering import LIMIT, render
from bot.telegram.wording import wording
from tests.telegram_api import _plain

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300).map(lambda text: text * 40) | st.text(
    max_size=50
)
ENTRIES = st.lists(st.fixed_dictionaries({"label": st.text(max_size=30), "value": TEXTS}), max_size=3)
CARDS = st.lists(
    st.fixed_dictionaries(
        {
            "title": TEXTS,
            "subtitle": TEXTS,
            "fields": ENTRIES,
            "details": ENTRIES,
            "details_label": st.text(max_size=20),
        }
    ),
    max_size=3,
)


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text.encode("utf-8", "replace").decode())


@given(text=TEXTS, cards=CARDS, footer=TEXTS)
def test_every_part_fits_is_sound_html_and_nothing_is_lost(text, cards, footer):
    parts = render({"type": "cards", "text": text, "cards": cards, "footer": footer}, hidden="")
    for part in parts:
        assert part.plain.strip()
        assert len(part.plain.encode("utf-16-le")) // 2 <= LIMIT
        assert _letters(_plain(part.html)) == _letters(part.plain)
    shown = _letters("".join(part.plain for part in parts))
    assert shown.startswith(_letters(text))
    assert shown.endswith(_letters(footer))
    for card in cards:
        assert _letters(card["title"]) in shown
        for entry in (*card["fields"], *card["details"]):
            assert _letters(entry["value"]) in shown


def test_a_line_that_is_too_long_is_cut_between_words():
    parts = render({"type": "text", "text": "remboursement " * 700}, hidden="")
    assert len(parts) == 3
    assert all(set(part.plain.split()) == {"remboursement"} for part in parts)


def test_a_body_that_says_nothing_is_no_message():
    assert render({"type": "text", "text": " \n "}, hidden="") == []


def test_the_menu_is_what_telegram_accepts():
    menu = wording().menu
    assert len(menu) == len({command.name for command in menu}) >= 5
    for command in menu:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command.name)
        assert 1 <= len(command.description) <= 256
        assert command.payload.startswith("/")
    assert set(wording().sentences) == {"edited", "forwarded", "hidden", "group", "group_without_link"}
    assert "{link}" in wording().sentences["group"]
