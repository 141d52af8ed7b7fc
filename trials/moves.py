"""Schools are moved in rooms that know nothing of trial actions: what they write follows here."""

from datetime import datetime
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from portal.accounts.actor import VISITOR, Actor
from schools.models import School
from schools.register.signals import schools_written
from trials.services.moving import follow_schools


@receiver(schools_written, dispatch_uid="trials-schools-written")
def follow_the_register(schools: list[int], by: Actor, now: datetime, **_signal: Any) -> None:
    follow_schools(schools=schools, by=by, now=now)


@receiver(post_save, sender=School, dispatch_uid="trials-school-saved")
def follow_one(instance: School, created: bool, **_signal: Any) -> None:
    """On the admin site a school is moved by itself; the admin's own history says by whom."""
    if not created:
        follow_schools(schools=[instance.pk], by=VISITOR, now=timezone.now())
