"""The parts of the dialogue agree: sentences, intents, rules, responses, forms and the actions' code."""

import ast
import json
import re
from collections import Counter

import pytest

from actions.answering import SAID
from ops.nlu_quality import CONTRACT_ENTITIES, CONTRACT_INTENTS
from tests.consistency import assistant as of

NOT_OF_A_TOPIC = {
    "utter_default",
    "utter_emergency",
    "utter_unexpected_error",
    "utter_conversation_unknown",
}
NEVER_OFFERED = {
    *("greet", "goodbye", "thank", "affirm", "deny", "bot_challenge", "chitchat", "out_of_scope"),
    *("next_page", "previous_page", "choose_period", "choose_delivery"),
}
ASKS = re.compile(r"utter_ask_(?P<form>\w+_form)_(?P<slot>\w+)")


def twice(names):
    return sorted(name for name, times in Counter(names).items() if times > 1)


def texts_of(response):
    """Return every French text of a response: its words, its titles and labels."""
    for variation in response:
        yield from (leaf for leaf in leaves(variation) if not leaf.startswith("/"))


def leaves(part):
    if isinstance(part, dict):
        for value in part.values():
            yield from leaves(value)
    elif isinstance(part, list):
        for value in part:
            yield from leaves(value)
    elif isinstance(part, str):
        yield part


def buttons():
    """Yield the title and payload of every button, of a response or of its custom part."""
    waiting = list(of.contents("responses").values())
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict) and "payload" in part:
            yield part["title"], part["payload"]
        elif isinstance(part, dict | list):
            waiting += part.values() if isinstance(part, dict) else part


@pytest.mark.parametrize("part", ["intents", "entities", "slots", "forms", "actions", "responses"])
def test_everything_is_defined_once(part):
    names = of.defined(part)
    assert names
    assert twice(names) == []


def test_a_slice_is_named_after_a_topic_and_stands_in_its_place():
    topics = [one.topic for one in of.slices() if one.topic]
    assert len(topics) >= 12
    assert set(topics) == of.TOPICS
    assert all(one.topic or one.path.parent == of.ROOT for one in of.slices())
    assert {topic for topic, _ in of.rules()} <= of.TOPICS


def test_the_domain_holds_every_intent_of_the_contract():
    assert len(CONTRACT_INTENTS) > 45
    assert set(of.defined("intents")) >= CONTRACT_INTENTS


def test_the_domain_holds_the_entities_of_the_contract_and_no_other():
    assert set(of.defined("entities")) == CONTRACT_ENTITIES | {SAID}


def test_every_intent_can_be_offered_as_a_guess_but_what_nobody_would_choose():
    titles = of.contents("responses")["utter_smalltalk_choices"][0]["custom"]["intents"]
    assert set(of.defined("intents")) - set(titles) == NEVER_OFFERED
    assert set(titles) <= set(of.defined("intents"))


def test_every_intent_has_sentences_in_the_file_of_its_name_and_topic():
    examples = {intent: (path, lines) for path, intent, lines in of.sentences()}
    homes = {intent: one.topic for one in of.slices() for intent in one.names("intents")}
    assert set(examples) == set(homes)
    for intent, (path, lines) in examples.items():
        assert len(lines) >= 25, intent
        assert (path.parent.name, path.stem) == (homes[intent], intent)


def test_sentences_name_only_entities_of_the_domain():
    named = {name for _, _, lines in of.sentences() for line in lines for name in of.ENTITY.findall(line)}
    assert len(named) > 20
    assert named <= set(of.defined("entities"))


def test_every_intent_has_a_rule_and_every_rule_an_intent():
    in_rules = set(of.in_rules("intent"))
    assert "nlu_fallback" in in_rules
    assert in_rules - of.RASAS_INTENTS == set(of.defined("intents"))


def test_every_intent_has_a_rule_outside_of_any_form():
    free = {rule["steps"][0].get("intent") for _, rule in of.rules() if not rule.get("condition")}
    assert len(free) > 50
    assert free - of.RASAS_INTENTS == set(of.defined("intents"))


def test_rules_have_one_name_each_and_run_only_what_exists():
    assert len(of.rules()) > 50
    assert twice(rule["rule"] for _, rule in of.rules()) == []
    known = {*of.defined("actions"), *of.defined("responses"), *of.defined("forms"), *of.RASAS_ACTIONS}
    assert set(of.in_rules("action")) <= known
    assert set(of.in_rules("active_loop")) <= set(of.defined("forms"))


def test_every_action_of_the_domain_is_a_class_and_every_class_is_in_the_domain():
    assert len(of.actions_in_python()) > 5
    assert twice(of.actions_in_python()) == []
    assert set(of.actions_in_python()) == set(of.defined("actions"))


def test_every_action_is_reached_by_a_rule_or_a_form():
    forms = of.contents("forms").items()
    validations = {f"validate_{form}" for form, _ in forms}
    questions = {f"action_ask_{form}_{slot}" for form, content in forms for slot in content["required_slots"]}
    assert set(of.defined("actions")) - validations - questions <= set(of.in_rules("action"))


def test_every_response_is_used_and_every_response_used_exists():
    responses = set(of.defined("responses"))
    in_python = set(of.responses_in_python())
    assert len(in_python) > 20
    named = {name: of.responses_named(name, responses) for name in in_python}
    assert [name for name, found in named.items() if not found] == []
    asked = {one for one in responses if ASKS.fullmatch(one)}
    assert asked
    said = set().union(*named.values())
    assert responses - said - asked - set(of.in_rules("action")) == {"utter_default"}


