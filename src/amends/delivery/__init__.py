"""What sends: mail, notifications, webhooks. Nothing else leaves the machine."""
