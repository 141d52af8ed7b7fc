"""`PYTHON -m tests.bucket`: the portal with its files in an S3-compatible bucket, moved there from a folder. Bounded; on loopback.

Needs `moto[server]` and `django-storages[s3]` beside the portal's own packages, so it is run in an environment of its own
(docs/operations.md tells how) and is no part of the suite; tests/files/test_other_storage.py is.
"""

import io
import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# As docs/operations.md says; the keys are what the server on loopback takes.
SETTINGS = {
    "FILE_STORAGE": "storages.backends.s3.S3Storage",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_DEFAULT_REGION": "eu-north-1",
    "AWS_DEFAULTS_MODE": "standard",
}
A_BOOK = """
from django.utils import timezone
from portal.accounts.actor import Actor
from schools.people.models import Role
from trials.catalogue.services import editions
from trials.models import Version
role = Role.objects.on(timezone.localdate()).filter(kind="consultant").order_by("pk").first()
by, now = Actor(role.user, role), timezone.now()
edition = editions.start(title="Fra spanden {number}", by=by, now=now)
pictured = Version.objects.visible_to(by).filter(state="published", visibility="everyone", images__isnull=False).distinct()
editions.add(edition=edition, versions=list(pictured[:4]), by=by, now=now)
print(editions.order(edition=edition, by=by, now=now).pk, role.user.email)
"""
STANDING = """
from portal.documents.models import Document
document = Document.objects.get(pk={pk})
print(document.state, document.attempts, document.pages, document.error)
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bucket-") as name:
        folder = Path(name)
        for setting in ("DATABASE_URL", "REDIS_URL", "FILE_STORAGE", "FILE_STORAGE_OPTIONS"):
            os.environ.pop(setting, None)
        os.environ |= {"DATA_DIR": str(folder / "data"), "DEMO": "1", "LOCAL": "1", "WORKERS": "1", "WEB_PROCESSES": "1"}
        from portal import localdb
        from portal.home.processes import Processes

        with localdb.running(folder / "data", lasting=False), Processes(folder / "log", dict(os.environ)) as processes:
            go_through(folder, processes)


def go_through(folder: Path, processes) -> None:
    import boto3

    from tests.support.browsing import Person
    from tests.support.smoke import free_port
    from tests.support.waiting import wait_until
    from tests.upgrade.upgrading import ACCOUNTS, PASSWORD, WRITER, manage, say, sign_in, start

    manage(ROOT, "prepare")
    say(manage(ROOT, "load_demo"))
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"

    def serve(name: str) -> None:
        processes.start(name, sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port))
        wait_until(lambda: processes.check() or Person(endpoint).get("/moto-api/").status, "the bucket's server")

    def move(bucket: str, files: Path) -> int:
        """Copy a folder to the bucket under the same names."""
        client = boto3.client("s3", endpoint_url=endpoint)
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
        found = [path for path in files.rglob("*") if path.is_file()]
        for path in found:
            client.upload_file(str(path), bucket, path.relative_to(files).as_posix())
        return len(found)

    os.environ |= SETTINGS
    serve("bucket")
    files = folder / "data" / "files"
    say(f"{move('portal', files)} files moved to the bucket.")
    files.rename(folder / "moved-away")
    os.environ["FILE_STORAGE_OPTIONS"] = json.dumps({"bucket_name": "portal", "endpoint_url": endpoint})
    processes.environment = dict(os.environ)
    say("check: " + manage(ROOT, "check"))
    address = start(processes, "portal", ROOT)
    processes.start("beat", sys.executable, "-m", "celery", "-A", "portal", "beat", "--pidfile=", "--loglevel=WARNING")
    writer = sign_in(address, shell(ACCOUNTS).split())[WRITER]

    seen = pictures(writer, "/proevehandlinger/")
    say(f"{seen} pictures that were moved are served.")
    draft = next(path for path in writer.get("/mine-opgaver/").links() if re.fullmatch(r"/skriv/\d+/", path))
    upload(writer, draft)
    say(f"uploaded, and shown in the preview: {pictures(writer, f'{draft}vis/')}")
    document, email = shell(A_BOOK.format(number=1)).split()
    say(f"the book: {built(document)}")
    consultant = Person(address)
    consultant.sign_in(email, PASSWORD)
    books = [link for page in consultant.get("/kataloger/").links() for link in consultant.get(page).links() if link.endswith("/pdf/")]
    assert books and all(consultant.get(link).content.startswith(b"%PDF-") for link in set(books)), books
    say(f"{len(set(books))} published books are fetched.")

    say(manage(ROOT, "backup", str(folder / "backup")))
    restored = {
        "DATA_DIR": str(folder / "restored"),
        "FILE_STORAGE_OPTIONS": json.dumps({"bucket_name": "other", "endpoint_url": endpoint}),
    }
    boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket="other", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    kept = dict(os.environ)
    os.environ |= restored
    say(manage(ROOT, "restore", str(folder / "backup")))
    os.environ |= kept

    say("The bucket goes away.")
    processes.running["bucket"].kill()
    processes.running.pop("bucket").wait()
    begun = time.monotonic()
    health = Person(address).get("/healthz")
    say(f"healthz after {time.monotonic() - begun:.0f} s: {health.status} {health.text.strip()}")
    document = shell(A_BOOK.format(number=2)).split()[0]
    wait_until(lambda: not shell(STANDING.format(pk=document)).startswith("requested 0"), "a worker tries", 180)
    say(f"a book meanwhile: {shell(STANDING.format(pk=document))}")
    serve("bucket-again")
    move("portal", folder / "backup" / "files")
    say(f"a book when it is back: {built(document)}")


def shell(code: str) -> str:
    from tests.upgrade.upgrading import manage

    return manage(ROOT, "shell", "--verbosity=0", "-c", code)


def built(document: str) -> str:
    """What the row says when it is settled."""
    from tests.support.waiting import wait_until

    wait_until(lambda: shell(STANDING.format(pk=document)).split()[0] in {"ready", "failed", "cancelled"}, f"document {document}", 400)
    return shell(STANDING.format(pk=document))


def pictures(person, path: str) -> int:
    """Fetch every picture of the page, and of the pages of the list that it is."""
    pages = [path, *(link for link in person.get(path).links() if re.fullmatch(r"/proevehandlinger/[\w-]+/", link))]
    found = {source for page in pages for source in re.findall(r'src="(/[^"]*/billeder/[^"]*)"', person.get(page).text)}
    for source in found:
        answer = person.get(source.replace("&amp;", "&"))
        assert answer.status == 200 and len(answer.content) > 100, (source, answer.status)
    return len(found)


def upload(person, draft: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (1600, 900), "#5a1e4d").save(written, "PNG")
    page = person.get(f"{draft}billeder-og-filer/")
    said = {"new_image-file": SimpleUploadedFile("rum.png", written.getvalue()), "new_image-alt": "Et rum", "new_image-people": "none"}
    answer = person.post(page.path, page.form() | said)
    assert answer.status == 200 and "Et rum" in person.get(page.path).text, answer.status


if __name__ == "__main__":
    main()
