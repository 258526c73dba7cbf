"""The sections of a quartier report, by the part of the report that they make."""
