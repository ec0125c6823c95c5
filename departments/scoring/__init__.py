"""评分: pure rules on frozen facts. Standard library only, so it runs and is tested without Django."""
