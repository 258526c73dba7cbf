"""Whether the Python that runs this file suits: exit code 0, else 1. The scripts ask each one that they find.

One that cannot even read it (Python 2), or that is none (the Microsoft Store's, which only says where to buy one),
fails as well: it does not suit.
"""

import sys

OLDEST = (3, 11)
LATEST = (3, 14)


def suits(version: "tuple[int, int]", maxsize: int, platform: str) -> bool:
    """Libraries have wheels for these versions only, for 64 bits, and on Windows for Intel's: ARM runs that one."""
    return OLDEST <= version <= LATEST and maxsize > 2**32 and platform != "win-arm64"


def can_make_environments() -> bool:
    """Debian leaves out of Python what makes them."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


if __name__ == "__main__":
    import sysconfig

    fits = suits(sys.version_info[:2], sys.maxsize, sysconfig.get_platform())
    sys.exit(0 if fits and can_make_environments() else 1)
