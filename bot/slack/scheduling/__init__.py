"""Make, change and describe schedules."""
