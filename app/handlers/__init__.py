"""The HTTP API: one room a subject, handlers of three moves."""
