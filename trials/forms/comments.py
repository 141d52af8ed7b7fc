"""Comments and answers as they come from a page."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import model_field, no_cpr
from trials.choices import Section
from trials.models import Comment, Reply


class TalkForm(forms.Form):
    """`within` is the id of another form of the page, whose fields these are until a script makes them a form of their own.

    `typed` is what somebody has typed and not sent: it stands there again.
    """

    def __init__(self, *args: Any, within: str = "", typed: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {name: typed[self.add_prefix(name)] for name in self.fields if typed and self.add_prefix(name) in typed}
        for field in self.fields.values() if within else []:
            field.widget.attrs["form"] = within

    @property
    def is_begun(self) -> bool:
        return any(self[name].initial for name in ("quote", "text") if name in self.fields)


class CommentForm(TalkForm):
    """One per section on a page, so the ids carry the section's name. Whether the quoted words stand there is the service's to say."""

    section = forms.ChoiceField(choices=Section.choices, widget=forms.HiddenInput)
    quote = model_field(
        Comment,
        "quote",
        label=_("Det sted, det handler om"),
        help_text=_("Kan udelades. Kopiér ordene fra teksten."),
        widget=forms.Textarea(attrs={"rows": 2, "data-quote": ""}),
        validators=[no_cpr],
    )
    text = model_field(Comment, "text", label=_("Din bemærkning"), widget=forms.Textarea(attrs={"rows": 3}), validators=[no_cpr])

    def __init__(self, data=None, *, section: Section | None = None, takes_passages: bool = True, **more: Any) -> None:
        name = section.name.lower() if section else "afsnit"
        super().__init__(data, initial={"section": section}, auto_id=f"kommentar-{name}-%s", **more)
        if not takes_passages:
            del self.fields["quote"]


class ReplyForm(TalkForm):
    """One under each comment, so the names carry the comment's number."""

    text = model_field(Reply, "text", label=_("Dit svar"), widget=forms.Textarea(attrs={"rows": 3}), validators=[no_cpr])

    def __init__(self, data=None, *, comment: Comment, **more: Any) -> None:
        super().__init__(data, prefix=f"svar-{comment.pk}", auto_id="%s", **more)
