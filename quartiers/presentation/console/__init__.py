"""What commands show in a terminal, or on whatever stands for one: doubts, imports, a folder just made."""
