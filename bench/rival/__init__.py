"""The same answers by FastAPI, the SQLAlchemy ORM and Pydantic, as their documentation advises."""
