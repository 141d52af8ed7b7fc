"""`make bench` prints both tables; COUNTS="24 100" and ACTIONS="20000 200000" choose how large, and an empty one leaves its table out."""

import argparse
import subprocess
import sys

from tests.bench import books

parser = argparse.ArgumentParser(prog="python -m tests.bench")
parser.add_argument("--books", type=int, nargs="*", default=[], help="trial actions in a book")
parser.add_argument("--pages", type=int, nargs="*", default=[], help="trial actions in the portal")
asked = parser.parse_args()
for count in asked.pages:
    subprocess.run([sys.executable, "-m", "tests.bench.pages", str(count)], check=True)
    sys.stdout.write("\n")
if asked.books:
    books.measure(asked.books)
