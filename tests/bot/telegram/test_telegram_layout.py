"""What an answer looks like in Telegram: text, cards, tables, charts, links, buttons."""

from io import BytesIO

import pytest
from PIL import Image

from tests.telegram_api import Person, TelegramApi


async def test_markup_in_an_answer_is_shown_as_it_was_written(bot, claire: Person):
    text = "<b>5 > 3</b> & « 7,50 € » </blockquote> &lt; \\*_"
    await bot.tell(claire, {"type": "text", "text": text})
    assert (await claire.hears()).text == text


async def test_a_long_answer_comes_in_order_cut_at_line_breaks_its_buttons_last(bot, claire: Person):
    lines = [f"ligne {number} " + "é" * 80 for number in range(100)]
    buttons = [{"title": "Suite", "payload": "/next_page"}]
    await bot.tell(claire, {"type": "text", "text": "\n".join(lines), "buttons": buttons})
    parts = [await claire.hears() for _ in range(3)]
    assert "\n".join(part.text for part in parts).split("\n") == lines
    assert [part.buttons for part in parts] == [[], [], ["Suite"]]


async def test_cards_show_titles_entries_and_folded_details(bot, claire: Person):
    card = {
        "title": "7,50 €",
        "subtitle": "payé le 14 octobre 2019",
        "fields": [{"label": "Bénéficiaire", "value": "Claire"}],
        "details": [{"label": "Reste à charge", "value": "0,00 €"}],
        "details_label": "Détail",
    }
    await bot.tell(claire, {"type": "cards", "text": "Un remboursement :", "cards": [card], "footer": "Voilà."})
    message = await claire.hears()
    assert message.raw["text"] == (
        "Un remboursement :\n\n<b>7,50 €</b>\npayé le 14 octobre 2019\nBénéficiaire : Claire\n"
        "<blockquote expandable>Détail\nReste à charge : 0,00 €</blockquote>\n\nVoilà."
    )


TABLE = {
    "type": "table",
    "text": "2 cotisation(s).",
    "caption": "Cotisations de 2026",
    "columns": ["Période", "Échéance", "Montant"],
    "rows": [["octobre 2026", "05/10/2026", "86,83 €"], ["novembre 2026", "05/11/2026", ""]],
    "footer": "Voilà.",
}
CHART = {
    "type": "chart",
    "text": "En image, d'octobre à novembre :",
    "title": "Cotisations de 2026",
    "first": "Échéance",
    "second": "Montant payé",
    "bars": [
        {"label": "octobre 2026", "value": 86.83, "shown": "86,83 €"},
        {"label": "novembre 2026", "value": 0.0, "shown": "0,00 €"},
    ],
}


async def test_a_table_is_read_row_by_row_on_a_phone_and_an_empty_cell_is_left_out(bot, claire: Person):
    await bot.tell(claire, {**TABLE, "buttons": [{"title": "Exporter en CSV", "payload": "/view_contributions"}]})
    message = await claire.hears()
    assert message.raw["text"] == (
        "2 cotisation(s).\n\n<b>octobre 2026</b>\nÉchéance : 05/10/2026\nMontant : 86,83 €\n\n"
        "<b>novembre 2026</b>\nÉchéance : 05/11/2026\n\nVoilà."
    )
    assert message.buttons == ["Exporter en CSV"]


async def test_a_table_of_two_columns_is_a_line_a_row(bot, claire: Person):
    pair = {**TABLE, "columns": ["Part", "Montant"], "rows": [["Dépense", "60,00 €"], ["Reste à charge", "35,00 €"]]}
    await bot.tell(claire, pair)
    message = await claire.hears()
    assert message.raw["text"] == "2 cotisation(s).\n\nDépense : 60,00 €\nReste à charge : 35,00 €\n\nVoilà."


async def test_a_table_of_many_rows_is_cut_between_lines_and_none_is_lost(bot, claire: Person):
    rows = [[f"mois {number}", "05/10/2026", "86,83 €" * 12] for number in range(60)]
    await bot.tell(claire, {**TABLE, "rows": rows})
    shown = (await claire.hears()).text
    while "Voilà." not in shown:
        shown += "\n" + (await claire.hears()).text
    assert [line for line in shown.split("\n") if line.startswith("mois")] == [row[0] for row in rows]


async def test_a_chart_is_a_picture_with_its_sentence_and_its_buttons_under_it(bot, claire: Person):
    await bot.tell(claire, {**CHART, "buttons": [{"title": "Historique", "payload": "/view_contributions"}]})
    photo = await claire.hears()
    assert (photo.text, photo.buttons) == (CHART["text"], ["Historique"])
    assert photo.file["filename"] == "graphique.png"
    picture = Image.open(BytesIO(photo.file["data"]))
    assert picture.format == "PNG"
    assert 1 / 20 < picture.width / picture.height < 20  # what Telegram takes as a photo


async def test_a_chart_of_a_members_figures_is_protected_as_his_texts_are(bot, claire: Person):
    conversation = await bot.transcript.open("telegram", str(claire.id))
    await bot.log_private(conversation, seq=1, body={**CHART, "buttons": []})
    bot.channel.wake(conversation)
    photo = await claire.hears()
    assert photo.file is not None
    assert photo.raw["protect_content"] == "true"


async def test_a_chart_without_bars_is_its_sentence(bot, claire: Person):
    await bot.tell(claire, {**CHART, "bars": []})
    message = await claire.hears()
    assert (message.text, message.file) == (CHART["text"], None)


async def test_a_link_is_a_button_where_telegram_takes_it_and_is_never_fetched(bot, claire: Person):
    url = "https://adherents.exemple.fr/connexion/abc"
    await bot.tell(claire, {"type": "link", "text": "Connectez-vous.", "label": "Me connecter", "url": url})
    message = await claire.hears()
    assert message.links == {"Me connecter": url}
    assert url not in message.text
    assert message.raw["protect_content"] == "true"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/connexion/a", "https://localhost/connexion/a", "https://127.0.0.1/a"]
)
async def test_a_link_that_telegram_would_refuse_is_in_the_text_and_not_previewed(bot, claire: Person, url):
    await bot.tell(claire, {"type": "link", "text": "Connectez-vous.", "label": "Me connecter", "url": url})
    message = await claire.hears()
    assert message.links == {}
    assert message.text == f"Connectez-vous.\nMe connecter : {url}"
    assert '"is_disabled": true' in message.raw["link_preview_options"]


async def test_used_buttons_go_and_links_stay(bot, claire: Person, api: TelegramApi):
    body = {"type": "link", "text": "Voir.", "label": "Ouvrir", "url": "https://exemple.fr/a"}
    await bot.tell(claire, {**body, "buttons": [{"title": "Non", "payload": "/deny"}]})
    message = await claire.hears()
    await claire.taps("Non")
    await api.wait_for(lambda: not message.buttons)
    assert message.links == {"Ouvrir": "https://exemple.fr/a"}


async def test_short_buttons_stand_side_by_side(bot, claire: Person):
    titles = ["Oui", "Non", "Choisir une autre période", "Plus tard"]
    buttons = [{"title": title, "payload": "/x"} for title in titles]
    await bot.tell(claire, {"type": "text", "text": "Alors ?", "buttons": buttons})
    assert (await claire.hears()).rows == [["Oui", "Non"], ["Choisir une autre période"], ["Plus tard"]]
