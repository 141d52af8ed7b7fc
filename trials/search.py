"""Words and order for any list of published versions; the page with facets asks trials.filters."""

from django.db.models import QuerySet

from trials.finding.models import Entry
from trials.finding.question import read
from trials.models import Version


def search(queryset: QuerySet[Version], q: str) -> QuerySet[Version]:
    """Published versions that hold what is asked, as the search page finds it."""
    question = read(q)
    return queryset if question.is_empty else queryset.filter(pk__in=Entry.objects.filter(text=question.wide).values("pk"))


def in_danish_order(queryset: QuerySet[Version]) -> QuerySet[Version]:
    """By title, with æ, ø and å last and aa as å, after it (domain.md §9). The database's own collation knows no Danish."""
    return queryset.order_by("entry__title_key", "pk")
