"""What a member does step by step: asked, corrected, stepped back, left, resumed, confirmed, and then done once.

`procedure.py` says what a topic writes to have one (a card reissued, a beneficiary removed); `service.py` talks any of
them over. What was said so far is a `Draft`, kept by the core for one member in one conversation; the dialogue engine
only learns that there was an answer. Drafts are stacked: one begun inside another is done first, then the other goes
on.
"""
