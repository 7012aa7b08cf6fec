#!/bin/sh
# Prints the first Python of PATH that is 3.11 or later and really runs (pyenv's stand-ins exist and may fail).
for name in python3 python3.13 python3.12 python3.11 python3.14 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        command -v "$name"
        exit 0
    fi
done
echo "error: Python 3.11 or later is needed and none is on PATH: install one, or name it: make PYTHON=/path/to/python3 ..." >&2
echo false
