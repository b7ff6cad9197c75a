"""Speed as a ratio in one run, and the buffers of the heavy questions: `python -m bench.run`."""
