"""Work in a process that may be ended at any moment: `parent` starts it, `child` is what it does inside."""
