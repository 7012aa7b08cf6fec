"""What a word means, in plain words and in easy-to-read ones; which words can be explained."""

from collections.abc import Iterable, Sequence

from rasa_sdk.events import SlotSet

from actions.answering import Turn
from actions.base import Events, MemberAction, Services
from actions.easy_words import BUTTONS as EASY_BUTTONS
from actions.easy_words import talk_easily
from actions.instead import unless
from actions.withheld import withheld_so_far
from mutuelle.conversations.messages import Button
from mutuelle.conversations.told import Told
from mutuelle.easy.asking import INTENT as EASY_INTENT
from mutuelle.glossary.rules import AllTerms, Asked, NotKnown, WhichMeaning, is_lost, otherwise_wanted, wants_simpler
from mutuelle.glossary.service import Definition, GlossaryService
from mutuelle.simulation.reading import asks_renewal

SLOT = "glossary_term"
BUTTONS = "utter_glossary_buttons"
EASY, RELATED, ALL, THEME = "easy", "related", "all", "theme_"
RENEWAL = "renouvellement"  # the term that answers how soon glasses are paid again
DEFINED = "defined"  # what is told
# What the engine takes « je n'ai rien compris » or « explique autrement » for.
LOST = frozenset({"chitchat", "nlu_fallback", "out_of_scope", "ask_definition", "explain_reimbursement", "deny"})
SURE = 0.8
POINTING = ("term", "guarantee", "sector")


class Define(MemberAction):
    """Defines the terms that were named, tells the last ones more simply, or says which words are known."""

    action_name = "action_glossary_define"

    @unless(withheld_so_far)
    async def act(self, turn: Turn) -> Events | None:
        """Answer, and keep which terms were told for « plus simple »: words, nothing of the member's."""
        glossary = self.services.glossary
        keys, wish = _tapped(turn, glossary)
        if wish:
            return _grant(turn, glossary, wish, keys)
        if keys:
            return (tell_simply if turn.easy else define)(turn, glossary, Asked(keys))
        understood = glossary.understand(turn.text, turn.mentions(*POINTING))
        if isinstance(understood, Asked):
            simply = turn.easy or wants_simpler(turn.text)
            return (tell_simply if simply else define)(turn, glossary, understood)
        if isinstance(understood, WhichMeaning):
            turn.say("utter_glossary_which", said=understood.said, buttons=_terms(turn, glossary, understood.keys))
        elif isinstance(understood, AllTerms):
            list_all(turn, glossary)
        elif isinstance(understood, NotKnown) and not (wants_simpler(turn.text) and turn.comes_after(self.action_name)):
            near = "utter_glossary_near" if understood.near else "utter_glossary_unknown"
            others = [turn.button(BUTTONS, name) for name in (ALL, "human")]
            named = _terms(turn, glossary, understood.near)
            turn.say(near, said=understood.said, buttons=[*named, *others])
        else:
            return await tell_again(turn, self.services)
        return None


class Chat(MemberAction):
    """Answers small talk; that something was not understood is no small talk."""

    action_name = "action_smalltalk_chitchat"

    async def act(self, turn: Turn) -> Events | None:
        """Answer, or tell the last definition more simply."""
        if is_lost(turn.text) or wants_simpler(turn.text):
            return await tell_again(turn, self.services)
        turn.say("utter_smalltalk_chitchat")
        return None


def define(turn: Turn, glossary: GlossaryService, asked: Asked) -> Events:
    """Say what terms mean, with the amounts in force, and what else the word can mean."""
    told = [glossary.define(key) for key in asked.keys]
    parts = [_in_words(turn, one) for one in told]
    if asked.others:
        others = ", ".join(map(glossary.label, asked.others))
        parts.append(turn.words("utter_glossary_other_meaning", others=others))
    offers = list(dict.fromkeys(offer for one in told for offer in one.offers))
    buttons = [
        *_terms(turn, glossary, asked.others),
        *(_about(turn, name, asked.keys) for name in (EASY, RELATED)),
        *(turn.button(BUTTONS, offer) for offer in offers),
    ]
    turn.add_text("\n\n".join(parts), buttons)
    turn.tells(DEFINED, terms=list(asked.keys), easy=False)
    return [SlotSet(SLOT, ",".join(asked.keys))]


def tell_simply(turn: Turn, glossary: GlossaryService, asked: Asked) -> Events:
    """Say what terms mean in easy-to-read words, one idea a line."""
    parts = []
    for one in (glossary.define(key) for key in asked.keys):
        example = [turn.words("utter_glossary_example", example=one.example)] if one.example else []
        parts.append("\n".join([turn.words("utter_glossary_easy", label=one.label), *one.easy, *example]))
    buttons = [_about(turn, RELATED, asked.keys), turn.button(BUTTONS, "human")]
    turn.add_text("\n\n".join(parts), buttons)
    turn.tells(DEFINED, terms=list(asked.keys), easy=True)
    return [SlotSet(SLOT, f"{','.join(asked.keys)}/{EASY}")]


