"""SQL files and the typed functions that run them: one room a subject, one file a statement."""
