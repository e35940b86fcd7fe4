"""Who may use the console and its JSON API: users, sessions and keys; the audit of what they do."""
