"""Runs the action server on loopback."""

import os

import uvicorn
from rasa_sdk.executor import ActionExecutor

from actions.account import LogIn, LogOut
from actions.bank import ChangeDebit, ChangeReimbursementAccount, ViewBankDetails
from actions.base import MemberAction, Services
from actions.beneficiaries import ListBeneficiaries
from actions.beneficiary_changes import EnrolBeneficiary, RemoveBeneficiary
from actions.card import ReissueCard
from actions.contract import ViewContract
from actions.contract_changes import CancelContract, ChangeGuarantees
from actions.contributions import ViewContributions
from actions.deletion import DeleteAccount
from actions.documents import ChooseDelivery, RequestCertificate
from actions.documents_form import AskCertificateStep, ValidateCertificateForm
from actions.documents_letters import ListLetters
from actions.documents_useful import GetUsefulDocument
from actions.easy import EasyToRead
from actions.export import ExportPrint
from actions.glossary import Chat, Define
from actions.going_on import go_on
from actions.home import ViewHome
from actions.identifier import ChangeIdentifier
from actions.letters import Complain, WriteToUs
from actions.login_help import HelpLogin
from actions.opening import AskOpening, EndOpening, HelpActivation, ValidateOpeningForm
from actions.passwords import ManagePassword
from actions.practitioners import AskSearch, FindPartner, FindPractitioner, ValidateSearchForm
from actions.privacy import HideCare, OwnData, ShowCare
from actions.procedures_form import AskProcedureStep, ResumeProcedure, ValidateProcedureForm
from actions.profile import Notifications, ViewProfile
from actions.profile_change import UpdateContact
from actions.reimbursements import (
    ListPeriod,
    ListReimbursements,
    NextPage,
    PreviousPage,
    RefineReimbursements,
)
from actions.reimbursements_explained import ExplainReimbursement
from actions.reimbursements_form import ValidatePeriodForm
from actions.reimbursements_missing import TrackReimbursement
from actions.requests import FindHuman, FollowRequests
from actions.second_factor import SecondFactor
from actions.server import create_app
from actions.sessions import ListSessions, LogOutEverywhere
from actions.simulation import AskSimulation, Simulate, ValidateSimulationForm
from actions.situation import ReportSituation
from actions.smalltalk import Deny, Greet, OutOfScope
from actions.telegram import TELEGRAM_ACTIONS
from actions.third_party import ListThirdParty
from actions.unclear import Unclear
from mutuelle.account.passwords import Passwords
from mutuelle.clock import SystemClock
from mutuelle.logging import set_up_logging
from mutuelle.places.service import warm_up
from mutuelle.settings import Settings
from mutuelle.store import Store

ACTIONS = (
    AskProcedureStep,
    ValidateProcedureForm,
    ResumeProcedure,
    *TELEGRAM_ACTIONS,
    Deny,
    OutOfScope,
    Greet,
    Unclear,
    Chat,
    EasyToRead,
    ViewHome,
    Define,
    LogIn,
    LogOut,
    ExplainReimbursement,
    TrackReimbursement,
    ListReimbursements,
    RefineReimbursements,
    ListPeriod,
    NextPage,
    PreviousPage,
    FindHuman,
    FollowRequests,
    WriteToUs,
    Complain,
    ChangeGuarantees,
    CancelContract,
    ReissueCard,
    ViewContract,
    ViewContributions,
    ListBeneficiaries,
    RemoveBeneficiary,
    EnrolBeneficiary,
    ViewBankDetails,
    ChangeDebit,
    ChangeReimbursementAccount,
    OwnData,
    ShowCare,
    HideCare,
    ValidatePeriodForm,
    AskOpening,
    ValidateOpeningForm,
    EndOpening,
    HelpActivation,
    ManagePassword,
    HelpLogin,
    ChangeIdentifier,
    DeleteAccount,
    SecondFactor,
    ViewProfile,
    UpdateContact,
    ReportSituation,
    Notifications,
    ListSessions,
    LogOutEverywhere,
    RequestCertificate,
    ChooseDelivery,
    AskCertificateStep,
    ValidateCertificateForm,
    Simulate,
    AskSimulation,
    ValidateSimulationForm,
    ListThirdParty,
    FindPractitioner,
    FindPartner,
    AskSearch,
    ValidateSearchForm,
    ExportPrint,
    ListLetters,
    GetUsefulDocument,
)


def executor(built: Services) -> ActionExecutor:
    """Return rasa-sdk's executor with every action of ours."""
    registered = ActionExecutor()
    for action in ACTIONS:
        made = action(built, go_on) if issubclass(action, MemberAction) else action(built)
        registered.register_action(made)
    return registered


def main() -> None:
    """Serve until stopped."""
    set_up_logging()
    settings = Settings.from_env(os.environ)
    warm_up()
    built = Services.on(Store(settings.database_url), SystemClock(), settings, Passwords())
    app = create_app(executor(built), os.environ["ACTIONS_TOKEN"])
    uvicorn.run(
        app,
        host=os.environ.get("ACTIONS_HOST", "127.0.0.1"),
        port=int(os.environ.get("ACTIONS_PORT", "5055")),
        log_config=None,  # uvicorn's own would write exceptions whole
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
