"""`make setup`: both environments, and nothing else."""

import os
import sys

from ops.command import main_of
from ops.console import Console
from ops.environments import set_up


async def main() -> None:
    """Set up both environments from their lock files."""
    await set_up(Console(), dict(os.environ))


if __name__ == "__main__":
    sys.exit(main_of(main))
