"""Comments and answers as they come from a page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import model_field, no_cpr
from trials.choices import Section
from trials.models import Comment, Reply


class CommentForm(forms.Form):
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

    def __init__(self, data=None, *, section: Section | None = None, takes_passages: bool = True) -> None:
        name = section.name.lower() if section else "afsnit"
        super().__init__(data, initial={"section": section}, auto_id=f"kommentar-{name}-%s")
        if not takes_passages:
            del self.fields["quote"]


class ReplyForm(forms.Form):
    """One under each comment."""

    text = model_field(Reply, "text", label=_("Dit svar"), widget=forms.Textarea(attrs={"rows": 3}), validators=[no_cpr])

    def __init__(self, data=None, *, comment: Comment) -> None:
        super().__init__(data, auto_id=f"svar-{comment.pk}-%s")
