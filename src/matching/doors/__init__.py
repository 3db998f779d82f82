"""What the doors share, whether they speak JSON or HTML: who asks, in which language, and what a refusal is."""
