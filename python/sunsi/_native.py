"""The compiled part, or what to do when it is missing."""

try:
    from sunsi import _core as core
except ImportError as error:
    raise ImportError(
        f"the compiled part of sunsi (sunsi._core) cannot be loaded: {error}; install it with "
        "`pip install .`, or build it with `cmake -DSUNSI_BUILD_PYTHON=ON` and put the build's "
        "folder `python` on PYTHONPATH. The report (sunsi.report) works without it."
    ) from error

__all__ = ["core"]
