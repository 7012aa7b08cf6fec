"""What every action shares: the core's refusals become answers, anything unexpected an apology."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeAlias

import structlog
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.answering import Turn
from actions.care_words import care_meant
from actions.codes import ask_for_code
from actions.refusals import refuse
from mutuelle.account.codes import Codes
from mutuelle.account.deletion import DeletionService
from mutuelle.account.identifiers import IdentifierService
from mutuelle.account.login_help import LoginHelp
from mutuelle.account.opening import OpeningService
from mutuelle.account.passwords import Passwords
from mutuelle.account.profile import ProfileService
from mutuelle.account.recovery import RecoveryService
from mutuelle.account.second_factor import SecondFactorService
from mutuelle.account.service import AccountService
from mutuelle.account.sessions import SessionService
from mutuelle.account.telegram import TelegramLinks
from mutuelle.bank.service import BankService
from mutuelle.clock import Clock
from mutuelle.contract.levels import LevelService
from mutuelle.contract.service import ContractService
from mutuelle.conversations.messages import to_body
from mutuelle.conversations.told import Telling
from mutuelle.conversations.worklist import Worklist
from mutuelle.documents.certificates import CertificateService
from mutuelle.documents.exports import ExportService
from mutuelle.documents.recaps import RecapService
from mutuelle.documents.service import DocumentService
from mutuelle.easy.service import EasyService
from mutuelle.errors import CodeNeeded, ConversationUnknown, MutuelleError, NotLoggedIn, SessionLocked
from mutuelle.glossary.service import GlossaryService
from mutuelle.letters.service import LetterService
from mutuelle.places.service import PlacesService
from mutuelle.practitioners.searching import SearchService
from mutuelle.practitioners.service import PractitionerService
from mutuelle.privacy.care import CareQuestion
from mutuelle.privacy.consents import ConsentService
from mutuelle.privacy.copying import CopyService
from mutuelle.procedures.catalogue import all_procedures
from mutuelle.procedures.pages import ProcedurePages
from mutuelle.procedures.service import ProcedureService
from mutuelle.reimbursements.explanations import ExplanationService
from mutuelle.reimbursements.opening import PaymentOpening
from mutuelle.reimbursements.service import ReimbursementService
from mutuelle.reimbursements.withheld import WithheldService
from mutuelle.requests.closings import CLOSINGS
from mutuelle.requests.service import RequestService
from mutuelle.settings import Settings
from mutuelle.simulation.service import SimulationService
from mutuelle.store import Store
from mutuelle.useful.service import UsefulService

logger = structlog.get_logger()

Events = list[dict[str, Any]]
GoingOn: TypeAlias = Callable[[Turn, "Services"], Awaitable[Events | None]]  # None: the message goes on with nothing
TIMEOUT_S = 8.0  # below the bot's patience with Rasa


@dataclass(frozen=True)
class Services:
    """The core's services, as the actions need them."""

    accounts: AccountService
    reimbursements: ReimbursementService
    explanations: ExplanationService
    withheld: WithheldService
    worklist: Worklist
    settings: Settings
    openings: OpeningService
    recoveries: RecoveryService
    codes: Codes
    telegram: TelegramLinks
    profiles: ProfileService
    sessions: SessionService
    contracts: ContractService
    banks: BankService
    requests: RequestService
    procedures: ProcedureService
    procedure_pages: ProcedurePages
    documents: DocumentService
    certificates: CertificateService
    identifiers: IdentifierService
    deletions: DeletionService
    second_factors: SecondFactorService
    login_help: LoginHelp
    simulations: SimulationService
    levels: LevelService
    opened_payments: PaymentOpening
    glossary: GlossaryService
    exports: ExportService
    recaps: RecapService
    letters: LetterService
    useful: UsefulService
    copies: CopyService
    consents: ConsentService
    practitioners: PractitionerService
    searches: SearchService
    easy: EasyService
    telling: Telling
    care_question: CareQuestion

    @classmethod
    def on(cls, store: Store, clock: Clock, settings: Settings, passwords: Passwords) -> Self:
        """Build every service on a database."""
        directory, places = PractitionerService(store), PlacesService(settings)
        procedures = ProcedureService(store, clock, settings, all_procedures(settings))
        return cls(
            accounts=AccountService(store, clock, settings, passwords),
            reimbursements=ReimbursementService(store, clock, settings),
            explanations=ExplanationService(store, clock, settings),
            withheld=WithheldService(store, clock, settings),
            worklist=Worklist(store, clock),
            settings=settings,
            openings=OpeningService(store, clock, settings, passwords),
            recoveries=RecoveryService(store, clock, settings, passwords),
            codes=Codes(store, clock, settings),
            telegram=TelegramLinks(store, clock, settings),
            profiles=ProfileService(store, clock, settings),
            sessions=SessionService(store, clock, settings),
            contracts=ContractService(store, clock, settings),
            banks=BankService(store, clock, settings),
            requests=RequestService(store, clock, settings, closings=CLOSINGS),
            procedures=procedures,
            procedure_pages=ProcedurePages(store, clock, settings, procedures),
            documents=DocumentService(store, clock, settings),
            certificates=CertificateService(store, clock, settings),
            identifiers=IdentifierService(store, clock, settings),
            deletions=DeletionService(store, clock, settings),
            second_factors=SecondFactorService(store, clock, settings),
            login_help=LoginHelp(store, clock, settings),
            simulations=SimulationService(store, clock, settings),
            levels=LevelService(store, clock, settings),
            opened_payments=PaymentOpening(store, clock, settings),
            glossary=GlossaryService(clock),
            exports=ExportService(store, clock, settings),
            recaps=RecapService(store, clock, settings),
            letters=LetterService(store, clock, settings),
            useful=UsefulService(store, clock, settings),
            copies=CopyService(store, clock, settings),
            consents=ConsentService(store, clock, settings),
            practitioners=directory,
            searches=SearchService(store, clock, settings, places=places, practitioners=directory),
            easy=EasyService(store, clock, settings),
            telling=Telling(store, clock, settings),
            care_question=CareQuestion(store, clock),
        )


