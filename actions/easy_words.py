"""What is said when easy-to-read words are turned on or off."""

from actions.answering import Turn
from actions.base import Services
from mutuelle.conversations.messages import Button

BUTTONS = "utter_smalltalk_easy_buttons"
LONGEST = 200  # characters of what may be said again by a button


async def talk_easily(turn: Turn, services: Services) -> None:
    """Turn easy-to-read words on, say so in them, and offer to say the last answer again."""
    chosen = await services.easy.choose(turn.rasa_id, easy=True)
    turn.easy = True
    again = chosen.last if len(chosen.last) <= LONGEST and not turn.active_form else ""
    buttons = [Button(turn.custom(BUTTONS)["again"]["title"], again)] if again else []
    others = [turn.button(BUTTONS, name) for name in ("usual", "human")]
    turn.say(
        "utter_smalltalk_easy_already" if chosen.before else "utter_smalltalk_easy_on", buttons=[*buttons, *others]
    )


async def talk_as_usual(turn: Turn, services: Services) -> None:
    """Turn easy-to-read words off, and say so."""
    chosen = await services.easy.choose(turn.rasa_id, easy=False)
    turn.easy = False
    response = "utter_smalltalk_easy_off" if chosen.before else "utter_smalltalk_easy_off_already"
    turn.say(response, buttons=[turn.button(BUTTONS, "easy")])
