"""The library: published lessons as an index that can be built anew from their own tables at any time."""
