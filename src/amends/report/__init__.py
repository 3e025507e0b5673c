"""The analytics of a period: figures in, a report out; pure."""
