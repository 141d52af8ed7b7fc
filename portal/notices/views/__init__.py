"""Pages of what people are told, and of the mails that somebody must decide on."""
