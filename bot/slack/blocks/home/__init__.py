"""The Home tab, a part each for what everyone sees, what leaders see, what admins see."""
