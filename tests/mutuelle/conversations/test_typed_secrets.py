"""A password or a one-time code typed in the chat leaves no trace, and its author is warned."""

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from mutuelle.conversations.passwords import DOTS, mask_typed_secret
from mutuelle.conversations.transcript import Incoming, Transcript
from mutuelle.conversations.worklist import Worklist
from mutuelle.store import Store
from mutuelle.tables import metadata
from tests.talk import say

TYPED = [
    "mon mot de passe est Xxxx1234",
    "mdp: Soleil2024!",
    "MDP Abcd1234",
    "password = hunter22",
    "Mon mot de passe c'est Toto123",
    "mon mdp c est chaton99",
    "mot de passe : « cheval batterie agrafe »",
    "mot de passe: soleil",
    "motdepasse=azertyuiop",
    "mon nouveau mot de passe sera Mutuelle2026",
    "identifiant c.vasseur@exemple.fr mdp Demo-Claire-2026",
    "c.vasseur@exemple.fr / Demo-Claire-2026",
    "c.vasseur@exemple.fr Demo-Claire-2026",
    "Xxxx1234 c'est mon mot de passe",
    "Abcd1234 est mon mot de passe",
    "voici mon mot de passe Zorro1975",
    "je me connecte avec le mot de passe Zorro1975 et ça ne marche pas",
    "mot de pase: Zorro1975",
    "mot de passe 482917365",
    'mon mot de passe est "petit chat gris"',
    "mon mot de passe actuel est Xxxx1234, pouvez-vous le changer ?",
    "mon mot de passe pour le site est Xxxx1234",
    "J'ai mis P@ssword comme mot de passe, mot de passe: P@ssword",
    "login claire password Abc123def",
]
SECRET_WORDS = [
    "xxxx1234",
    "soleil",
    "abcd1234",
    "hunter22",
    "toto123",
    "chaton99",
    "cheval",
    "agrafe",
    "azertyuiop",
    "mutuelle2026",
    "demo-claire",
    "zorro1975",
    "482917365",
    "petit",
    "p@ssword:",
    "abc123def",
]
SPOKEN_OF = [
    "mon mot de passe est oublié",
    "j'ai oublié mon mot de passe",
    "mot de passe perdu",
    "quelles sont les règles du mot de passe ?",
    "mon mot de passe ne marche plus depuis le 12/10/2026",
    "je veux changer mon mot de passe",
    "mot de passe : je l'ai oublié",
    "mon mot de passe est expiré",
    "mot de passe oublié pour le compte c.vasseur@exemple.fr",
    "mdp oublié",
    "le mot de passe fait 8 caractères minimum ?",
    "mon mot de passe est trop court",
    "où saisir mon mot de passe ?",
    "modifier mot de passe",
    "mot de passe et identifiant",
    "mes remboursements depuis 3 mois",
    "Novembre2026",
    "c.vasseur@exemple.fr",
    "réinitialisez mon mot de passe svp",
    "changez mon mot de passe aujourd'hui",
    "mon mot de passe est refusé 3 fois",
    "faut-il mettre 1 majuscule dans le mot de passe",
    "j'ai changé de mot de passe il y a 2 jours",
    "mot de passe, je ne sais plus",
    "c'est quoi le mot de passe ?",
    "mon mot de passe est-il bon ?",
    "mot de passe refusé après 10 essais le 3 mars",
    "le lien pour le mot de passe reçu à 14h30 a expiré",
    "je n'ai pas reçu le mail pour le mot de passe envoyé à c.vasseur@exemple.fr hier",
    "bloqué après 10 tentatives, mot de passe",
    "mon numéro M1234567 et mon mot de passe ne marchent pas",
    "mot de passe oublié, mon numéro est M1234567",
]
ASKED = "Ne tapez jamais votre mot de passe ici, dans la discussion."


@pytest.mark.parametrize("text", TYPED)
def test_a_password_that_is_named_as_one_is_hidden(text):
    masked = mask_typed_secret(text)
    assert masked.kind == "password"
    assert DOTS in masked.text
    assert [word for word in SECRET_WORDS if word in masked.text.lower()] == []


@pytest.mark.parametrize("text", SPOKEN_OF)
def test_to_speak_of_a_password_is_not_to_give_it(text):
    assert mask_typed_secret(text).kind is None
    assert mask_typed_secret(text).text == text


@pytest.mark.parametrize("word", ["Demo-Claire-2026", "Xxxx1234", "aB3defgh"])
def test_a_lone_word_is_a_password_only_after_the_assistant_spoke_of_one(word):
    assert mask_typed_secret(word).kind is None
    assert mask_typed_secret(word, after=ASKED).text == DOTS


@pytest.mark.parametrize(
    "word", ["Novembre2026", "M1234567", "c.Vasseur2@exemple.fr", "bonjour", "oui", "21000", "12/10/2026"]
)
def test_what_members_answer_is_no_password_even_then(word):
    assert mask_typed_secret(word, after=ASKED).kind is None


@pytest.mark.parametrize("typed", ["482913", "482 913"])
def test_six_digits_are_a_code_only_after_the_assistant_spoke_of_one(typed):
    assert mask_typed_secret(typed).kind is None
    assert mask_typed_secret(typed, after="Saisissez le code à 6 chiffres sur la page.").kind == "code"


@pytest.mark.parametrize("text", ["mon code est 482913", "le code reçu : 482 913", "code 482913"])
def test_a_code_that_is_named_as_one_is_hidden(text):
    masked = mask_typed_secret(text)
    assert masked.kind == "code"
    assert "482" not in masked.text


def test_a_postcode_is_none():
    assert mask_typed_secret("code postal 21000").kind is None


async def everything_in(store: Store) -> str:
    """Return all rows of all tables as text."""
    async with store.read() as connection:
        rows = [row for table in metadata.sorted_tables for row in (await connection.execute(select(table))).all()]
    return repr(rows)


@pytest.mark.parametrize(
    "typed", ["mon mot de passe est Xxxx1234", "/login mdp: Xxxx1234", "bla " * 600 + "mdp Xxxx1234"]
)
async def test_it_is_nowhere_in_the_database_and_never_reaches_the_dialogue(
    store: Store, transcript: Transcript, worklist: Worklist, typed: str
):
    conversation = await transcript.open("web", "somewhere")
    with capture_logs() as logs:
        received = await say(transcript, conversation, typed, "m1")
    assert received.secret
    assert "Xxxx1234" not in await everything_in(store)
    assert "Xxxx1234" not in repr(logs)
    (waiting,) = await worklist.pending(conversation)
    assert waiting.payload is None
    assert waiting.body["problem"] == "typed_password"


async def test_a_bare_answer_to_the_login_link_is_hidden_too(store: Store, transcript: Transcript, worklist: Worklist):
    conversation = await transcript.open("web", "somewhere")
    await worklist.answer(conversation, seq=0, replies=[{"type": "text", "text": ASKED}], turn=False)
    assert (await say(transcript, conversation, "Demo-Claire-2026", "m1")).secret
    assert "Demo-Claire-2026" not in await everything_in(store)


async def test_the_caption_of_a_picture_and_a_redelivery_are_judged_alike(
    store: Store, transcript: Transcript, worklist: Worklist
):
    conversation = await transcript.open("telegram", "42")
    caption = Incoming("m1", text="mdp Xxxx1234", problem="unsupported")
    assert (await transcript.receive(conversation, caption)).secret
    again = await transcript.receive(conversation, caption)
    assert (again.again, again.secret) == (True, True)
    assert "Xxxx1234" not in await everything_in(store)
