"""The sections of the synthesis, by the part of it that they make."""
