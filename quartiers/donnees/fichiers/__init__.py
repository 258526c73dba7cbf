"""The files that staff save: which of a folder is which table, and the text of their cells, whatever wrote them."""
