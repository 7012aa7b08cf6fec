"""Certificates, and how documents are handed over."""

from rasa_sdk.events import FollowupAction, SlotSet

from actions.answering import Turn
from actions.base import Events, MemberAction, Services
from actions.documents_words import FORM, SLOT, hand_over, said_in, say_problem, say_refused
from actions.instead import unless
from actions.recap import annual_recap
from mutuelle.documents.rules import named_delivery

START: Events = [SlotSet(SLOT, None), FollowupAction(FORM)]


class RequestCertificate(MemberAction):
    """Issues a certificate, or begins to ask what is missing."""

    action_name = "action_documents_request_certificate"

    @unless(annual_recap)
    async def act(self, turn: Turn) -> Events | None:
        """Keep what the sentence says already, and let the form ask the rest."""
        progress = await self.services.certificates.begin(turn.rasa_id, said_in(turn))
        if progress.state == "asking":
            turn.shows(progress.viewer)
            if progress.problem:
                say_problem(turn, progress)
            else:
                turn.say("utter_documents_opening")
            return START
        if progress.wanted is None:
            say_refused(turn, progress)
            return None
        hand_over(turn, await self.services.documents.offer(turn.rasa_id, progress.wanted))
        return None


async def certificate_again(turn: Turn, services: Services) -> bool:
    """Issue the last certificate for somebody else or of another year (« et pour Manon ? »); say whether it is."""
    says = turn.mentions("beneficiary", "person_name", "period", "date")
    if not (turn.text and says and turn.comes_after(FORM, RequestCertificate.action_name)):
        return False
    progress = await services.certificates.again(turn.rasa_id, said_in(turn))
    if progress is None or progress.wanted is None:
        return False
    hand_over(turn, await services.documents.offer(turn.rasa_id, progress.wanted))
    return True


class ChooseDelivery(MemberAction):
    """Records how the member wants documents on Telegram: as files there, or by links that expire."""

    action_name = "action_documents_choose_delivery"

    async def act(self, turn: Turn) -> Events | None:
        """Record the choice, confirm it and hand over what waited for it; ask when the sentence does not say."""
        tapped = turn.mentions("format") if turn.text == "" else ()
        choice = tapped[0].removeprefix("#") if tapped else named_delivery(turn.text)
        if choice not in {"files", "links"}:
            turn.shows(await self.services.accounts.viewer(turn.rasa_id))
            turn.say("utter_documents_ask_delivery")
            return None
        viewer, offer = await self.services.documents.choose_delivery(turn.rasa_id, files=choice == "files")
        response = "utter_documents_files_chosen" if choice == "files" else "utter_documents_links_chosen"
        turn.shows(viewer)
        turn.say(response if viewer.channel == "telegram" else "utter_documents_delivery_on_web")
        if offer is not None:
            hand_over(turn, offer)
        return None
