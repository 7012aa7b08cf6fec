"""Where the member is logged in, and logging out there."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.procedures import tapped
from actions.profile_words import BUTTONS, moment
from mutuelle.account.coordinates import profile_words
from mutuelle.account.sessions import Ended, OpenSession
from mutuelle.conversations.messages import Card, Cards
from mutuelle.wording import named_in

CHANNEL = "utter_profile_session_{channel}"
STATE = "utter_profile_session_{state}"


class ListSessions(MemberAction):
    """Lists where the member is logged in."""

    action_name = "action_profile_list_sessions"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with one card a session, this one first."""
        sessions = await self.services.sessions.sessions(turn.rasa_id)
        turn.shows(sessions.viewer)
        names = ["others"] * (len(sessions.open) > 1) + ["everywhere", "last_login"]
        turn.add(
            Cards(
                text=turn.words("utter_profile_sessions"),
                cards=tuple(_card(turn, one) for one in sessions.open),
                buttons=tuple(turn.button(BUTTONS, name) for name in names),
            )
        )
        return None


class LogOutEverywhere(MemberAction):
    """Ends every session of the member, or all but this one."""

    action_name = "action_profile_log_out_everywhere"

    async def act(self, turn: Turn) -> Events | None:
        """Answer what was closed; after « it was not me », what to do next."""
        choice = tapped(turn)
        others = choice in {"others", "not_me"} or bool(named_in(turn.text, {"": profile_words()["others"]}))
        ended = await self.services.sessions.end(turn.rasa_id, others_only=others)
        if choice == "not_me":
            turn.shows(ended.viewer)
            turn.say("utter_profile_not_me", buttons=[turn.button(BUTTONS, name) for name in ("password", "human")])
        elif others:
            _say_others(turn, ended)
        else:
            turn.say("utter_profile_everywhere_ended", buttons=[turn.button(BUTTONS, "log_in")])
        if ended.on_telegram:
            turn.say("utter_profile_telegram_stays")
        return None


def _say_others(turn: Turn, ended: Ended) -> None:
    turn.shows(ended.viewer)
    response = "utter_profile_others_ended" if ended.count else "utter_profile_others_none"
    turn.say(response, count=ended.count)


def _card(turn: Turn, session: OpenSession) -> Card:
    state = "here" if session.here else "locked" if session.locked else "open"
    return turn.card(
        "utter_profile_session_card",
        channel=turn.words(CHANNEL.format(channel=session.channel)),
        state=turn.words(STATE.format(state=state)),
        since=turn.words("utter_profile_moment", **moment(session.started_at)),
        seen=turn.words("utter_profile_moment", **moment(session.last_seen_at)),
    )
