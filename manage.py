#!/usr/bin/env python
"""Runs the portal's commands. Starts the local database for those that need it (portal/localdb.py)."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if sys.argv[1:2] in (["demo"], ["demo_reset"]):
        os.environ |= {"DEMO": "1", "LOCAL": "1"}
    from django.core.management import execute_from_command_line

    from portal import localdb

    with localdb.running_for(sys.argv):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
