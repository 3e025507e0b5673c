"""What a mention says (assess), what the moment adds (situation), what comes first (priority)."""
