"""How slow the machine is at this moment: a guest among others takes up to twice the processor time from one minute to the next."""

import re
import time

# Processor seconds of the work below on a quiet machine; on 2026-11-27 it took from 0.23 to 0.41.
_QUIET = 0.25
_WORDS = re.compile(r"\w+")


def slowness() -> float:
    """How many times longer the same piece of work takes now than on a quiet machine; a bound on processor time holds for that one."""
    began = time.process_time()
    _work()
    return max(1.0, (time.process_time() - began) / _QUIET)


def _work() -> None:
    """Of what most code does: words found, counted, put in order and joined."""
    text = " ".join(f"ord{number % 997} {number}" for number in range(20_000))
    for _time in range(12):
        counts: dict[str, int] = {}
        for word in _WORDS.findall(text):
            counts[word] = counts.get(word, 0) + 1
        " ".join(sorted(counts, key=lambda word: (counts[word], word)))
