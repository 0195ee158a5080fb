"""Renders the tables of one ``sunsi run`` as ``report.html`` and figures.

Each module does one thing: ``tables`` reads CSV, ``load`` reads the whole directory, ``text`` writes
numbers and names, ``figures`` draws, ``page`` fills the template, ``output`` writes files.
"""

from sunsi.report.render import render

__all__ = ["render"]
