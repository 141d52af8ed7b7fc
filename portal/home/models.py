from django.db import models


class Heartbeat(models.Model):
    """When a background process last showed that it works. One row per process name, kept by `portal.home.services.beat`."""

    name = models.CharField(max_length=40, unique=True)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.beaten_at:%Y-%m-%d %H:%M:%S}"
