"""What leaves the office: the guide of local actors, its search page, the page of residents."""
