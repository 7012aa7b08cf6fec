"""Where things are in the working tree."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
MODERN_ENV = ROOT
RASA_ENV = ROOT / "rasa-env"
MODELS = ROOT / "models"


def python_of(environment: Path) -> Path:
    """Return the interpreter of one of the two environments: `ROOT` (modern) or `RASA_ENV`."""
    return environment / ".venv" / "bin" / "python"
