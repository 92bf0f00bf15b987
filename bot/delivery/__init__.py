"""Put rounds into the world: firing, closing, mixing, publishing, and the pump that sends."""
