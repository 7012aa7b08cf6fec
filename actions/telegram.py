"""Linking a Telegram account to the member's account, and undoing it."""

from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.forms import FormValidationAction

from actions.answering import Turn
from actions.base import Events, MemberAction, Services
from mutuelle.errors import NotLinked

LINK_FORM, LINK_SURE = "account_telegram_link_form", "account_telegram_link_sure"
UNLINK_FORM, UNLINK_SURE = "account_telegram_unlink_form", "account_telegram_unlink_sure"


class LinkTelegram(MemberAction):
    """Hands out the page that links; in a chat that such a page opened, asks whether to confirm."""

    action_name = "action_account_link_telegram"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the page, or with whose account this chat would be linked to."""
        links = self.services.telegram
        name = await links.to_confirm(turn.rasa_id)
        if name is not None:
            turn.say("utter_account_telegram_about_to_link", name=name)
            return [SlotSet(LINK_SURE, None), FollowupAction(LINK_FORM)]
        url = await links.begin(turn.rasa_id)
        turn.link("utter_account_telegram_link", "utter_account_telegram_link_label", url)
        return None


class ConfirmTelegramLink(MemberAction):
    """Takes the member's yes, in the chat that is to be linked."""

    action_name = "action_account_confirm_telegram_link"
    afterwards = (SlotSet(LINK_SURE, None),)

    async def act(self, turn: Turn) -> Events | None:
        """Confirm this side and tell what is left to do on the other."""
        notice = turn.words("utter_account_telegram_confirmed_there")
        await self.services.telegram.confirm(turn.rasa_id, notice=notice)
        turn.say("utter_account_telegram_confirmed_here")
        return None


class RefuseTelegramLink(MemberAction):
    """Takes the member's no."""

    action_name = "action_account_refuse_telegram_link"
    afterwards = (SlotSet(LINK_SURE, None),)

    async def act(self, turn: Turn) -> Events | None:
        """Give the link up."""
        await self.services.telegram.refuse(turn.rasa_id)
        turn.say("utter_account_telegram_link_refused")
        return None


class AskToUnlinkTelegram(MemberAction):
    """Asks whether to unlink, if there is something to unlink."""

    action_name = "action_account_unlink_telegram"

    async def act(self, turn: Turn) -> Events | None:
        """Say what would be unlinked. Raises NotLinked."""
        label = await self.services.telegram.linked(turn.rasa_id)
        if label is None:
            raise NotLinked
        turn.shows(await self.services.accounts.viewer(turn.rasa_id))
        turn.say("utter_account_telegram_about_to_unlink", label=label or turn.words("utter_account_telegram_no_name"))
        return [SlotSet(UNLINK_SURE, None), FollowupAction(UNLINK_FORM)]


class UnlinkTelegram(MemberAction):
    """Unlinks, once the member said yes."""

    action_name = "action_account_telegram_unlinked"
    afterwards = (SlotSet(UNLINK_SURE, None),)

    async def act(self, turn: Turn) -> Events | None:
        """Unlink and say so."""
        await self.services.telegram.unlink(turn.rasa_id)
        turn.say("utter_account_telegram_unlinked")
        return None


class _Validation(FormValidationAction):
    """Nothing to check: only a yes fills the slot."""

    def __init__(self, services: Services) -> None:
        del services


class ValidateLinkForm(_Validation):
    """The question whether to link."""

    def name(self) -> str:
        """Return the name that the domain gives the action."""
        return "validate_account_telegram_link_form"


class ValidateUnlinkForm(_Validation):
    """The question whether to unlink."""

    def name(self) -> str:
        """Return the name that the domain gives the action."""
        return "validate_account_telegram_unlink_form"


TELEGRAM_ACTIONS: tuple[Any, ...] = (
    LinkTelegram,
    ConfirmTelegramLink,
    RefuseTelegramLink,
    AskToUnlinkTelegram,
    UnlinkTelegram,
    ValidateLinkForm,
    ValidateUnlinkForm,
)
