"""Where QPV are: their contours, read whole or refused; what can be a place; whether two sources agree on one."""
