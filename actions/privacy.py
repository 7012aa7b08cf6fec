"""The member's own data: what is kept, a copy, erasure, consents; and what may be shown on which channel."""

from typing import ClassVar

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.privacy_words import ErasureWords, RightWords
from actions.procedure_words import ProcedureWords, say_opening
from actions.procedures import START, tapped, tapped_values
from mutuelle.conversations.messages import Button, Table
from mutuelle.privacy.asking import OVERVIEW, aspect_of
from mutuelle.privacy.kept import in_words, kept_about, kept_by, legal_facts

BUTTONS = "utter_privacy_buttons"
ASPECT = "utter_privacy_{aspect}"
NAMED_AT_MOST = 2
CONSENT = "utter_privacy_consent_names"
OFFERED = {
    OVERVIEW: ("kept", "copy", "erase", "consent", "right"),
    "use": ("kept", "who", "copy"),
    "who": ("kept", "hide_care", "copy"),
    "training": ("kept", "who"),
    "safe": ("who", "kept"),
    "erase": ("erase_talk", "delete_account", "right_erasure"),
    "proof": ("erase_talk", "right_erasure"),
    "dpo": ("right", "human"),
    "cnil": ("right", "erase", "human"),
    "breach": ("right", "password", "human"),
}
PROCEDURES: dict[str, ProcedureWords] = {
    "erase_talk": ErasureWords(),
    "object": RightWords(),
    "rectify": RightWords(),
    "right": RightWords(),
}
RIGHTS = {"object": "objection", "rectify": "rectification"}


class OwnData(MemberAction):
    """Answers whatever is asked about one's own data."""

    action_name = "action_privacy_own_data"

    async def act(self, turn: Turn) -> Events | None:
        """Answer plainly by what is asked. Raises NotLoggedIn and CodeNeeded where it is personal."""
        choice = tapped(turn).partition("&")[0]
        aspect = choice.partition("=")[0] if choice else aspect_of(turn.text)
        if aspect in PROCEDURES:
            return await self._begin(turn, aspect)
        if aspect == "copy":
            await self._copy(turn)
        elif aspect in {"consent", "withdraw"}:
            await self._consents(turn, choice)
        elif aspect == "kept":
            self._kept(turn)
        else:
            await self._explain(turn, aspect if aspect in OFFERED else OVERVIEW)
        return None

    async def _begin(self, turn: Turn, aspect: str) -> Events:
        words, values = PROCEDURES[aspect], tapped_values(turn)
        values = {key: value for key, value in values.items() if key in {"scope", "right"}}
        if aspect in RIGHTS:
            values = {"right": RIGHTS[aspect]}
        progress = await self.services.procedures.begin(turn.rasa_id, words.kind, turn.text, values)
        say_opening(turn, progress, words)
        return START

    async def _copy(self, turn: Turn) -> None:
        url = await self.services.copies.page_link(turn.rasa_id)
        turn.link("utter_privacy_copy", "utter_privacy_copy_label", url)

    async def _consents(self, turn: Turn, choice: str) -> None:
        names = turn.custom(CONSENT)
        withdrawn = choice.partition("=")[2] if choice.startswith("withdraw=") else ""
        wanted = tuple(names) if withdrawn == "all" else (withdrawn,) if withdrawn in names else ()
        consents = self.services.consents
        found = await (consents.withdraw(turn.rasa_id, wanted) if wanted else consents.consents(turn.rasa_id))
        turn.shows(found.viewer)
        given = [turn.button(BUTTONS, "withdraw", key=name, label=names[name]["title"]) for name in found.given]
        several = [turn.button(BUTTONS, "withdraw_all")] if len(given) > 1 else []
        others = [turn.button(BUTTONS, name) for name in ("unlink", "delete_account")]
        listed = "\n".join(f"• {names[name]['told']}" for name in found.given)
        response = "utter_privacy_consent" if listed else "utter_privacy_consent_none"
        text = turn.words(response, listed=listed)
        if wanted:
            text = f"{turn.words('utter_privacy_withdrawn')}\n{text}"
        turn.add_text(text, [*given, *several, *others])

    def _kept(self, turn: Turn) -> None:
        kept = kept_by(self.services.settings)
        facts = dict.fromkeys(fact.told for one in kept for fact in one.facts)
        words = turn.custom("utter_privacy_kept")
        named = [
            turn.words("utter_privacy_kept_named", what=one.what, how_long=one.how_long, why=one.why)
            for one in kept_about(turn.text, self.services.settings)[:NAMED_AT_MOST]
        ]
        turn.add(
            Table(
                text="\n".join([*named, turn.words("utter_privacy_kept")]),
                caption=words["caption"],
                columns=tuple(words["columns"]),
                rows=tuple((one.what, one.why, one.how_long) for one in kept),
                footer="\n".join(facts),
                buttons=self._offers(turn, ("copy", "erase", "who")),
            )
        )

    async def _explain(self, turn: Turn, aspect: str) -> None:
        settings = self.services.settings
        dpo = "utter_privacy_dpo_known" if settings.dpo_contact else "utter_privacy_dpo_unknown"
        text = turn.words(
            ASPECT.format(aspect=aspect),
            conversations=in_words(settings.conversations_kept),
            dpo=turn.words(dpo, contact=settings.dpo_contact),
            **{name: fact.told for name, fact in legal_facts().items()},
        )
        turn.add_text(text, self._offers(turn, OFFERED[aspect]))

    def _offers(self, turn: Turn, names: tuple[str, ...]) -> tuple[Button, ...]:
        return tuple(turn.button(BUTTONS, name) for name in names)


class _ChooseCare(MemberAction):
    shown: ClassVar[bool]
    response: ClassVar[str]

    async def act(self, turn: Turn) -> Events | None:
        """Record the member's choice and confirm it."""
        viewer = await self.services.accounts.choose_care_on_telegram(turn.rasa_id, shown=self.shown)
        turn.say(self.response if viewer.channel == "telegram" else "utter_privacy_care_on_web")
        return None


class ShowCare(_ChooseCare):
    """Lets Telegram show the kind of care."""

    action_name = "action_privacy_show_care"
    shown = True
    response = "utter_privacy_care_shown"


class HideCare(_ChooseCare):
    """Has Telegram hide the kind of care."""

    action_name = "action_privacy_hide_care"
    shown = False
    response = "utter_privacy_care_hidden"
