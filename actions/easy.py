"""Talking in easy-to-read words on request, and in the usual ones again."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.easy_words import talk_as_usual, talk_easily
from actions.explanation_follow_ups import explained_again
from actions.explanation_simply import SIMPLY_TOLD, show_simply
from actions.explanation_words import EXPLAINED
from actions.glossary import define_again
from mutuelle.easy.asking import asked_in, leaves_in

OFF = "#off"


class EasyToRead(MemberAction):
    """Changes how it is talked in this conversation, at any moment, logged in or not."""

    action_name = "action_smalltalk_easy_to_read"

    async def act(self, turn: Turn) -> Events | None:
        """Answer in the words that were asked for; a definition or explanation just given is told again in them."""
        if _wants_usual(turn):
            await talk_as_usual(turn, self.services)
            return None
        told = await self.services.telling.last(turn.rasa_id)
        await talk_easily(turn, self.services)
        if told is not None and told.what in {EXPLAINED, SIMPLY_TOLD}:
            show_simply(turn, await explained_again(turn, self.services, told))
            return None
        return define_again(turn, self.services.glossary)


def _wants_usual(turn: Turn) -> bool:
    if turn.text == "":
        return OFF in turn.mentions("field")
    asked = asked_in(turn.text)
    return leaves_in(turn.text) if asked is None else not asked
