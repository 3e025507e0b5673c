"""The business's side of a mention: clocks and decisions, all pure."""
