"""What can be said of the figures: pure functions on the typed contract, no reading, no display."""
