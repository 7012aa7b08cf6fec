"""Talks procedures over, and has each done once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.account.step_up import use_code
from mutuelle.clock import Clock, today
from mutuelle.contract.tables import Member
from mutuelle.conversations import log
from mutuelle.errors import NothingToResume
from mutuelle.procedures import stack as drafts
from mutuelle.procedures.model import Choice, Draft, Said, Step
from mutuelle.procedures.procedure import Case, Outcome, Procedure
from mutuelle.procedures.stack import RESUME, Stack
from mutuelle.procedures.tables import Effect
from mutuelle.procedures.talk import CONFIRM, FIRST, RECAP_STEP, Heard, Talk
from mutuelle.sealing import unseal
from mutuelle.settings import Settings
from mutuelle.store import Store

SEALED, SEALING = drafts.SEALED, drafts.SEALING
_MEMBER_LOCKED = select(Member.id).where(Member.id == bindparam("member")).with_for_update()


@dataclass(frozen=True)
class Progress:
    """Where a procedure stands.

    States: `asking` (`step`, with its `choices`), `begun` (the same, of a procedure that had to come first), `done`
    (`outcome`), `cancelled`, `given_up`, `elsewhere` (it was no answer), `nothing` (there is none). `draft` and
    `context` are what is known; secrets in them are sealed. `problem`: why the last answer could not be used.
    `resumes`: the procedure that was interrupted by this one and goes on now.
    """

    state: str
    viewer: Viewer
    draft: Draft = Draft("")  # noqa: RUF009
    context: Any = None
    step: Step = RECAP_STEP
    choices: tuple[Choice, ...] = ()
    problem: str | None = None
    outcome: Outcome | None = None
    resumes: str | None = None
    resumed: bool = False
    version: str = ""


class ProcedureService:
    """Begins, goes on with, and ends the procedures of the member who is logged in in a conversation."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, procedures: Iterable[Procedure[Any]]) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._procedures = {procedure.kind: procedure for procedure in procedures}

    def of(self, kind: str) -> Procedure[Any]:
        """Return the procedure of a kind. Raises KeyError."""
        return self._procedures[kind]

    async def begin(self, rasa_id: str, kind: str, text: str = "", values: Mapping[str, str] | None = None) -> Progress:
        """Begin a procedure with what the sentence and a tapped button (`values`) say already.

        One of the same kind that was left in the middle goes on (`resumed`), unless this sentence says something new.
        Raises NotLoggedIn, SessionLocked, and what forbids to begin it.
        """
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            await drafts.lock(connection, viewer)
            procedure = self._procedures[kind]
            context = await procedure.context(connection, viewer, today(self._clock))
            talk, stack = Talk(procedure, context), await drafts.load(connection, viewer)
            heard = talk.begin(text, dict(values or {}))
            left = next((draft for draft in stack.drafts if draft.kind == kind and draft.answered), None)
            new = left is None or not heard.draft.values.items() <= left.values.items()
            resumed = not new and heard.problem is None
            draft = replace(left, waiting=False, tries=0) if resumed and left else heard.draft
            await drafts.save(connection, viewer, stack.pushed(draft), now=self._clock.now())
        return replace(self._asking(talk, viewer, draft, context, heard.problem), resumed=resumed)

    async def wished(self, rasa_id: str, kind: str, text: str) -> Mapping[str, str]:
        """Return what a sentence says of a procedure that is not begun yet. Raises NotLoggedIn, SessionLocked."""
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            procedure = self._procedures[kind]
            context = await procedure.context(connection, viewer, today(self._clock))
        return Talk(procedure, context).begin(text, {}).draft.values

    async def progress(self, rasa_id: str) -> Progress:
        """Return what is to be asked now. Raises NotLoggedIn, SessionLocked."""
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            draft = (await drafts.load(connection, viewer)).top
            if draft is None or draft.kind not in self._procedures:
                return Progress("nothing", viewer)
            context = await self._procedures[draft.kind].context(connection, viewer, today(self._clock))
        return self._asking(Talk(self._procedures[draft.kind], context), viewer, draft, context)

    async def go_on(self, rasa_id: str, said: Said) -> Progress:
        """Take an answer. What it confirms is done once, however often the same message comes.

        Raises NotLoggedIn, SessionLocked, CodeNeeded, and what forbids to do it: nothing is done then.
        """
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            await drafts.lock(connection, viewer)
            seq = await log.oldest_pending_seq(connection, viewer.conversation_id)
            stack = await drafts.load(connection, viewer)
            done = await self._done_by(connection, viewer, seq)
            if done is not None:
                return replace(done, resumes=stack.top.kind if stack.top else None)
            draft = stack.top
            if draft is None or draft.kind not in self._procedures:
                return Progress("nothing", viewer)
            procedure = self._procedures[draft.kind]
            context = await procedure.context(connection, viewer, today(self._clock))
            talk = Talk(procedure, context)
            heard = talk.hear(draft, said)
            if heard.problem == FIRST and len(stack.drafts) > 1:  # a step back from a detour leads to what it left
                heard = Heard("cancelled", draft)
            if heard.state == "elsewhere":
                return self._asking(talk, viewer, draft, context, state="elsewhere")
            if heard.state == "detour":
                return await self._turn_off(connection, viewer, stack.with_top(heard.draft), heard, said.text)
            outcome = None
            if heard.state == "confirmed":
                await connection.execute(_MEMBER_LOCKED, {"member": viewer.member_id})
                context = await procedure.context(connection, viewer, today(self._clock))  # nobody else changes it now
                outcome = await self._carry_out(connection, viewer, procedure, heard.draft, context, seq)
                stack = Stack((heard.draft,)) if procedure.drops_others else stack
            stack = stack.with_top(heard.draft) if heard.state == "asking" else stack.popped()
            await drafts.save(connection, viewer, stack, now=self._clock.now())
        return self._after(talk, viewer, context, heard, outcome, stack)

    async def would_take(self, rasa_id: str, heard: Sequence[Said]) -> tuple[str, ...]:
        """Return what each of these would do as the next answer: `told`, `confirmed`, `cancelled`, `detour`; "": none.

        Nothing is done. Nothing is an answer by itself where the member writes a letter. Raises NotLoggedIn,
        SessionLocked, and what forbids to go on.
        """
        async with self._store.read() as connection:
            viewer = await self._viewer(connection, rasa_id)
            draft = (await drafts.load(connection, viewer)).top
            if draft is None or draft.kind not in self._procedures:
                return ("",) * len(heard)
            context = await self._procedures[draft.kind].context(connection, viewer, today(self._clock))
        talk = Talk(self._procedures[draft.kind], context)
        return tuple(talk.would_take(draft, said) for said in heard)

    async def _turn_off(
        self, connection: AsyncConnection, viewer: Viewer, stack: Stack, heard: Heard, text: str
    ) -> Progress:
        procedure = self._procedures[heard.detour]
        context = await procedure.context(connection, viewer, today(self._clock))
        talk = Talk(procedure, context)
        begun = talk.begin(text, dict(heard.values))
        await drafts.save(connection, viewer, stack.pushed(begun.draft), now=self._clock.now())
        return replace(self._asking(talk, viewer, begun.draft, context, begun.problem), state="begun")

    async def wait(self, rasa_id: str) -> str:
        """Note that a one-time code is awaited, and nothing asked meanwhile; return the payload that confirms then.

        It confirms what the member saw, and nothing that he changed since.
        """
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            stack = await drafts.load(connection, viewer)
            if stack.top is None:
                raise NothingToResume
            waiting = stack.with_top(replace(stack.top, waiting=True))
            await drafts.save(connection, viewer, waiting, now=self._clock.now())
            procedure = self._procedures[stack.top.kind]
            context = await procedure.context(connection, viewer, today(self._clock))
        version = Talk(procedure, context).version(stack.top)
        choice = json.dumps({"field": f"#{CONFIRM}{version}"})
        return f"{RESUME}{choice}"

    async def pause(self, rasa_id: str) -> None:
        """Note that the message being answered could not be taken for want of a login: it is taken after it."""
        async with self._store.write() as connection:
            conversation = await log.by_rasa_id(connection, rasa_id)
            seq = await log.oldest_pending_seq(connection, conversation.id)
            await drafts.pause(connection, rasa_id, seq=seq)

    async def abandon(self, rasa_id: str) -> str | None:
        """Drop what cannot be done any more; return the kind of what it had interrupted. Raises NotLoggedIn."""
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            stack = (await drafts.load(connection, viewer)).popped()
            await drafts.save(connection, viewer, stack, now=self._clock.now())
        return stack.top.kind if stack.top else None

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)

    def _asking(
        self,
        talk: Talk,
        viewer: Viewer,
        draft: Draft,
        context: Any,
        problem: str | None = None,
        *,
        state: str = "asking",
    ) -> Progress:
        step, choices = talk.step(draft), talk.choices(draft)
        return Progress(state, viewer, draft, context, step, choices, problem, version=talk.version(draft))

    def _after(
        self, talk: Talk, viewer: Viewer, context: Any, heard: Heard, outcome: Outcome | None, stack: Stack
    ) -> Progress:
        if heard.state == "asking":
            return self._asking(talk, viewer, heard.draft, context, heard.problem)
        state = "done" if heard.state == "confirmed" else heard.state
        resumes = stack.top.kind if stack.top else None
        return Progress(state, viewer, heard.draft, context, outcome=outcome, resumes=resumes)

    async def _carry_out(
        self,
        connection: AsyncConnection,
        viewer: Viewer,
        procedure: Procedure[Any],
        draft: Draft,
        context: Any,
        seq: int | None,
    ) -> Outcome:
        now = self._clock.now()
        values = {key: self._opened(value) for key, value in draft.values.items()}
        purpose = procedure.purpose_of(values)
        if purpose is not None:
            await use_code(connection, viewer, purpose=purpose, now=now)
        key = f"{viewer.conversation_id}:{seq}"
        outcome = await procedure.carry_out(
            Case(connection, viewer, values, context, now=now, today=today(self._clock), key=key)
        )
        await connection.execute(
            insert(Effect).values(
                member_id=viewer.member_id,
                conversation_id=viewer.conversation_id,
                channel=viewer.channel,
                event_seq=seq,
                kind=procedure.kind,
                request_number=outcome.request_number,
                outcome={"values": dict(outcome.values), "response": outcome.response},
                made_at=now,
            )
        )
        return outcome

    async def _done_by(self, connection: AsyncConnection, viewer: Viewer, seq: int | None) -> Progress | None:
        if seq is None:
            return None
        row = (
            await connection.execute(
                select(Effect.kind, Effect.request_number, Effect.outcome).where(
                    Effect.conversation_id == viewer.conversation_id,
                    Effect.member_id == viewer.member_id,
                    Effect.event_seq == seq,
                )
            )
        ).one_or_none()
        if row is None:
            return None
        outcome = Outcome(row.outcome["values"], row.request_number, row.outcome["response"])
        return Progress("done", viewer, Draft(row.kind), outcome=outcome)

    def _opened(self, value: str) -> str:
        return unseal(self._settings.secret, SEALING, value.removeprefix(SEALED)) if value.startswith(SEALED) else value
