import pytest
from django.test import RequestFactory

from portal.ui.returning import page_here


@pytest.mark.parametrize("asked", ["/mine-opgaver/", "/proevehandlinger/?q=frav%C3%A6r#fund", "/æøå"])
def test_a_page_of_the_portal_is_returned_to(asked):
    assert page_here(RequestFactory().post("/"), asked, "/andet/") == asked


@pytest.mark.parametrize(
    "asked", [None, "", "æøå ÆØÅ", "home:work", "//ond.example/", "/\\ond.example", "https://ond.example/", "javascript:alert(1)"]
)
def test_anything_else_leads_where_one_would_have_come(asked):
    assert page_here(RequestFactory().post("/"), asked, "/andet/") == "/andet/"
