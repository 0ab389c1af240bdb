"""Pages of the loop: demand, match, project, result."""
