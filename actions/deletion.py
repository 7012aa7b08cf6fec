"""Deleting the online account, and keeping it after all."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from mutuelle.account.deletion import DeletionState
from mutuelle.account.opening import in_words
from mutuelle.account.wishes import wants_to_keep

BUTTONS = "utter_account_change_buttons"


class DeleteAccount(MemberAction):
    """Says what a deletion means and leads to its page; once it was asked for, offers to keep the account."""

    action_name = "action_account_delete"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the consequences, the page, or where the deletion stands. Raises CodeNeeded, NotLoggedIn."""
        state = await self.services.deletions.state(turn.rasa_id)
        turn.shows(state.viewer)
        choice = "".join(turn.mentions("field")[:1]) if not turn.text else ""
        if choice == "keep" or (state.erases_at is not None and wants_to_keep(turn.text)):
            await self._keep(turn)
        elif state.erases_at is not None:
            _say_marked(turn, state)
        elif choice == "continue":
            url = await self.services.deletions.page_link(turn.rasa_id)
            turn.link("utter_account_deletion_page", "utter_account_deletion_page_label", url)
        elif choice == "state" or wants_to_keep(turn.text):
            turn.say("utter_account_deletion_none")
        else:
            at = in_words(self.services.deletions.would_erase_at())
            buttons = [turn.button(BUTTONS, name) for name in ("delete", "keep")]
            turn.say("utter_account_deletion_consequences", buttons=buttons, at=at)
        return None

    async def _keep(self, turn: Turn) -> None:
        kept = await self.services.deletions.keep(turn.rasa_id)
        turn.say("utter_account_deletion_kept" if kept.erases_at else "utter_account_deletion_none")


def _say_marked(turn: Turn, state: DeletionState) -> None:
    assert state.erases_at is not None
    button = turn.button(BUTTONS, "keep")
    turn.say("utter_account_deletion_marked", buttons=[button], at=in_words(state.erases_at))
