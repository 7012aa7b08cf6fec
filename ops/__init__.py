"""Sets the project up, trains the model, and starts, watches and stops its processes.

Only the standard library: these modules run before any environment exists, on Python 3.11 or later.
"""
