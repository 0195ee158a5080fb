"""The page of a plane: the figure in the page itself, caption and table; it loads nothing."""

from __future__ import annotations

from html import escape

from sunsi.plane.load import Plane
from sunsi.plane.words import caption, drawn, fixed

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "svg{width:100%;height:auto}table{border-collapse:collapse;font-size:14px}"
    "td,th{border-bottom:1px solid #ccc;padding:.2rem .6rem;text-align:left}"
)


def _row(cells: list[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(c)}</{tag}>" for c in cells) + "</tr>"


def page(plane: Plane, svg: bytes) -> str:
    """The page with `svg` in its place."""
    drawing = svg.decode()
    drawing = drawing[drawing.index("<svg") :]
    shown = {b.name for b in drawn(plane)}
    rows = [_row(["bound", "what", "excluded", "level", "source", "drawn"], "th")]
    for b in plane.bounds:
        share = "planned" if b.planned else f"{100 * b.excluded:.2f} %"
        level = "none stated" if b.confidence_level is None else f"{100 * b.confidence_level:g} %"
        where = "yes" if b.name in shown else b.reason or "excludes nothing here"
        rows.append(_row([b.name, f"{b.title}: {b.quantity}", share, level, b.source, where]))
    words = "".join(f"<p>{escape(line)}</p>" for line in caption(plane))
    meta = "".join(f"<li>{escape(k)}: {escape(v)}</li>" for k, v in plane.metadata)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>Exclusion plane: {escape(fixed(plane))}</title>"
        f"<style>{_STYLE}</style></head><body>"
        f"<h1>Exclusion plane</h1><figure>{drawing}<figcaption>{words}</figcaption></figure>"
        f"<h2>Bounds</h2><table>{''.join(rows)}</table>"
        f"<details><summary>Made with</summary><ul>{meta}</ul></details></body></html>\n"
    )
