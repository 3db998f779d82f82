"""What we look up: questions, answered within what the actor may see."""