async def tell_again(turn: Turn, services: Services) -> Events:
    """Tell the definition just given more simply; a second time, offer a person.

    Without one, plainer words are meant for everything: they are turned on when asked for, else offered.
    """
    told = define_again(turn, services.glossary)
    if told is not None:
        return told
    if wants_simpler(turn.text):
        await talk_easily(turn, services)
        return []
    easier = [] if turn.easy else [turn.button(EASY_BUTTONS, "easy")]
    turn.say("utter_glossary_ask_word", buttons=[*easier, *(turn.button(BUTTONS, name) for name in (ALL, "human"))])
    return []


def define_again(turn: Turn, glossary: GlossaryService) -> Events | None:
    """Tell the definition just given more simply, or say that it cannot be; None when none was."""
    terms, _, way = str(turn.slot(SLOT) or "").partition("/")
    keys = glossary.known(terms.split(",")) if turn.comes_after(Define.action_name, Chat.action_name) else ()
    if not keys:
        return None
    return _tell_otherwise(turn, glossary, keys, easy=way == EASY)


async def renewal(turn: Turn, services: Services) -> bool:
    """Answer with the rule when a sentence asks how soon glasses or hearing aids are paid again; say if it does."""
    if not turn.text or not asks_renewal(turn.text):
        return False
    define(turn, services.glossary, Asked(services.glossary.known([RENEWAL])))
    return True


async def defined_otherwise(turn: Turn, services: Services, told: Told) -> Events | None:
    """Tell the definition just given more simply, whatever asked for it: « explique autrement »."""
    if not says_otherwise(turn, services):
        return None
    keys = services.glossary.known(told.details["terms"])
    return _tell_otherwise(turn, services.glossary, keys, easy=told.details["easy"]) if keys else None


def says_otherwise(turn: Turn, services: Services) -> bool:
    """Say whether a message asks to be told again in other words, or says that it was not understood, and no more."""
    if turn.intent == EASY_INTENT or not otherwise_wanted(turn.text):
        return False
    if turn.intent not in LOST and turn.confidence >= SURE and not wants_simpler(turn.text):
        return False
    return not isinstance(services.glossary.understand(turn.text, turn.mentions(*POINTING)), Asked | WhichMeaning)


def _tell_otherwise(turn: Turn, glossary: GlossaryService, keys: tuple[str, ...], *, easy: bool) -> Events:
    """Tell terms in easy-to-read words; when they were told so already, say that it cannot be more simply."""
    if not easy:
        return tell_simply(turn, glossary, Asked(keys))
    buttons = [_about(turn, RELATED, keys), turn.button(BUTTONS, "human")]
    turn.say("utter_glossary_no_simpler", label=glossary.label(keys[0]), buttons=buttons)
    return [SlotSet(SLOT, None)]


def list_all(turn: Turn, glossary: GlossaryService) -> None:
    """Say which words can be explained, by theme."""
    lines = [
        turn.words("utter_glossary_theme", theme=name, terms=", ".join(map(glossary.label, glossary.of_theme(key))))
        for key, name in glossary.themes().items()
    ]
    buttons = [turn.button(BUTTONS, "theme", key=key, label=name) for key, name in glossary.themes().items()]
    turn.add_text("\n".join([turn.words("utter_glossary_all"), *lines]), buttons)


def _grant(turn: Turn, glossary: GlossaryService, wish: str, keys: tuple[str, ...]) -> Events:
    """Answer what a button of a definition, or of the list, stands for."""
    if wish == EASY and keys:
        return tell_simply(turn, glossary, Asked(keys))
    akin = glossary.of_theme(wish.removeprefix(THEME)) if wish.startswith(THEME) else ()
    if wish == RELATED:
        akin = tuple(dict.fromkeys(one for key in keys for one in glossary.define(key).related if one not in keys))
    if akin:
        turn.say("utter_glossary_choose", buttons=_terms(turn, glossary, akin))
        return []
    list_all(turn, glossary)
    return []


def _in_words(turn: Turn, one: Definition) -> str:
    lines = [turn.words("utter_glossary_definition", label=one.label, says=one.says)]
    if one.example:
        lines.append(one.example)
    lines += [turn.words("utter_glossary_amount", amount=amount) for amount in one.amounts]
    if one.where:
        lines.append(turn.words("utter_glossary_where", where=one.where))
    return "\n".join(lines)


def _terms(turn: Turn, glossary: GlossaryService, keys: Iterable[str]) -> list[Button]:
    return [turn.button(BUTTONS, "term", key=key, label=glossary.label(key)) for key in keys]


def _about(turn: Turn, name: str, keys: Sequence[str]) -> Button:
    return turn.button(BUTTONS, name, keys=",".join(keys))


def _tapped(turn: Turn, glossary: GlossaryService) -> tuple[tuple[str, ...], str]:
    """Return the terms and the wish that a tapped button stands for."""
    if turn.text:
        return (), ""
    terms = [key for value in turn.mentions("term") if value.startswith("#") for key in value[1:].split(",")]
    wishes = [value[1:] for value in turn.mentions("field") if value.startswith("#")]
    return glossary.known(terms), wishes[0] if wishes else ""
