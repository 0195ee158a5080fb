"""Draws an exclusion plane from the tables of ``sunsi bounds --plane``.

``load`` reads plane.json, ``region`` turns outlines into areas, ``labels`` finds room for names,
``draw`` makes the figure, ``page`` the words around it and ``build`` calls them in turn.
"""

from sunsi.plane.build import render

__all__ = ["render"]
