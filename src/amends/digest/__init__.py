"""The summary of the morning: what a look at the queue gives, and what of it is told; pure."""
