"""`python -m app` is `catalogue`."""

from app.cli import main

if __name__ == "__main__":
    main()
