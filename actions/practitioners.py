"""Finding a health professional: one form whose slot stays empty; each message goes to the core, which keeps it."""

from rasa_sdk.events import FollowupAction, SlotSet

from actions.again import ask_briefly
from actions.answering import Turn
from actions.base import Events, MemberAction, Services
from actions.forms import ANSWERS, END, FOR_GOOD, CoreForm, Slots
from actions.practitioners_words import say_end, say_list, say_one, say_question
from actions.procedure_words import FORM as PROCEDURE_FORM
from actions.procedures import tapped, tapped_values
from mutuelle.emergency.rules import emergency_in
from mutuelle.practitioners.leaving import Said
from mutuelle.practitioners.progress import Progress
from mutuelle.ranks import LAST, rank_named
from mutuelle.reimbursements.asking import payment_named

FORM, SLOT = "practitioners_search_form", "practitioners_step"
POSITION = "#position"
OWN = frozenset({"find_practitioner", "find_kalixia_partner"})
TURNS = {"next_page": "next", "previous_page": "previous"}
BESIDE = frozenset(  # the list may still be refined
    {"ask_definition", "thank", "ask_capabilities", "easy_to_read", "nlu_fallback", "out_of_scope", "chitchat"}
)
VAGUE = OWN | {"refine_reimbursements", "choose_period"}  # what the engine takes a word about a list for
ALARM, SURELY = "medical_emergency", 0.8
SAID = {"cancelled", "given_up", "kept", "forgotten"}


class FindPractitioner(MemberAction):
    """Begins a search, for a member or a visitor, and has the form ask what is missing."""

    action_name = "action_practitioners_find"
    network = False

    async def act(self, turn: Turn) -> Events | None:
        """Take what the sentence, a button or a shared position says already."""
        resumes = turn.active_form == PROCEDURE_FORM
        said = said_of(turn, network=self.network)
        progress = await self.services.searches.begin(turn.rasa_id, said, resumes=resumes)
        if progress.state in SAID:
            say_end(turn, progress)
            return END
        return [SlotSet(SLOT, None), FollowupAction(FORM)]


class FindPartner(FindPractitioner):
    """Begins a search in the Kalixia network."""

    action_name = "action_practitioners_find_partner"
    network = True


class AskSearch(MemberAction):
    """Asks what a search needs next, or shows what it found; ends the form once something else was asked."""

    action_name = "action_ask_practitioners_search_form_practitioners_step"

    async def act(self, turn: Turn) -> Events | None:
        """Ask or show; what was said next refines the list, unless it is about something else."""
        searches = self.services.searches
        progress = await searches.progress(turn.rasa_id)
        if progress.state == "nothing":
            return END
        if progress.state == "dropped":
            say_end(turn, progress)
            await searches.drop(turn.rasa_id)
            return END
        if progress.state == "asking":
            say_question(turn, progress)
            ask_briefly(turn)
            return None
        if progress.quest.shown:
            return END if turn.was_interrupted and turn.intent not in BESIDE else None
        await _show(turn, self.services, progress)
        return None


class ValidateSearchForm(CoreForm):
    """Hands a message to the core; the form goes on until something else is asked."""

    slot, answers = SLOT, ANSWERS | OWN
    extract_practitioners_step = CoreForm.hear

    def name(self) -> str:
        """Return the name that the domain gives the action."""
        return "validate_practitioners_search_form"

    async def take(self, turn: Turn) -> Slots:
        """Take an answer, a refinement, or leave the message to a rule. Raises NotLoggedIn, SessionLocked."""
        said = said_of(turn, elsewhere=self.elsewhere(turn))
        searches = self.services.searches
        if is_button(turn) and not (said.values or said.position or said.denies or said.affirms):
            if turn.intent not in OWN:
                return {}
            network = turn.intent == "find_kalixia_partner"  # « Nouvelle recherche »
            await searches.begin(turn.rasa_id, Said(network=network))
            return self.goes_on
        for_good, beside = turn.intent in FOR_GOOD, turn.intent in BESIDE
        progress = await searches.hear(turn.rasa_id, said, for_good=for_good, beside=beside)
        if progress.state in {"elsewhere", "left", "nothing"}:
            return {}
        if progress.state in SAID:
            say_end(turn, progress)
        return self.over if progress.state in {"cancelled", "given_up"} else self.goes_on


async def search_on_display(turn: Turn, services: Services) -> bool:
    """Answer what is said of the professionals on display though something else was asked since; say whether it is."""
    points = turn.intent in TURNS or rank_named(turn.text) not in {None, LAST}
    if not turn.text or payment_named(turn.text):
        return False
    if not (points or services.searches.refines(turn.text)) or not await services.searches.is_displayed(turn.rasa_id):
        return False
    if (await services.searches.hear(turn.rasa_id, said_of(turn), beside=True)).state != "told":
        return False
    await _show(turn, services, await services.searches.progress(turn.rasa_id))
    return True


async def _show(turn: Turn, services: Services, progress: Progress) -> None:
    if progress.state == "one":
        say_one(turn, progress)
    else:
        directory = services.practitioners
        say_list(turn, progress, await directory.as_of(), empty=await directory.is_empty())
    await services.searches.mark_shown(turn.rasa_id)


def said_of(turn: Turn, *, elsewhere: float = 0.0, network: bool = False) -> Said:
    """Return what was typed, tapped or shared."""
    cancels = tapped(turn) == "cancel"
    return Said(
        turn.text,
        {"cancel": "yes"} if cancels else tapped_values(turn),
        position=turn.text == "" and POSITION in turn.mentions("location"),
        elsewhere=elsewhere,
        denies=turn.intent == "deny",
        affirms=turn.intent == "affirm",
        turns=TURNS.get(turn.intent, ""),
        network=network,
        vague=turn.intent in VAGUE,
        alarm=emergency_in(turn.text) is not None or (turn.intent == ALARM and turn.confidence >= SURELY),
    )


def is_button(turn: Turn) -> bool:
    """Say whether a button was tapped rather than something typed."""
    return turn.text == "" and turn.intent != ""
