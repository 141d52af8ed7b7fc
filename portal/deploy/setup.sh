#!/bin/sh
# Finds a Python that is new enough and hands over to setup.py beside this file, which does the rest.
set -u
cd "$(dirname "$0")/../.." || exit 1

new_enough() {
    [ -x "$1" ] && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null
}

find_python() {
    for candidate in .venv/bin/python "${PYTHON:-}" \
        "$(command -v python3.13)" "$(command -v python3.14)" "$(command -v python3.12)" "$(command -v python3)" \
        "${PYENV_ROOT:-/}"/versions/3.1[3-9].*/bin/python3 "$HOME"/.pyenv/versions/3.1[3-9].*/bin/python3 \
        "${PYENV_ROOT:-/}"/versions/3.12.*/bin/python3 "$HOME"/.pyenv/versions/3.12.*/bin/python3; do
        if [ -n "$candidate" ] && new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    if uv --version >/dev/null 2>&1; then
        echo "No Python 3.12 or newer here; uv fetches one." >&2
        uv python install 3.13 >&2 && uv python find 3.13
    fi
}

python=$(find_python || true)
if [ -z "$python" ]; then
    echo "The portal needs Python 3.12 or newer, and none was found (looked for python3, pyenv's versions and uv)." >&2
    echo "Install one and run the same command again, for example:  pyenv install 3.13   or   pip install uv" >&2
    echo "A Python elsewhere can be named:  make setup PYTHON=/path/to/python3.13" >&2
    exit 1
fi
exec "$python" portal/deploy/setup.py
