"""Useful documents: forms, guides and notices for everybody, a member's own once he is logged in."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.documents_words import hand_over
from actions.instead import unless
from actions.recap import annual_recap
from mutuelle.conversations.messages import Button, Card, Cards, Document, Entry
from mutuelle.documents.engine import PDF
from mutuelle.documents.rules import type_label
from mutuelle.errors import NotLoggedIn
from mutuelle.french import file_size, long_date
from mutuelle.useful.catalogue import categories, category_title, useful_words
from mutuelle.useful.drafting import USEFUL, file_name
from mutuelle.useful.service import Found, Useful

BUTTONS = "utter_documents_useful_buttons"
TELEGRAM = "telegram"


class GetUsefulDocument(MemberAction):
    """Hands over a useful document, or shows those that there are."""

    action_name = "action_documents_useful"

    @unless(annual_recap)
    async def act(self, turn: Turn) -> Events | None:
        """Answer with the document that is named, with those of a category, with all; an unknown one is said to be."""
        tapped = [value.removeprefix("#") for value in turn.mentions("document_type")] if turn.text == "" else []
        category = next((one for one in tapped if one in categories()), "")
        key = next((one for one in tapped if one not in categories()), "")
        found = await self.services.useful.find(turn.text, key=key, category=category)
        one = found.one
        if one is None:
            _show(turn, found)
        elif one.missing:
            _say_missing(turn, one)
        else:
            await self._hand_over(turn, one)
        return None

    async def _hand_over(self, turn: Turn, one: Useful) -> None:
        """Hand over a document: one for everybody by a lasting link, but as Telegram's member wants his documents."""
        if one.own or one.dated is None or one.size is None or await self._is_on_telegram(turn):
            offer = await self.services.documents.offer(turn.rasa_id, self.services.useful.wanted(one.key))
            hand_over(turn, offer, lead=_lead(turn, one, size=one.size or offer.size))
            return
        turn.add(
            Document(
                text=_lead(turn, one, size=one.size),
                what=USEFUL,
                name=file_name(one.title, one.dated),
                media_type=PDF,
                size=one.size,
                label=turn.words("utter_documents_label", type=type_label(PDF), size=file_size(one.size)),
                view_label=turn.words("utter_documents_view_label"),
                url=one.url,
                buttons=(_category_button(turn, one.category),),
            )
        )

    async def _is_on_telegram(self, turn: Turn) -> bool:
        """Say whether a member is logged in on Telegram."""
        try:
            return (await self.services.accounts.viewer(turn.rasa_id)).channel == TELEGRAM
        except NotLoggedIn:
            return False


def _lead(turn: Turn, one: Useful, *, size: int) -> str:
    response = "utter_documents_useful_given_own" if one.dated is None else "utter_documents_useful_given"
    dated = long_date(one.dated) if one.dated else ""
    return turn.words(response, title=one.title, size=file_size(size), dated=dated)


def _show(turn: Turn, found: Found) -> None:
    shown = [one for one in categories() if any(document.category == one for document in found.documents)]
    lead = "utter_documents_useful_unknown" if found.unknown else "utter_documents_useful_shown"
    if len(shown) == 1 or found.named:
        buttons = [_button(turn, one) for one in found.documents]
    else:
        buttons = [_category_button(turn, one) for one in shown]
    if found.unknown:
        buttons.append(turn.button(BUTTONS, "human"))
    cards = tuple(_card(turn, found, category) for category in shown)
    turn.add(Cards(text=turn.words(lead), cards=cards, buttons=tuple(buttons)))


def _card(turn: Turn, found: Found, category: str) -> Card:
    fields = [Entry(one.title, _described(turn, one)) for one in found.documents if one.category == category]
    return Card(title=category_title(category), fields=tuple(fields))


def _described(turn: Turn, one: Useful) -> str:
    if one.missing:
        return turn.words("utter_documents_useful_line_missing")
    if one.dated is None:
        return turn.words("utter_documents_useful_line_own")
    if one.size is None:
        return turn.words("utter_documents_useful_line_dated", dated=long_date(one.dated))
    return turn.words("utter_documents_useful_line", size=file_size(one.size), dated=long_date(one.dated))


def _button(turn: Turn, one: Useful) -> Button:
    return turn.button(BUTTONS, "document", title=one.title, key=one.key)


def _category_button(turn: Turn, category: str) -> Button:
    return turn.button(BUTTONS, "category", title=category_title(category), key=category)


def _say_missing(turn: Turn, one: Useful) -> None:
    names = [*filter(None, (useful_words()["instead"].get(one.key),)), "human"]
    buttons = [turn.button(BUTTONS, name) for name in dict.fromkeys(names)]
    turn.say(
        "utter_documents_useful_missing", buttons=[*buttons, _category_button(turn, one.category)], title=one.title
    )
