"""A page drawn as PDF, by a child process with limits that is kept warm: `drawer.draw`."""
