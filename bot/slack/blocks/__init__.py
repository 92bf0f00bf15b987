"""Pure functions from values to blocks and views."""
