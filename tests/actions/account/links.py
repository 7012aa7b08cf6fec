"""Reads the link that an answer gives."""


def link_of(answered):
    (link,) = [body for body in answered.bodies if body["type"] == "link"]
    return link["url"].removeprefix("http://bot.test")
