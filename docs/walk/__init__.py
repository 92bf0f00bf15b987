"""The walk through the demonstration on which the tour's pictures are taken, a chapter a module."""

KARIN, TOM, ANNA, OSKAR, PRIYA = "U0KARIN", "U0TOM", "U0ANNA", "U0OSKAR", "U0PRIYA"
