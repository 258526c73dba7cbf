"""What is done of the projects, in the reports: where each stands, its actions, what committees decided."""
