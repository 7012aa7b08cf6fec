"""The member's profile: shown, and what he asks to be changed."""

from rasa_sdk.events import FollowupAction, SlotSet

from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.profile_words import BUTTONS, FORM, SLOT, cards, channel_words, say_last_login, say_problem, tapped
from mutuelle.account.changes import STATUSES, read_status
from mutuelle.account.coordinates import profile_words
from mutuelle.account.notifications import read_notifications
from mutuelle.account.profile import CHANNELS, Profile
from mutuelle.conversations.messages import Cards
from mutuelle.wording import named_in

START: Events = [SlotSet(SLOT, None), FollowupAction(FORM)]


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


class UpdateContact(MemberAction):
    """Begins a change of address, phone or contact e-mail."""

    action_name = "action_profile_update_contact"

    async def act(self, turn: Turn) -> Events | None:
        """Keep what the sentence says already, and let the form ask the rest."""
        progress = await self.services.profiles.begin_contact(turn.rasa_id, turn.text, choice=tapped(turn))
        turn.say("utter_profile_opening_contact")
        if progress.problem:
            say_problem(turn, progress)
        return START


class ReportSituation(MemberAction):
    """Begins a change of the family status; says what cannot be recorded here."""

    action_name = "action_profile_report_situation"

    async def act(self, turn: Turn) -> Events | None:
        """Let the form ask and confirm the status, unless the member tells of something else."""
        words, choice = profile_words(), tapped(turn)
        death = named_in(turn.text, {"": words["deaths"]})
        other = named_in(turn.text, {"": words["elsewhere"]}) and not read_status(turn.text)
        if death or other:
            turn.shows(await self.services.accounts.viewer(turn.rasa_id))
            if death:
                names = ("human", "family")
                turn.say("utter_profile_death", buttons=[turn.button(BUTTONS, name) for name in names])
            else:
                turn.say("utter_profile_situation_not_yet")
            return None
        named = profile_words()["statuses"][choice][0] if choice in STATUSES else turn.text
        await self.services.profiles.begin_status(turn.rasa_id, named)
        turn.say("utter_profile_opening_status")
        return START


class Notifications(MemberAction):
    """Reads or changes how the member wants to hear of his payments."""

    action_name = "action_profile_notifications"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the choice now in force, or ask for it."""
        profile = await self.services.profiles.profile(turn.rasa_id)
        choice = tapped(turn)
        wanted = choice if choice in CHANNELS else read_notifications(turn.text, current=profile.notifications)
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
