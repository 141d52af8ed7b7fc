"""Text that ships with the portal, written in CommonMark with tables. What people type never comes here: that is `notation`."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token


class _Renderer(RendererHTML):
    """A picture that stands alone gets a frame."""

    def paragraph_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return '<p class="shot">' if _is_picture(tokens[index + 1]) else self.renderToken(tokens, index, options, env)


def _is_picture(token: Token) -> bool:
    return bool(token.children) and all(child.type == "image" for child in token.children or ())


_MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")


def parse(text: str) -> list[Token]:
    """The text as tokens, so that links and headings can be looked at and led elsewhere before it is shown."""
    return _MARKDOWN.parse(text)


def to_html(tokens: list[Token]) -> SafeString:
    return mark_safe(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S308 - HTML in the text is escaped
