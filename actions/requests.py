"""Asking for a person; following what was asked."""

from actions.answering import Turn
from actions.base import Events, MemberAction
from mutuelle.clock import PARIS
from mutuelle.conversations.messages import Card, Cards
from mutuelle.french import long_date
from mutuelle.requests.rules import label_of, state_label
from mutuelle.requests.service import Follow, Followed
from mutuelle.settings import Settings


class FindHuman(MemberAction):
    """Says how to reach a person."""

    action_name = "action_requests_human"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the phone number and hours of this deployment, or where the member can read the number."""
        say_human(turn, self.services.settings)
        return None


class FollowRequests(MemberAction):
    """Says where the member's requests are."""

    action_name = "action_requests_follow"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the requests that the sentence is about, else with the latest."""
        asked = turn.text or " ".join(turn.mentions("request_id"))
        follow = await self.services.requests.follow(turn.rasa_id, asked)
        turn.shows(follow.viewer)
        if not follow.requests:
            turn.say("utter_requests_none")
            return None
        turn.add(Cards(text=turn.words(_heading(follow)), cards=tuple(_card(turn, one) for one in follow.requests)))
        return None


def _heading(follow: Follow) -> str:
    if len(follow.requests) == 1:
        return "utter_requests_shown_one"
    return "utter_requests_shown"


def _card(turn: Turn, followed: Followed) -> Card:
    return turn.card(
        "utter_requests_card",
        label=label_of(followed.kind),
        number=followed.number,
        state=state_label(followed.state),
        subject=followed.subject,
        created=long_date(followed.created_at.astimezone(PARIS).date()),
        updated=long_date(followed.updated_at.astimezone(PARIS).date()) if len(followed.moves) > 1 else "",
        expected=long_date(followed.expected_on) if followed.expected_on and followed.is_open else "",
        note=followed.moves[-1].note,
    )


def say_human(turn: Turn, settings: Settings) -> None:
    """Say how this deployment's members reach a person."""
    if settings.support_phone and settings.support_hours:
        turn.say("utter_requests_human", phone=settings.support_phone, hours=settings.support_hours)
    elif settings.support_phone:
        turn.say("utter_requests_human_phone", phone=settings.support_phone)
    else:
        turn.say("utter_requests_human_unknown")
