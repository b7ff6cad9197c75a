"""`catalogue` with less patience for slow bodies; its workers, too, import this as their main module."""

from app.http import bodies

bodies.PATIENCE = 1.0  # type: ignore[misc]  # as a test may

if __name__ == "__main__":
    from app.cli import main

    main()
