"""Renders the tables of one ``sunsi run`` as ``report.html`` and figures.

Each module does one thing: ``tables`` reads CSV, ``load`` reads the whole directory, ``text``
writes numbers and names, ``figures`` draws, ``captions`` describes what is drawn, ``page`` fills
the template, ``output`` writes files and ``build`` calls them in turn.
"""

from sunsi.report.build import render

__all__ = ["render"]
