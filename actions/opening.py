"""Opening an account by conversation, and what comes of its activation e-mail."""

from rasa_sdk.events import SlotSet

from actions.again import ask_briefly
from actions.answering import Turn
from actions.base import Events, MemberAction
from actions.forms import ANSWERS, CoreForm, Slots
from actions.requests import say_human
from mutuelle.account.opening import Recorded, in_words
from mutuelle.account.opening_reading import Fields, step_of
from mutuelle.account.opening_rules import masked, says
from mutuelle.errors import NotLoggedIn
from mutuelle.french import long_date
from mutuelle.procedures.model import SURELY_ELSEWHERE

SLOT = "account_opening"
OWN = frozenset({"create_account"})
AT_ONCE = frozenset({"talk_to_human", "logout", "log_in", "bot_challenge"})  # served whatever was asked
UNREAD = frozenset({"number", "name", "birth", "email", "yes_or_no", "what"})  # problems of an answer that holds none
PROBLEM = "utter_account_opening_problem_{problem}"
ASK = "utter_account_opening_ask_{step}"


class AskOpening(MemberAction):
    """Asks what is missing, or for the consent, or shows the recap."""

    action_name = "action_ask_account_opening_form_account_opening"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the next question; the first one explains."""
        try:
            viewer = await self.services.accounts.viewer(turn.rasa_id)
        except NotLoggedIn:
            fields = await self.services.openings.begin(turn.rasa_id, turn.text)
            if fields == Fields() and turn.slot("requested_slot") != SLOT:
                turn.say("utter_account_opening_intro")
            _ask(turn, fields)
            ask_briefly(turn)
            return None
        turn.shows(viewer)
        turn.say("utter_account_already_logged_in", first_name=viewer.first_name)
        return [SlotSet("requested_slot", None)]


class ValidateOpeningForm(CoreForm):
    """Gives what was typed to the core; the slot only learns how it ended."""

    slot, answers = SLOT, ANSWERS | OWN
    extract_account_opening = CoreForm.hear

    def name(self) -> str:
        """Return the name that the domain gives the action."""
        return "validate_account_opening_form"

    async def take(self, turn: Turn) -> Slots:
        """Return the slot: confirmed, cancelled, refused, paused or human; nothing for what a rule answers."""
        if turn.intent in AT_ONCE and not turn.mentions("member_number"):
            return {}
        surely = self.elsewhere(turn) >= SURELY_ELSEWHERE
        heard = await self.services.openings.hear(turn.rasa_id, turn.text, intent=turn.intent, elsewhere=surely)
        if heard.outcome:
            return {SLOT: heard.outcome}
        if heard.problem and (turn.intent == "medical_emergency" or (surely and heard.problem in UNREAD)):
            return {}
        if heard.problem:
            turn.say(PROBLEM.format(problem=heard.problem))
        return self.goes_on


class EndOpening(MemberAction):
    """Hands out the link to the password page, or says that nothing was kept."""

    action_name = "action_account_opening_end"
    afterwards = (SlotSet(SLOT, None),)

    async def act(self, turn: Turn) -> Events | None:
        """Answer according to how the questions ended."""
        outcome = turn.slot(SLOT)
        if outcome is None:  # nothing was asked: who is logged in has an account, and was told so
            return None
        if outcome == "paused":
            turn.say("utter_account_opening_paused")
            return None
        if outcome == "human":
            say_human(turn, self.services.settings)
            turn.say("utter_account_opening_left_for_human")
            return None
        url = await self.services.openings.page_link(turn.rasa_id) if outcome == "confirmed" else None
        if url is not None:
            turn.link("utter_account_opening_password", "utter_account_opening_password_label", url)
        else:
            refused = outcome == "refused"
            turn.say("utter_account_opening_refused" if refused else "utter_account_opening_cancelled")
        return None


class HelpActivation(MemberAction):
    """« mon lien ne marche pas », « je n'ai rien reçu »: says where the request made here stands, and sends again."""

    action_name = "action_account_help_activation"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the state of this conversation's request; to a stranger, with what is true for everyone."""
        recorded = await self.services.openings.recorded(turn.rasa_id)
        if recorded is None:
            done = await self.services.openings.activated(turn.rasa_id)
            turn.say("utter_account_activation_done" if done else "utter_account_activation_unknown")
        elif "resend" in turn.mentions("field") or says(turn.text, "resend"):
            await self._resend(turn, recorded)
        else:
            expired = recorded.until <= self.services.openings.now()
            turn.say(
                "utter_account_activation_expired" if expired else "utter_account_activation_waiting",
                at=in_words(recorded.at),
                until=in_words(recorded.until),
                email=masked(recorded.email),
            )
        return None

    async def _resend(self, turn: Turn, before: Recorded) -> None:
        if not before.may_resend:
            turn.say("utter_account_activation_resent_too_often")
            return
        sent = await self.services.openings.resend(turn.rasa_id)
        assert sent is not None
        turn.say("utter_account_activation_resent", email=masked(sent.email), until=in_words(sent.until))


def _ask(turn: Turn, fields: Fields) -> None:
    step = step_of(fields)
    if step == "email_hint":
        turn.say("utter_account_opening_ask_email_hint", hint=fields.email_hint, email=fields.email)
    elif step == "recap":
        assert fields.birth_date is not None
        turn.say(
            "utter_account_opening_ask_recap",
            number=fields.number,
            first_name=fields.first_name,
            last_name=fields.last_name,
            birth_date=long_date(fields.birth_date),
            email=fields.email,
        )
    else:
        turn.say(ASK.format(step=step))
