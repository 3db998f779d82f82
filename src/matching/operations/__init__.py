"""What we do: one function, one use case, one unit of work."""
