"""How each procedure is talked over, for the tests that walk them all: what opens it, how its questions are answered.

A question that is not here is answered by tapping its first choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

IBAN = "FR76 3000 6000 0112 3456 7890 189"
ACCOUNT = {"holder": "Claire Vasseur", "iban": IBAN, "bic": "", "mandate": "oui"}


@dataclass(frozen=True)
class Walk:
    """The first sentence with its intent, answers by step, forms by step of the page, and a correction at the recap.

    `button`: how the button begins that the first sentence leads to. `corrects`: what is said at the recap, and what it
    shows then. `waits_for`: the state that a request of the member has to be in before (mutuelle/requests/rules.py).
    """

    intent: str
    opening: str
    corrects: tuple[str, str] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    button: str = ""
    waits_for: str = ""


WALKS = {
    "card_reissue": Walk("reissue_card", "j'ai perdu ma carte"),
    "requests_message": Walk(
        "write_to_us",
        "je voudrais vous écrire",
        ("ajoutez que c'est urgent", "c'est urgent"),
        {
            "subject": "mes cotisations",
            "message": "Pourquoi ma cotisation a-t-elle augmenté de trois euros ce mois-ci ?",
        },
        {"attachments": {}},
    ),
    "requests_complaint": Walk(
        "complaint",
        "je veux faire une réclamation",
        ("ajoutez que j'ai appelé deux fois", "appelé deux fois"),
        {"message": "cela fait six mois que j'attends une réponse à mes trois courriers"},
    ),
    "requests_human": Walk("talk_to_human", "rappelez-moi", ("non, plutôt le matin", "matin")),
    "requests_document": Walk(
        "track_request",
        "où en est ma demande",
        button="Envoyer le document",
        forms={"attachments": {"attachments": ""}},
        waits_for="missing_document",
    ),
    "requests_withdrawal": Walk("track_request", "annuler ma demande", waits_for="received"),
    "contract_guarantees": Walk(
        "change_coverage",
        "je veux changer mes garanties",
        ("non finalement juste pour Paul", "Paul"),
        {"budget": "40 euros de plus"},
    ),
    "contract_cancellation": Walk(
        "cancel_contract", "je veux résilier", ("non finalement le 31 janvier 2027", "31 janvier 2027")
    ),
    "bank_debit": Walk(
        "update_direct_debit_account", "changer de RIB pour les prélèvements", forms={"account": ACCOUNT}
    ),
    "bank_reimbursements": Walk(
        "update_refund_account",
        "changer mon RIB pour les remboursements",
        ("non, seulement pour Paul", "Paul"),
        forms={"account": ACCOUNT},
    ),
    "beneficiaries_removal": Walk(
        "remove_beneficiary",
        "retirer quelqu'un de mon contrat",
        ("non, finalement le 31 janvier 2027", "31 janvier 2027"),
        {"reason": "divorce", "since": "le 31 décembre"},
        {"proof": {}},
    ),
    "beneficiaries_enrolment": Walk(
        "add_beneficiary",
        "je veux ajouter quelqu'un sur mon contrat",
        ("non, plutôt le 1er décembre", "1er décembre 2026"),
        {"relation": "ma femme", "name": "Julie Martin", "birth_date": "3 mai 1985"},
        {"identity": {"nir": "285057800608441"}},
    ),
    "profile_contact": Walk(
        "update_contact_details",
        "mettez à jour mes coordonnées",
        ("non, c'est le 12 allée des Tilleuls", "12 allée des Tilleuls"),
        {"street": "8 allée des Tilleuls", "place": "21000 Dijon", "since": "aujourd'hui"},
    ),
    "profile_status": Walk(
        "report_situation_change",
        "ma situation familiale a changé",
        ("non, pacsée", "pacsée"),
        {"since": "le 3 novembre"},
    ),
    "reimbursements_missing": Walk(
        "track_reimbursement",
        "je n'ai pas été remboursée",
        ("pardon c'était le 4", "4 novembre 2026"),
        {"care_on": "le 3 novembre"},
    ),
    "requests_situation": Walk(
        "report_situation_change",
        "je pars à la retraite",
        ("non, finalement le 1er février", "1er février 2027"),
        {"since": "le 1er janvier"},
    ),
    "privacy_erasure": Walk("gdpr_request", "effacez mes conversations"),
    "privacy_right": Walk(
        "gdpr_request",
        "je m'oppose au traitement de mes données",
        answers={"message": "je ne veux plus que mes données servent à des statistiques"},
    ),
}
