"""What is done of the projects, and what becomes of it: the blocks of the reports."""
