"""What the contents page of an output folder says; which files there are, and where, is not known here."""
