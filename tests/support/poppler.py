"""The programs of poppler, which read a finished PDF as other people's programs do."""

import os
import shutil
import subprocess

import pytest


def run(name: str, *arguments: str, pdf: bytes) -> bytes:
    """Give the PDF to one of poppler's programs. Without poppler the test is skipped, or fails where REQUIRE_PDFUA=1."""
    if not shutil.which(name):
        reason = f"No {name} here. Install the package poppler-utils."
        if os.environ.get("REQUIRE_PDFUA") == "1":
            pytest.fail(f"{reason} (REQUIRE_PDFUA=1)")
        pytest.skip(reason)
    return subprocess.run([name, *arguments], input=pdf, capture_output=True, check=True).stdout
