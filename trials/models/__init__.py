"""A trial action, its versions, and what people keep, say and answer beside them."""

from trials.models.comments import Comment, Reply
from trials.models.passing import PassedOn
from trials.models.privacy import PrivacyAnswer
from trials.models.texts import EditorialVersion, NamedVersion, SentText
from trials.models.trial import (
    Adjustment,
    Expectation,
    ExpectationCorrection,
    ImportOrigin,
    Measure,
    MeasureValue,
    ResponsiblePerson,
    TrialAction,
)
from trials.models.version import Attachment, Image, Observation, Version

__all__ = [
    "Adjustment",
    "Attachment",
    "Comment",
    "EditorialVersion",
    "Expectation",
    "ExpectationCorrection",
    "Image",
    "ImportOrigin",
    "Measure",
    "MeasureValue",
    "NamedVersion",
    "Observation",
    "PassedOn",
    "PrivacyAnswer",
    "Reply",
    "ResponsiblePerson",
    "SentText",
    "TrialAction",
    "Version",
]
