"""Let operators see whether the app is well, without showing them what anybody does."""
