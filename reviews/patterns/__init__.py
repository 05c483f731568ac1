"""What keeps happening: contributing factors counted across incidents, each number with its list."""