class MemberAction(Action):
    """An action that answers through the core's log; subclasses name themselves and say what to do in `act`."""

    action_name: ClassVar[str]
    afterwards: ClassVar[Sequence[dict[str, Any]]] = ()  # events for the tracker, whatever happens

    def __init__(self, services: Services, going_on: GoingOn | None = None) -> None:
        self.services = services
        self._going_on = going_on

    def name(self) -> str:
        """Return the name that the domain gives the action."""
        return self.action_name

    async def act(self, turn: Turn) -> Events | None:
        """Compose the answer in `turn`; return events for the tracker. Raises the core's errors."""
        raise NotImplementedError

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        """Answer one call of the dialogue engine; never fails."""
        turn = Turn(tracker, domain)
        events: Sequence[dict[str, Any]] | None
        retold = False
        try:
            async with asyncio.timeout(TIMEOUT_S):
                turn.easy = await self.services.easy.is_on(turn.rasa_id)
                events = await self._going_on(turn, self.services) if self._going_on else None
                if events is None:
                    events = await self.act(turn)
        except MutuelleError as refusal:
            turn.clear()
            events = await self._tell(turn, refusal)
            retold = isinstance(refusal, NotLoggedIn | SessionLocked)
        except Exception as error:
            logger.exception("action_failed", action=self.action_name, error=type(error).__name__)
            turn.clear()
            turn.say("utter_unexpected_error")
            events = None
        await leave(dispatcher, turn, self.services, retold=retold)
        return [*(events or ()), *self.afterwards]

    async def _tell(self, turn: Turn, refusal: MutuelleError) -> Events | None:
        if isinstance(refusal, CodeNeeded):
            await ask_for_code(turn, refusal, self.services.codes)
            return None
        if isinstance(refusal, NotLoggedIn) and await care_meant(turn):
            return None
        return await refuse(turn, refusal, self.services.accounts)


async def turn_of(tracker: Tracker, domain: DomainDict, services: Services) -> Turn:
    """Return a turn of a conversation, talked as the member asked for."""
    return Turn(tracker, domain, easy=await services.easy.is_on(tracker.sender_id))


async def leave(dispatcher: CollectingDispatcher, turn: Turn, services: Services, *, retold: bool = False) -> None:
    """Leave the answer in the core's log and utter its opaque id. `retold`: the message is answered after a login."""
    asks = turn.hides_care and turn.viewer is not None and await services.care_question.is_due(turn.viewer)
    bodies = [to_body(message) for message in turn.messages(asks=asks)]
    if not bodies:
        return
    member_id = turn.viewer.member_id if turn.viewer else None
    try:
        answer = await services.worklist.leave_answer(
            turn.rasa_id, bodies, member_id=member_id, told=turn.told, retold=retold
        )
    except ConversationUnknown:
        dispatcher.utter_message(text=turn.words("utter_conversation_unknown"))
    else:
        dispatcher.utter_message(json_message={"answer": answer})
