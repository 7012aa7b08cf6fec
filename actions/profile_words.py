"""Puts a member's profile into words, masked where the channel or the default asks for it."""

from datetime import datetime

from actions.answering import Turn
from mutuelle.account import coordinates
from mutuelle.account.profile import Home, Profile
from mutuelle.account.sessions import Sessions
from mutuelle.account.status_change import status_label
from mutuelle.conversations.messages import Card
from mutuelle.french import long_date, short_date

BUTTONS = "utter_profile_buttons"
NOTICES = "utter_profile_notices_{choice}"
CHANNEL = "utter_profile_channel_{channel}"


def channel_words(turn: Turn, choice: str) -> str:
    """Return how notices come, e.g. « par e-mail »."""
    return turn.words(NOTICES.format(choice=choice))


def moment(at: datetime) -> dict[str, str]:
    """Return a moment's day and time in words."""
    return {"day": long_date(at.date()), "time": f"{at:%H} h {at:%M}"}


def cards(turn: Turn, profile: Profile, *, clear: bool) -> tuple[Card, ...]:
    """Return the profile as two cards; `clear` shows all of it."""
    nothing = turn.words("utter_profile_nothing_on_file")
    contact = turn.card(
        "utter_profile_card_contact",
        home=_home(turn, "utter_profile_home", profile.home, clear=clear) or nothing,
        planned=_home(turn, "utter_profile_planned", profile.planned, clear=clear),
        mobile=phone_words(profile.mobile, clear=clear) or nothing,
        landline=phone_words(profile.landline, clear=clear) or nothing,
        email=email_words(profile.contact_email, clear=clear) or nothing,
        identifier=email_words(profile.identifier, clear=clear),
    )
    file = turn.card(
        "utter_profile_card_file",
        name=f"{profile.first_name} {profile.last_name}",
        number=profile.number if clear else f"{profile.number[:1]}••••{profile.number[-3:]}",
        birth_date=short_date(profile.birth_date) if clear else f"••/••/{profile.birth_date.year}",
        status=status_label(profile.family_status, profile.gender) or nothing,
        planned_status=_planned_status(turn, profile),
        contract=profile.contract,
        notifications=channel_words(turn, profile.notifications),
    )
    return contact, file


def _planned_status(turn: Turn, profile: Profile) -> str:
    """Return the family status to come and its day, "" for none."""
    planned = profile.planned_status
    if planned is None or planned.since is None:
        return ""
    label = status_label(planned.status, profile.gender)
    return turn.words("utter_profile_status_planned", status=label, day=long_date(planned.since))


def last_login(turn: Turn, sessions: Sessions) -> str:
    """Return « Dernière connexion le … », "" at the first."""
    if sessions.before is None:
        return ""
    channel = turn.words(CHANNEL.format(channel=sessions.before.channel))
    return turn.words("utter_profile_greeting_last", channel=channel, **moment(sessions.before.started_at))


def say_last_login(turn: Turn, sessions: Sessions) -> None:
    """Say when and where the member logged in before, and what to do if it was not him."""
    turn.shows(sessions.viewer)
    told = sessions.before or next(one for one in sessions.open if one.here)
    channel = turn.words(CHANNEL.format(channel=told.channel))
    response = "utter_profile_last_login" if sessions.before else "utter_profile_last_login_none"
    names = ("not_me", "sessions") if sessions.before else ("sessions",)
    buttons = [turn.button(BUTTONS, name) for name in names]
    turn.say(response, buttons=buttons, channel=channel, **moment(told.started_at))


def phone_words(phone: str | None, *, clear: bool) -> str:
    """Return ten digits as they are read, or masked; "" for none."""
    if not phone:
        return ""
    return coordinates.shown_phone(phone) if clear else coordinates.masked_phone(phone)


def email_words(email: str | None, *, clear: bool) -> str:
    """Return an e-mail address, whole or masked; "" for none."""
    if not email:
        return ""
    return email if clear else coordinates.masked_email(email)


def _home(turn: Turn, response: str, home: Home | None, *, clear: bool) -> str:
    if home is None:
        return ""
    street = home.street if clear else coordinates.masked_street(home.street)
    return turn.words(response, street=street, postcode=home.postcode, city=home.city, since=long_date(home.since))
