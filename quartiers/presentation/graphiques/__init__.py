"""Charts: each answers one question, labels its data directly and says in words what it shows."""
