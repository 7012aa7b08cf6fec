"""Erasing one's conversations: at once, once confirmed; a request that is done keeps when, as the member's proof."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer
from mutuelle.account.footprint import forget_begun, owner_of
from mutuelle.account.opening import in_words
from mutuelle.conversations import log
from mutuelle.conversations.erasing import Scope, erase_said
from mutuelle.mail.retention import erase_written
from mutuelle.privacy.asking import EVERYWHERE, HERE, privacy_words, scope_of
from mutuelle.procedures.model import RECAP, Choice, Said, Step
from mutuelle.procedures.procedure import Case, Outcome, Procedure, Values
from mutuelle.requests.opening import Requested, open_request


class ConversationErasure(Procedure[None]):
    """Erases what was said. Value: `scope`, here or everywhere."""

    kind = "privacy_erasure"
    intents = frozenset({"gdpr_request"})
    drops_others = True

    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def context(self, connection: AsyncConnection, viewer: Viewer, today: date) -> None:
        """Need to know nothing."""
        del connection, viewer, today

    def steps(self, values: Values, context: None) -> Sequence[Step]:
        """Return which conversations."""
        del values, context
        return (Step.of("scope"),)

    def wish(self, text: str, context: None) -> dict[str, str]:
        """Return which conversations the sentence means."""
        del context
        return {"scope": scope_of(text)}

    def read(self, step: Step, said: Said, values: Values, context: None) -> dict[str, str]:
        """Return which conversations an answer means."""
        del step, values, context
        return {"scope": scope_of(said.text)}

    def choices(self, step: Step, values: Values, context: None) -> Sequence[Choice]:
        """Return the two scopes; at the recap, the other one."""
        del context
        words = privacy_words()["choices"]
        other = [scope for scope in (EVERYWHERE, HERE) if step.name != RECAP or scope != values.get("scope")]
        return [Choice(words[scope], {"scope": scope}) for scope in other]

    async def carry_out(self, case: Case) -> Outcome:
        """Erase, and record that it was done."""
        viewer, connection = case.viewer, case.connection
        owner = await owner_of(connection, viewer.account_id)
        here = case.values["scope"] == HERE
        conversations = (viewer.conversation_id,) if here else owner.conversations
        keep_from = await log.oldest_pending_seq(connection, viewer.conversation_id)
        if keep_from is None:
            keep_from = (await log.advance(connection, viewer.conversation_id, count=1)).first
        scope = Scope(conversations, viewer.conversation_id, keep_from)
        erased = await erase_said(connection, owner, scope, now=case.now)
        await forget_begun(connection, owner, conversations)
        if not here:
            await erase_written(connection, owner.addresses, now=case.now)
        content = {"scope": case.values["scope"], "messages": erased}
        asked = Requested(viewer.member_id, self.kind, content, key=case.key, done=True)
        recorded = await open_request(connection, asked, secret=self._secret, now=case.now)
        told = {"count": str(erased), "at": in_words(case.now)}
        return Outcome(told, recorded.number, case.values["scope"])
