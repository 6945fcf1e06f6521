"""Serves /images/<asin>.svg: a small flat drawing of the thing behind the ASIN, in its colour.

/images/<asin>.PT01.svg and PT02 are further views of it: nearer, and on a ground of its own colour.
"""

import re

from sandbox.box import Sandbox
from sandbox.routing import Request, Response, Route, not_found
from sandbox.scenario.asins import Meaning, meaning_of
from sandbox.scenario.shapes import SHAPES
from sandbox.scenario.words import colours, kinds

BACKGROUNDS = ("#f6f4ef", "#f1f5f4", "#f4f2f7", "#f7f3f0")
NAME = re.compile(r"([A-Za-z0-9]{10})(?:\.(PT01|PT02))?\.svg")
VIEW_BOXES = {"": "0 0 100 100", "PT01": "8 8 84 84", "PT02": "0 0 100 100"}
FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="1000" height="1000">'
    '<rect width="100" height="100" fill="{background}"/>'
    '<ellipse cx="50" cy="86" rx="36" ry="4" fill="#000" opacity=".07"/>{shape}</svg>'
)


def image(box: Sandbox, request: Request) -> Response:
    """The picture of an ASIN; 404 for a name that is none."""
    match = NAME.fullmatch(request.path["name"])
    if match is None:
        raise not_found("There is no such picture.")
    headers = [
        ("Content-Type", "image/svg+xml"),
        ("Cache-Control", "public, max-age=86400"),
        ("Content-Security-Policy", "default-src 'none'"),
        ("Access-Control-Allow-Origin", "*"),
    ]
    return Response(200, drawing(match[1], view=match[2] or "").encode(), headers)


def drawing(asin: str, *, view: str = "") -> str:
    """The SVG of an ASIN in a view ("", PT01, PT02), always the same; a book for any ASIN not of ours."""
    meaning = meaning_of(asin)
    if meaning is None or meaning.kind >= len(kinds()):
        meaning = Meaning(0, 0, sum(asin.encode()))
        shape = "book"
    else:
        shape = kinds()[meaning.kind].shape
    colour = colours()[meaning.colour % len(colours())].hex
    drawn = SHAPES[shape].format(c=colour, d=mixed(colour, "#000000", 0.28), l=mixed(colour, "#ffffff", 0.42))
    ground = BACKGROUNDS[sum(asin.encode()) % len(BACKGROUNDS)]
    if view == "PT02":
        ground = mixed(colour, "#ffffff", 0.8)
    return FRAME.format(box=VIEW_BOXES[view], background=ground, shape=drawn)


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share of another one in it; both as #rrggbb."""
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(own + (foreign - own) * share):02x}" for own, foreign in pairs)


ROUTES = (Route("image", "GET", "/images/{name}", image, access="open"),)
