"""Mail and on-site notices."""
