"""Running the reports: what to build, kernels, files, progress, the index."""
