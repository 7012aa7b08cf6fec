"""Our own pieces of Rasa's NLU pipeline: how members really write, pattern entities, when to ask again."""
