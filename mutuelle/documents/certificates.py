"""Talks over which certificate a member wants, and issues it; issues the digital card."""

from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mutuelle.account.access import Viewer, viewer_of
from mutuelle.beneficiaries.rules import Person, Relation
from mutuelle.beneficiaries.service import covered_people, people_of
from mutuelle.clock import Clock, today
from mutuelle.contract.tables import Contract
from mutuelle.conversations.recollections import forget, recall, remember
from mutuelle.documents.drafts import Owner
from mutuelle.documents.facts import removed_from
from mutuelle.documents.issuing import issue
from mutuelle.documents.rules import CARD, CONTRIBUTIONS, REMOVAL
from mutuelle.documents.service import CERTIFICATE, Wanted
from mutuelle.documents.sources import Sources
from mutuelle.documents.wishes import Heard, Said, Wish, answers, hear
from mutuelle.errors import ConversationUnknown, NotLoggedIn
from mutuelle.patience import GIVE_UP_AFTER
from mutuelle.procedures.replies import reply_in
from mutuelle.settings import Settings
from mutuelle.store import Store

TOPIC, ISSUED = "certificates", "certificates_issued"  # the wish on its way; the one that was granted last


@dataclass(frozen=True)
class Progress:
    """Where a wish stands: `asking` its `step`, `done`, `refused`, `cancelled`, `given_up`, `nothing`.

    `step` is `kind`, `person` or `year`. `problem` says what could not be used of the answer, or why it is refused;
    `first`: there is no question before. `people` and `years` are the choices to offer; `wanted` is the document, once
    it was issued.
    """

    state: str
    viewer: Viewer
    wish: Wish = field(default_factory=Wish)
    step: str = ""
    problem: str = ""
    people: tuple[Person, ...] = ()
    years: tuple[int, ...] = ()
    ended_on: date | None = None
    wanted: Wanted | None = None


