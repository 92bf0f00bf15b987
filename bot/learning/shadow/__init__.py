"""Follow a colleague: when a season's turns come, who follows whom, and when they might meet."""
