"""`python -m mutuelle.attachments`: the process that inspects one file; see `mutuelle/attachments/isolated.py`."""

import sys

from mutuelle.attachments.isolated import serve

serve(sys.stdin.buffer, sys.stdout.buffer)
