"""The sections of the mid-term file."""
