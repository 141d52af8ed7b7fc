"""What holds for the whole house and no linter knows: how views find rows, what templates may hold, where names are kept."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["portal", "schools", "trials", "partners"]
# Where a page is drawn for paper its colours and sizes come with it.
PRINT = "templates/print"
# By actor: visible_to, published_to, of_place, of_municipality, waiting_for_review, looked_after_by. By a subject in sight: about, of, or a query of the view that is scoped itself.
SCOPES = r"\.(visible_to|published_to|of_place|of_municipality|waiting_for_review|looked_after_by|about|of)\(|__in=_\w+\(request"
REGISTRIES = r"(pypi\.org|pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg\.com|deb\.debian\.org|docker\.io|ghcr\.io)"


def tracked(*patterns: str) -> list[Path]:
    """Return the project's files, those that are new and not yet added included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def python_files(name: str) -> list[Path]:
    """Return a layer's files in every room: `views` finds views.py and what lies in views/."""
    patterns = [f"{room}/{path}" for room in ROOMS for path in (f"{name}.py", f"**/{name}.py", f"{name}/*.py", f"**/{name}/*.py")]
    return [file for file in tracked(*patterns) if file.parent != ROOT / "portal" / "documents"]  # a room, not a layer


def shown(file: Path) -> str:
    return str(file.relative_to(ROOT))


def statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Return the simplest statements: a chain of calls lies within one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            yield node


@pytest.mark.parametrize("file", python_files("views"), ids=shown)
def test_a_view_sees_only_rows_that_the_actor_may_see(file):
    """`Model.objects` in a view goes through a scope: what the actor sees, or what belongs to a subject that was found in sight."""
    source = file.read_text(encoding="utf-8")
    unscoped = [
        f"{shown(file)}:{statement.lineno}: {ast.get_source_segment(source, statement)}"
        for statement in statements(ast.parse(source))
        if _asks_a_manager(statement) and not re.search(SCOPES, ast.unparse(statement))
    ]
    assert unscoped == []


def _asks_a_manager(statement: ast.stmt) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"} for node in ast.walk(statement)
    )


@pytest.mark.parametrize("layer", ["models", "queries", "rules", "services", "documents", "tasks"])
def test_only_views_know_the_request(layer):
    knows = [
        shown(file)
        for file in python_files(layer)
        if re.search(r"^from django\.(http|contrib\.messages|shortcuts)", file.read_text(), re.MULTILINE)
    ]
    assert knows == []


def test_the_portal_asks_its_own_rules_and_never_djangos():
    """`user.has_perm` says yes to every superuser and knows no role; it stays inside the admin."""
    files = [file for room in ROOMS for file in tracked(f"{room}/**/*.py", f"{room}/*.py") if file.name != "admin.py"]
    asks = [
        shown(file) for file in files if re.search(r"\buser\.(has_perm|has_perms|is_superuser)\b|\bpermission_required\b", file.read_text())
    ]
    assert asks == []


def test_safe_text_is_made_in_one_room():
    files = [file for room in ROOMS for file in tracked(f"{room}/**/*.py") if not shown(file).startswith("portal/text/")]
    assert [shown(file) for file in files if re.search(r"\bmark_safe\b|\bSafeString\(", file.read_text())] == []


TEMPLATES = [file for file in tracked("templates/**", "*/templates/**") if file.suffix in {".html", ".svg"}]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (r"\sstyle\s*=", "a style attribute is blocked by the content security policy"),
        (r"<style\b", "inline style is blocked by the content security policy"),
        (r"\son[a-z]+\s*=", "an event attribute is blocked by the content security policy"),
        (r"<script(?![^>]*(\bsrc=|type=\"application/(?:ld\+)?json\"))", "inline script is blocked by the content security policy"),
        (r"javascript:|\bhx-on|hx-vals=['\"]js:", "script in an attribute is blocked by the content security policy"),
        (r"""(src|href)=["']data:""", "data: addresses are blocked by the content security policy"),
        (r"""(src|href)=["']//|<(script|link|img)[^>]+["']https?://""", "everything is served by the portal itself"),
        (r"\|\s*safe\b|\{%\s*autoescape off", "text is made safe in portal.text alone"),
    ],
)
def test_templates_hold_nothing_that_the_policy_blocks(rule, why):
    found = [
        f"{shown(file)}:{source[: match.start()].count(chr(10)) + 1}: {match.group().strip()}"
        for file in TEMPLATES
        if not shown(file).startswith(PRINT)
        for source in [_without_comments(file.read_text(encoding="utf-8"))]
        for match in re.finditer(rule, source, re.IGNORECASE)
    ]
    assert found == [], why


def _without_comments(source: str) -> str:
    """Blank out comments, and keep the lines so that numbers stay right."""
    return re.sub(
        r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", lambda match: re.sub(r"[^\n]", " ", match.group()), source, flags=re.DOTALL
    )


@pytest.mark.parametrize("file", tracked("static/css/*.css", "static/css/**/*.css"), ids=shown)
def test_a_stylesheet_closes_each_query_where_it_ends(file):
    """A browser closes what is left open at the end of the file, and the rules in between hold only for phones."""
    depth, open_since = 0, 0
    for number, line in enumerate(re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL).splitlines(), 1):
        depth += line.count("{") - line.count("}")
        open_since = number if depth <= 0 else open_since
    assert depth == 0, f"{shown(file)} is open since line {open_since + 1}"


def test_no_file_names_where_packages_are_fetched():
    """Which registry a machine uses is the machine's affair."""
    named = [
        f"{shown(file)}: {match.group()}"
        for file in tracked()
        if file != Path(__file__).resolve()
        and file.suffix not in {".png", ".jpg", ".webp", ".pdf", ".docx", ".xlsx", ".pptx", ".woff2", ".ttf", ".otf", ".ico"}
        for match in re.finditer(REGISTRIES, file.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []


def test_every_dependency_has_its_line_of_reason():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.findall(r'^(?:    |\w+ = \[)"([a-z0-9.-]+)', project.split("[tool.")[0], re.MULTILINE)
    reasons = (ROOT / "docs" / "decisions" / "0001-dependencies.md").read_text(encoding="utf-8")
    assert [name for name in listed if f"| {name} " not in reasons] == []


def test_every_compiled_or_personal_file_is_ignored():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"/data/", "/.venv/", "/node_modules/", "*.mo"} <= set(ignored)
