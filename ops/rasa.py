"""The environment in which every Rasa command runs: quiet, on its own, with our NLU components importable."""

from collections.abc import Mapping

from ops.layout import RASA_ENV, TOOLS

SETTINGS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SANIC_WORKERS": "1",
    "NO_COLOR": "1",
    "FORCE_JSON_LOGGING": "1",  # the form that serve.py scrubs
    "MPLCONFIGDIR": str(TOOLS / "matplotlib"),
}


def rasa_environment(env: Mapping[str, str]) -> dict[str, str]:
    """Return the variables for a Rasa command started from an environment `env`."""
    return {**env, **SETTINGS, "PYTHONPATH": str(RASA_ENV)}
