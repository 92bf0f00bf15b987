"""What people would use instead, each in its barest form, and our app beside them: one process each."""
