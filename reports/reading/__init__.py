"""Files people upload, read in a child process with limits: a hostile one costs a message, not the server."""
