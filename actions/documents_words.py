"""Puts documents into words: what is asked, why one is refused, how it is handed over."""

from actions.answering import Turn
from mutuelle.beneficiaries.rules import label_of
from mutuelle.conversations.messages import Button, Document
from mutuelle.documents.certificates import Progress
from mutuelle.documents.rules import CARD, CERTIFICATES, REMOVAL, type_label
from mutuelle.documents.service import Offer
from mutuelle.documents.wishes import Said
from mutuelle.french import file_size, long_date

BUTTONS = "utter_documents_buttons"
FORM, SLOT = "documents_certificate_form", "documents_step"
GIVEN = "utter_documents_given_{kind}"
KEPT = "utter_documents_kept_{how}"
ASK = "utter_documents_ask_{step}"
PROBLEM, FIRST = "utter_documents_problem_{problem}", "utter_requests_problem_first"
REFUSED = "utter_documents_refused_{problem}"
INSTEAD = {  # what to offer when a document cannot be had, by why
    "other": ("rights", "third_party", "human"),
    "nothing_removed": ("rights", "remove", "cancel_contract", "human"),
    "contract_ended": ("removal", "human"),
    "contract_to_come": ("human",),
    "no_contributions": ("rights", "human"),
    "contributions_year": ("contributions", "human"),
}


def said_in(turn: Turn) -> Said:
    """Return what the member said of the certificate, by his words or by a button of ours."""
    if turn.text:
        return Said(turn.text, turn.mentions("beneficiary", "person_name"))
    kinds, people, years = (turn.mentions(one) for one in ("document_type", "beneficiary", "period"))
    return Said(
        kind=kinds[0].removeprefix("#") if kinds else "",
        person=people[0] if people else "",
        year=years[0] if years else "",
    )


def hand_over(turn: Turn, offer: Offer, *, lead: str = "") -> None:
    """Answer with the document, or with the question how to receive it; `lead` tells what it says, before how."""
    turn.shows(offer.viewer)
    if offer.state == "ask":
        turn.say("utter_documents_ask_delivery")
        return
    how = "file" if offer.state == "file" else offer.viewer.channel
    kind = offer.wanted.topic_kind
    lines = [lead or turn.words(GIVEN.format(kind=kind)), turn.words(KEPT.format(how=how))]
    if offer.wanted.tells_care and not offer.viewer.sees_care:
        lines.append(turn.words("utter_documents_kept_care"))
    label = "utter_documents_label" if offer.size else "utter_documents_label_long"
    turn.add(
        Document(
            text="\n".join(lines),
            what=kind,
            name=offer.name,
            media_type=offer.media_type,
            size=offer.size,
            label=turn.words(label, type=type_label(offer.media_type), size=file_size(offer.size)),
            view_label=turn.words("utter_documents_view_label"),
            url=offer.url,
            download_id=offer.download_id if offer.state == "file" else 0,
            buttons=(turn.button(BUTTONS, "paper_card"),) if kind == CARD else (),
        )
    )


def say_refused(turn: Turn, progress: Progress) -> None:
    """Say why there is no such document, and offer what there is."""
    turn.shows(progress.viewer)
    day = long_date(progress.ended_on) if progress.ended_on else ""
    buttons = [turn.button(BUTTONS, name) for name in INSTEAD[progress.problem]]
    turn.say(REFUSED.format(problem=progress.problem), buttons=buttons, day=day, year=progress.wish.year)


def say_question(turn: Turn, progress: Progress) -> None:
    """Ask for what is missing."""
    turn.shows(progress.viewer)
    turn.say(ASK.format(step=progress.step), buttons=[*_choices(turn, progress), turn.button(BUTTONS, "cancel")])


def say_problem(turn: Turn, progress: Progress) -> None:
    """Say what could not be used of the last answer."""
    turn.shows(progress.viewer)
    removal = progress.problem == "unknown_person" and progress.wish.kind == REMOVAL
    problem = "not_removed" if removal else progress.problem
    turn.say(FIRST if problem == "first" else PROBLEM.format(problem=problem))


def _choices(turn: Turn, progress: Progress) -> list[Button]:
    if progress.step == "kind":
        return [turn.button(BUTTONS, kind) for kind in CERTIFICATES]
    if progress.step == "year":
        return [turn.button(BUTTONS, "year", year=year) for year in progress.years[:6]]
    made = [
        turn.button(BUTTONS, "person", first_name=one.first_name, relation=label_of(one), id=one.id)
        if one.gender
        else turn.button(BUTTONS, "removed", first_name=one.first_name, id=one.id)
        for one in progress.people
    ]
    return [*made, turn.button(BUTTONS, "everyone")] if progress.wish.kind != REMOVAL and len(made) > 1 else made
