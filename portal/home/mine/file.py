"""All that is held about a person as a file to take along: JSON for machines and a workbook for people, in one zip."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from portal.home.mine.holdings import Holding
from portal.ui.spreadsheets import workbook

NAME = "mine-oplysninger"


def as_zip(holdings: Sequence[Holding], now: datetime) -> io.BytesIO:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{NAME}.json", as_json(holdings, now))
        archive.writestr(f"{NAME}.xlsx", workbook((str(each.part.title), each.columns, each.rows) for each in holdings))
    written.seek(0)
    return written


def as_json(holdings: Sequence[Holding], now: datetime) -> str:
    """Part by part, each row by its headings. Moments stand in ISO 8601."""
    told = {"portal": settings.SITE_NAME, "address": settings.SITE_URL, "made_at": now, "parts": [_part(each) for each in holdings]}
    return json.dumps(told, cls=_Encoder, ensure_ascii=False, indent=1)


def _part(holding: Holding) -> dict:
    heads = [str(heading) for heading, _value in holding.columns]
    rows = [dict(zip(heads, cells, strict=True)) for cells in holding.cells]
    return {"key": holding.part.key, "title": str(holding.part.title), "why": str(holding.part.why), "rows": rows}


class _Encoder(DjangoJSONEncoder):
    def default(self, o: object) -> object:
        """Things that are no plain values are told as they are called."""
        try:
            return super().default(o)
        except TypeError:
            return str(o)
