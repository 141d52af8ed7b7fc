"""Schools read from Institutionsregisteret: looked through first, then brought in exactly as shown."""