def test_names_follow_the_convention():
    for one in of.slices():
        for slot in one.names("slots"):
            assert slot.startswith(f"{one.topic}_"), slot
        for form in one.names("forms"):
            assert re.fullmatch(rf"{one.topic}_\w+_form", form), form
    for action in of.defined("actions"):
        assert re.fullmatch(rf"action_(ask_)?({'|'.join(of.TOPICS)})_\w+|validate_\w+_form", action), action
    free = [one for one in of.defined("responses") if not ASKS.fullmatch(one) and one not in NOT_OF_A_TOPIC]
    assert free
    for response in free:
        assert re.fullmatch(rf"utter_({'|'.join(of.TOPICS)})_\w+", response), response


def test_slots_are_typed_unseen_by_policies_and_filled_only_where_they_are_asked():
    slots = of.contents("slots")
    assert slots
    for name, slot in slots.items():
        assert slot["type"] in {"text", "bool", "categorical", "float"}, name
        assert slot["influence_conversation"] is False, name
        for mapping in slot["mappings"]:
            if mapping["type"] != "custom":
                assert all(set(one) == {"active_loop", "requested_slot"} for one in mapping["conditions"]), name
                assert mapping["conditions"], name
            assert set(mapping.get("intent", [])) <= {*of.defined("intents"), *of.RASAS_INTENTS}, name


def test_a_form_asks_at_most_four_things_each_with_its_question_and_is_validated():
    forms = of.contents("forms")
    assert forms
    for form, content in forms.items():
        asked = content["required_slots"]
        assert 1 <= len(asked) <= 4
        assert f"validate_{form}" in of.defined("actions")
        for slot in asked:
            assert slot in of.defined("slots")
            asks = {f"utter_ask_{form}_{slot}", f"action_ask_{form}_{slot}"}
            assert asks & {*of.defined("responses"), *of.defined("actions")}


def test_an_emergency_a_refusal_and_help_are_answered_without_the_action_server():
    answers = {rule["steps"][0].get("intent"): rule["steps"] for _, rule in of.rules() if not rule.get("condition")}
    for intent in ("medical_emergency", "deny", "ask_capabilities", "bot_challenge"):
        ran = [step["action"] for step in answers[intent] if "action" in step]
        assert ran, intent
        assert all(action.startswith("utter_") for action in ran), intent


def test_an_emergency_is_answered_in_the_same_words_by_whoever_sees_it_first():
    ours = of.load(of.ROOT / "mutuelle" / "emergency" / "emergency.yml")
    core = ours["answer"].replace("{helps}", ours["otherwise"])
    (said,) = of.contents("responses")["utter_emergency"]
    assert said["text"].strip() == core.strip()
    assert all(number in core for number in ("15", "112", "114", "3114", "17", "3919", "119"))


def test_a_button_leads_to_an_intent_with_known_entities():
    found = list(buttons())
    assert len(found) > 20
    for title, payload in found:
        read = re.fullmatch(r"/(\w+)(\{.*\})?", payload)
        assert read, payload
        assert read[1] in of.defined("intents"), payload
        entities = json.loads((read[2] or "{}").replace("{{", "{").replace("}}", "}"))
        assert set(entities) <= set(of.defined("entities")), payload
        assert 0 < len(title) <= 60, title


def test_responses_say_vous():
    texts = [text for response in of.contents("responses").values() for text in texts_of(response)]
    assert len(texts) > 60
    familiar = re.compile(r"\b(?:tu|toi|ton|ta|tes|te)\b|\bt['\u2019]", re.IGNORECASE)
    assert [text for text in texts if familiar.search(text)] == []


def test_nothing_is_left_to_say_that_it_cannot_be_done_yet():
    assert [name for name in of.contents("responses") if name.endswith("_not_yet")] == []


def test_our_nlu_components_exist():
    named = [one["name"] for one in of.load(of.ROOT / "config.yml")["pipeline"] if one["name"].startswith("nlu.")]
    assert len(named) >= 4
    for name in named:
        _, module, component = name.split(".")
        source = (of.ROOT / "rasa-env" / "nlu" / f"{module}.py").read_text(encoding="utf-8")
        assert f"class {component}(" in source, name


@pytest.mark.parametrize("name", ["endpoints.yml", "endpoints.production.yml"])
def test_secrets_come_from_the_environment_in_a_form_that_rasa_fills_in(name):
    text = (of.ROOT / name).read_text(encoding="utf-8")
    endpoints = of.load(of.ROOT / name)
    assert endpoints["action_endpoint"]["headers"]["Authorization"] == "Bearer ${ACTIONS_TOKEN}"
    assert "${RASA_TRACKER_DB}" in text
    assert not re.search(r"[\"']\$\{", text), "Rasa leaves a quoted ${VARIABLE} as it is"
    assert "event_broker" not in endpoints


def test_rasa_listens_on_its_rest_channel_only():
    assert of.load(of.ROOT / "credentials.yml") == {"rest": None}


def test_an_action_is_followed_by_a_form_only_since_no_rule_goes_on_after_another_action():
    followed = [
        node.args[0]
        for path in of.modules("actions")
        for node in of.nodes(path)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FollowupAction"
    ]
    assert len(followed) > 3
    assert [ast.unparse(one) for one in followed if not getattr(one, "id", "").endswith("FORM")] == []
