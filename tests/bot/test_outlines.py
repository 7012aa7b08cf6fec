"""What the chat's maps are drawn on, and from where their page may fetch pictures."""

import pytest

AROUND_QUIMPER, ALL_BRITTANY = "47.97,-4.15,48.02,-4.05", "47.2,-5.2,49,-1"


@pytest.mark.parametrize(
    ("within", "level", "named"),
    [(AROUND_QUIMPER, "communes", "Quimper (29)"), (ALL_BRITTANY, "departments", "Finistère (29)")],
    ids=["near", "far"],
)
async def test_a_map_is_drawn_on_communes_or_from_afar_on_departments(browser, within, level, named):
    answer = await browser.get("/chat/outlines", params={"within": within})
    told = answer.json()
    assert told["level"] == level
    (quimper,) = [one for one in told["outlines"] if one["name"] == named]
    assert quimper["rings"][0][0] == quimper["rings"][0][-1]
    assert all(40 < latitude < 52 and -6 < longitude < 10 for latitude, longitude in quimper["rings"][0])
    assert len(answer.content) < 400_000
    assert "max-age" in answer.headers["cache-control"]


@pytest.mark.parametrize("within", ["", "1,2,3", "a,b,c,d", "48,2,47,3", "nan,0,1,1", "-91,0,1,1"])
async def test_bounds_that_are_none_are_refused(browser, within):
    answer = await browser.get("/chat/outlines", params={"within": within})
    assert answer.status_code == 400
    assert answer.json()["outlines"] == []


async def test_the_page_with_the_maps_may_show_tiles_and_no_other_page_may(browser):
    home, other = await browser.get("/"), await browser.get("/health")
    assert "img-src 'self' data: https://data.geopf.fr;" in home.headers["content-security-policy"]
    assert "img-src 'self' data:;" in other.headers["content-security-policy"]
    assert "PLANIGNV2" in home.text
