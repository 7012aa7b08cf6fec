"""The member's profile: shown, and how he wants to hear of his payments."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.procedures import tapped
from actions.profile_words import BUTTONS, cards, channel_words, say_last_login
from mutuelle.account.coordinates import profile_words
from mutuelle.account.notifications import are_meant, read_notifications
from mutuelle.account.profile import CHANNELS, Profile
from mutuelle.conversations.messages import Cards
from mutuelle.wording import named_in


class ViewProfile(MemberAction):
    """Shows what is on file, or when the member was last here."""

    action_name = "action_profile_view"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the profile: masked, unless the member taps for more in the secure page."""
        choice = tapped(turn)
        if choice == "last_login" or named_in(turn.text, {"": profile_words()["last_login"]}):
            say_last_login(turn, await self.services.sessions.sessions(turn.rasa_id))
            return None
        profile = await self.services.profiles.profile(turn.rasa_id)
        turn.shows(profile.viewer)
        on_web = profile.viewer.channel == "web"
        clear = choice == "clear" and on_web
        names = ["change", *(["clear"] if on_web and not clear else []), "last_login"]
        turn.add(
            Cards(
                text=turn.words("utter_profile_shown_clear" if clear else "utter_profile_shown"),
                cards=cards(turn, profile, clear=clear),
                buttons=tuple(turn.button(BUTTONS, name) for name in names),
            )
        )
        return None


class Notifications(MemberAction):
    """Reads or changes how the member wants to hear of his payments."""

    action_name = "action_profile_notifications"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the choice now in force, or ask for it."""
        profile = await self.services.profiles.profile(turn.rasa_id)
        choice = tapped(turn)
        wanted = choice if choice in CHANNELS else read_notifications(turn.text, current=profile.notifications)
        if wanted in CHANNELS and not (choice or are_meant(turn.text) or turn.comes_after(self.action_name)):
            wanted = "read"  # « finalement par mail », of something else
        if wanted in CHANNELS:
            profile = await self.services.profiles.choose_notifications(turn.rasa_id, wanted)
        turn.shows(profile.viewer)
        if wanted == "ask":
            _offer(turn, "utter_profile_notifications_ask", ("notify_email", "notify_telegram", "notify_both"), profile)
        elif wanted == "read":
            _tell_state(turn, profile)
        elif wanted == "none":
            turn.say("utter_profile_notifications_unset", buttons=[turn.button(BUTTONS, "notify_email")])
        else:
            _offer(turn, "utter_profile_notifications_set", ("notify_none",), profile)
        return None


def _tell_state(turn: Turn, profile: Profile) -> None:
    if profile.notifications == "none":
        channels = ("notify_email", "notify_telegram", "notify_both")
        _offer(turn, "utter_profile_notifications_off", channels, profile)
    else:
        others = tuple(f"notify_{one}" for one in CHANNELS if one != profile.notifications)
        _offer(turn, "utter_profile_notifications_on", (*others[1:], others[0]), profile)


def _offer(turn: Turn, response: str, names: tuple[str, ...], profile: Profile) -> None:
    buttons = [turn.button(BUTTONS, name) for name in names]
    turn.say(response, buttons=buttons, channel=channel_words(turn, profile.notifications))
