"""``contrat.toml``: each key described once, the file read whatever it holds, every mistake said with its line."""
