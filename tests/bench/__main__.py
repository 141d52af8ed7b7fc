"""`make bench` prints all tables; COUNTS="24 100", ACTIONS="20000 200000" and MOBILITIES=5000 say how large, and an empty one leaves its table out."""

import argparse
import subprocess
import sys

from tests.bench import books

parser = argparse.ArgumentParser(prog="python -m tests.bench")
parser.add_argument("--books", type=int, nargs="*", default=[], help="trial actions in a book")
parser.add_argument("--pages", type=int, nargs="*", default=[], help="trial actions in the portal")
parser.add_argument("--mobilities", type=int, nargs="*", default=[], help="mobilities in the consortium")
asked = parser.parse_args()
for count in asked.pages:
    subprocess.run([sys.executable, "-m", "tests.bench.pages", str(count)], check=True)
    sys.stdout.write("\n")
for count in asked.mobilities:
    subprocess.run([sys.executable, "-m", "tests.bench.erasmus", str(count)], check=True)
    sys.stdout.write("\n")
if asked.books:
    books.measure(asked.books)
