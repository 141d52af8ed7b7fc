"""Great-circle distance: an estimate beside the official figure, which comes from the Commission's calculator."""

from math import asin, cos, radians, sin, sqrt

_EARTH_RADIUS_KM = 6371.0088


def great_circle_km(here: tuple[float, float], there: tuple[float, float]) -> int:
    """Whole kilometres between two places given as (latitude, longitude) in degrees."""
    (lat1, lon1), (lat2, lon2) = ((radians(degrees) for degrees in place) for place in (here, there))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * _EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord))))