class CertificateService:
    """Issues cards and certificates to the member who is logged in in a conversation."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, *, sources: Sources | None = None) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._sources = sources or Sources()

    async def card(self, rasa_id: str) -> Progress:
        """Issue the card of everybody whom the contract covers. Raises NotLoggedIn, SessionLocked."""
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            people = await covered_people(connection, viewer.contract_id, today(self._clock))
            wish = Wish(CARD, tuple(person.id for person in people))
            return await self._judged(connection, viewer, Heard(wish), people)

    async def begin(self, rasa_id: str, said: Said) -> Progress:
        """Begin with what the member says already; a tap goes on with what was asked before.

        Raises ConversationUnknown, NotLoggedIn, SessionLocked, DocumentChanged.
        """
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            kept = None if said.text else await recall(connection, viewer, TOPIC)
            return await self._heard(connection, viewer, Wish.from_json(kept) if kept else Wish(), said)

    async def progress(self, rasa_id: str) -> Progress:
        """Return what is to be asked now. Raises ConversationUnknown, NotLoggedIn, SessionLocked."""
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            kept = await recall(connection, viewer, TOPIC)
            if kept is None:
                return Progress("nothing", viewer)
            wish = Wish.from_json(kept)
            return await self._judged(connection, viewer, Heard(wish), await self._people(connection, viewer, wish))

    async def go_on(self, rasa_id: str, said: Said, *, reply: str | None = None) -> Progress:
        """Take an answer, a step back to which certificate it is, or the `no` that the dialogue engine recognised.

        Raises ConversationUnknown, NotLoggedIn, SessionLocked, DocumentChanged.
        """
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            kept = await recall(connection, viewer, TOPIC)
            if kept is None:
                return Progress("nothing", viewer)
            wish = Wish.from_json(kept)
            people = await self._people(connection, viewer, wish)
            if reply_in(said.text) == "back":
                return await self._heard_back(connection, viewer, wish)
            if answers(wish, said, people, today=today(self._clock)):
                return await self._heard(connection, viewer, wish, said)
            if reply == "no":
                await forget(connection, viewer, TOPIC)
                return Progress("cancelled", viewer)
            wish = replace(wish, tries=wish.tries + 1)
            if wish.tries >= GIVE_UP_AFTER:
                await forget(connection, viewer, TOPIC)
                return Progress("given_up", viewer)
            return await self._judged(connection, viewer, Heard(wish, "not_understood"), people)

    async def again(self, rasa_id: str, said: Said) -> Progress | None:
        """Go on with the certificate issued last: « et pour Manon ? »; None when the message says nothing new of it.

        Raises ConversationUnknown, NotLoggedIn, SessionLocked, DocumentChanged.
        """
        async with self._store.write() as connection:
            viewer = await self._viewer(connection, rasa_id)
            kept = await recall(connection, viewer, ISSUED)
            wish = Wish.from_json(kept) if kept else Wish()
            people = await self._people(connection, viewer, wish)
            heard = hear(wish, said, people, today=today(self._clock))
            if kept is None or (heard.problem is None and heard.wish.parameters == wish.parameters):
                return None
            return await self._heard(connection, viewer, wish, said)

    async def is_answered_by(self, rasa_id: str, said: Said) -> bool:
        """Say whether a message tells something new of the certificate. False when nobody is logged in."""
        try:
            async with self._store.read() as connection:
                viewer = await self._viewer(connection, rasa_id)
                kept = await recall(connection, viewer, TOPIC)
                wish = Wish.from_json(kept) if kept else Wish()
                people = await self._people(connection, viewer, wish)
        except (NotLoggedIn, ConversationUnknown):
            return False
        return kept is not None and answers(wish, said, people, today=today(self._clock))

    async def _heard(self, connection: AsyncConnection, viewer: Viewer, wish: Wish, said: Said) -> Progress:
        kind = hear(wish, said, (), today=today(self._clock)).wish.kind  # it says whom it may be about
        people = await self._people(connection, viewer, replace(wish, kind=kind))
        known = {person.id for person in people}
        if wish.people and not set(wish.people) <= known:
            wish = replace(wish, people=None)
        return await self._judged(connection, viewer, hear(wish, said, people, today=today(self._clock)), people)

    async def _heard_back(self, connection: AsyncConnection, viewer: Viewer, wish: Wish) -> Progress:
        heard = Heard(Wish(), "first" if wish.kind is None else None)
        return await self._judged(connection, viewer, heard, await self._people(connection, viewer, heard.wish))

    async def _judged(
        self, connection: AsyncConnection, viewer: Viewer, heard: Heard, people: tuple[Person, ...]
    ) -> Progress:
        """Refuse, ask for what is missing, or issue."""
        wish = heard.wish
        found = await self._refusal(connection, viewer, wish, people) or await self._missing(
            connection, viewer, heard, people
        )
        if found.state == "asking":
            await remember(connection, viewer, TOPIC, found.wish.to_json(), now=self._clock.now())
            return found
        await forget(connection, viewer, TOPIC)
        if found.state == "refused":
            return found
        wish = found.wish
        await remember(connection, viewer, ISSUED, wish.to_json(), now=self._clock.now())
        reference = await issue(
            connection,
            Owner(viewer.member_id, viewer.contract_id),
            str(wish.kind),
            wish.parameters,
            now=self._clock.now(),
            settings=self._settings,
            sources=self._sources,
        )
        return replace(found, wanted=Wanted(CERTIFICATE, {"reference": reference}, str(wish.kind)))

    async def _refusal(
        self, connection: AsyncConnection, viewer: Viewer, wish: Wish, people: tuple[Person, ...]
    ) -> Progress | None:
        contract = await _contract(connection, viewer)
        day = today(self._clock)
        problem = ""
        if wish.kind == "other":
            problem = "other"
        elif wish.kind == REMOVAL:
            problem = "" if people else "nothing_removed"
        elif wish.kind == CONTRIBUTIONS:
            years = await self._sources.contributions.years(connection, viewer.contract_id)
            problem = "no_contributions" if not years else ""
            if years and wish.year is not None and wish.year not in years:
                problem = "contributions_year"
        elif wish.kind is not None and contract.ended_on is not None and contract.ended_on < day:
            problem = "contract_ended"
        elif wish.kind is not None and contract.effective_on > day:
            problem = "contract_to_come"
        if not problem:
            return None
        ended_on = contract.effective_on if problem == "contract_to_come" else contract.ended_on
        return Progress("refused", viewer, wish, problem=problem, ended_on=ended_on)

    async def _missing(
        self, connection: AsyncConnection, viewer: Viewer, heard: Heard, people: tuple[Person, ...]
    ) -> Progress:
        wish, problem = heard.wish, heard.problem or ""
        if wish.kind is None:
            return Progress("asking", viewer, wish, "kind", problem)
        if wish.kind == CONTRIBUTIONS:
            years = await self._sources.contributions.years(connection, viewer.contract_id)
            if wish.year is None and len(years) > 1:
                return Progress("asking", viewer, wish, "year", problem, years=years)
            return Progress("done", viewer, replace(wish, year=wish.year or years[0]))
        if wish.kind == REMOVAL and not wish.people and (len(people) == 1 or await self._is_closed(connection, viewer)):
            wish = replace(wish, people=tuple(person.id for person in people)) if not problem else wish
        if not wish.people:
            meant = tuple(person for person in people if person.id in wish.among)
            return Progress("asking", viewer, wish, "person", problem, people=meant or people)
        return Progress("done", viewer, wish, people=tuple(one for one in people if one.id in wish.people))

    async def _people(self, connection: AsyncConnection, viewer: Viewer, wish: Wish) -> tuple[Person, ...]:
        """Return those whom a certificate of this kind may be about."""
        if wish.kind != REMOVAL:
            return await covered_people(connection, viewer.contract_id, today(self._clock))
        known = {person.id: person for person in await people_of(connection, viewer.contract_id)}
        removed = await removed_from(connection, viewer.contract_id, self._sources, day=today(self._clock))
        return tuple(
            known.get(one.beneficiary_id)
            or Person(one.beneficiary_id, one.first_name, one.last_name, one.birth_date, Relation.CHILD, "")
            for one in removed
        )

    async def _is_closed(self, connection: AsyncConnection, viewer: Viewer) -> bool:
        ended_on = (await _contract(connection, viewer)).ended_on
        return ended_on is not None and ended_on < today(self._clock)

    async def _viewer(self, connection: AsyncConnection, rasa_id: str) -> Viewer:
        return await viewer_of(connection, rasa_id=rasa_id, now=self._clock.now(), idle=self._settings.session_idle)


async def _contract(connection: AsyncConnection, viewer: Viewer) -> Row[date, date | None]:
    found = select(Contract.effective_on, Contract.ended_on).where(Contract.id == viewer.contract_id)
    return (await connection.execute(found)).one()
