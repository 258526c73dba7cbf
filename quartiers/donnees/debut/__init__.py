"""A new data folder, from public files: the QPV chosen, where each comes from, the tables that a first report needs."""
