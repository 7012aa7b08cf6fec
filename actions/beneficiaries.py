"""The people whom the contract covers, and with what."""

from collections.abc import Sequence

from actions.answering import Turn
from actions.base import Events, MemberAction, Services
from mutuelle.beneficiaries.rules import Everyone, NobodyCovered, Relation, SeveralCovered, label_of, named_beneficiary
from mutuelle.contract.rules import guarantees_named, meaning_of
from mutuelle.contract.service import Cover, Covered
from mutuelle.conversations.messages import Card, Cards, Entry
from mutuelle.errors import BeneficiaryUnknown
from mutuelle.french import long_date

BUTTONS = "utter_beneficiaries_buttons"
BORN = "utter_beneficiaries_born_{gender}"


class ListBeneficiaries(MemberAction):
    """Lists whom the contract covers."""

    action_name = "action_beneficiaries_list"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the people, the one asked about alone when there is one. Raises BeneficiaryUnknown."""
        cover = await self.services.contracts.cover(turn.rasa_id)
        turn.shows(cover.viewer)
        people = meant(turn, cover)
        response = "utter_beneficiaries_shown_one" if len(cover.people) == 1 else "utter_beneficiaries_shown"
        turn.add(
            Cards(
                text=turn.words(response, count=len(cover.people)),
                cards=tuple(_card(turn, one) for one in people),
                buttons=tuple(turn.button(BUTTONS, name) for name in ("guarantees", "add", "remove")),
            )
        )
        return None


async def show_guarantees(turn: Turn, services: Services) -> None:
    """Answer with the guarantees of each person, or of the one asked about, each explained once."""
    cover = await services.contracts.cover(turn.rasa_id)
    turn.shows(cover.viewer)
    people = meant(turn, cover)
    every = list(dict.fromkeys(name for one in people for name, _ in one.guarantees))
    named = guarantees_named(turn.text, every)
    explained = [
        turn.words("utter_beneficiaries_meaning", guarantee=name, meaning=meaning_of(name))
        for name in (named or every)
        if meaning_of(name)
    ]
    turn.add(
        Cards(
            text=turn.words("utter_beneficiaries_guarantees"),
            cards=tuple(_guarantees(turn, one, named) for one in people),
            footer="\n".join(explained),
            buttons=tuple(turn.button(BUTTONS, name) for name in ("levels", "simulate", "contract")),
        )
    )


def meant(turn: Turn, cover: Cover) -> tuple[Covered, ...]:
    """Return the people that the sentence is about, all unless it names some. Raises BeneficiaryUnknown."""
    people = tuple(one.person for one in cover.people)
    named = named_beneficiary(turn.text, people, mentioned=()) if turn.text else None
    if isinstance(named, NobodyCovered):
        raise BeneficiaryUnknown(named.named, people)
    if named is None or isinstance(named, Everyone):
        return cover.people
    chosen = set(named.people) if isinstance(named, SeveralCovered) else {named}
    return tuple(one for one in cover.people if one.person in chosen)


def _card(turn: Turn, covered: Covered) -> Card:
    person = covered.person
    until = covered.until
    return turn.card(
        "utter_beneficiaries_card",
        name=f"{person.first_name} {person.last_name}",
        relation=_relation(turn, covered),
        birth_date=turn.words(BORN.format(gender=person.gender.lower()), day=long_date(person.birth_date)),
        age=_age(turn, covered),
        since=long_date(covered.since),
        until=long_date(until) if until else "",
        leaving=turn.words("utter_beneficiaries_leaving", number=covered.leaving) if covered.leaving else "",
    )


def _guarantees(turn: Turn, covered: Covered, named: Sequence[str]) -> Card:
    person = covered.person
    shown = [(name, since) for name, since in covered.guarantees if name in named] or covered.guarantees
    fields = [Entry(name, turn.words("utter_beneficiaries_since", day=long_date(since))) for name, since in shown]
    return Card(title=person.first_name, subtitle=_relation(turn, covered), fields=tuple(fields))


def _relation(turn: Turn, covered: Covered) -> str:
    if covered.person.relation is Relation.POLICYHOLDER:
        return turn.words("utter_beneficiaries_policyholder")
    return label_of(covered.person)


def _age(turn: Turn, covered: Covered) -> str:
    years = covered.age
    if years < 1:
        return turn.words("utter_beneficiaries_age_baby")
    return turn.words("utter_beneficiaries_age_one" if years == 1 else "utter_beneficiaries_age", years=years)
