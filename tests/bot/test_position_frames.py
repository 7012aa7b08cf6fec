"""What a browser may send of a position, and the policy under which a page shows maps."""

import pytest

from bot.security import CSP, csp_with
from bot.web.frames import BadFrame, read_incoming
from bot.web.outlines import _bounds
from mutuelle.conversations.positions import SharedPosition
from mutuelle.settings import IGN_TILES

ID = {"type": "position", "id": "message-1"}


def test_a_position_is_read_and_said_without_itself():
    incoming = read_incoming({**ID, "position": {"latitude": 48.1, "longitude": -1.68}})
    assert incoming.position == SharedPosition(48.1, -1.68)
    assert (incoming.text, incoming.payload) == ("Ma position", '/find_practitioner{"location": "#position"}')


@pytest.mark.parametrize("problem", ["refused", "timeout", "unavailable"])
def test_why_there_is_no_position_is_read(problem):
    incoming = read_incoming({**ID, "position": {"problem": problem}})
    assert (incoming.problem, incoming.position, incoming.payload) == (f"position_{problem}", None, None)


@pytest.mark.parametrize(
    "position",
    [
        {"latitude": 91, "longitude": 0},
        {"latitude": 0, "longitude": -181},
        {"latitude": float("nan"), "longitude": 0},
        {"latitude": "48", "longitude": "2"},
        {"latitude": True, "longitude": 1},
        {"problem": "typed_password"},
        {},
        [48, 2],
        None,
    ],
    ids=str,
)
def test_what_is_no_point_of_the_earth_is_refused(position):
    with pytest.raises(BadFrame):
        read_incoming({**ID, "position": position})


def test_tiles_are_allowed_from_their_host_and_no_other():
    assert "img-src 'self' data: https://data.geopf.fr;" in csp_with(IGN_TILES)
    assert csp_with(IGN_TILES).replace(" https://data.geopf.fr", "") == CSP


@pytest.mark.parametrize("tiles", ["", "/tiles/{z}", "javascript:x", "https://a.fr;script-src *", "https://a b/{z}"])
def test_an_address_that_is_none_changes_nothing(tiles):
    assert csp_with(tiles) == CSP


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("47,-5,48.5,-4", (47.0, -5.0, 48.5, -4.0)),
        ("48,-4,47,-5", None),
        ("nan,0,1,1", None),
        ("0,0,inf,1", None),
        ("0,0,1", None),
        ("", None),
    ],
)
def test_bounds_are_four_numbers_in_order(text, bounds):
    assert _bounds(text) == bounds
