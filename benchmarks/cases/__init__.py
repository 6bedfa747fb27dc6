"""One file for each kind of work; each has ``run(bench)``, which adds its findings to the report."""
