"""`python -m mutuelle.demo`: lists the demo accounts, one a line: identifier, password, who it is."""

import sys
from collections.abc import Iterator

from mutuelle.seed.households import demo


def lines() -> Iterator[str]:
    """Give one line for each demo account, in columns."""
    accounts = [(entry.account, entry.who) for entry in demo().households if entry.account]
    identifiers = max(len(account.identifier) for account, _ in accounts)
    passwords = max(len(account.password) for account, _ in accounts)
    for account, who in accounts:
        yield f"{account.identifier:{identifiers}}  {account.password:{passwords}}  {who}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
