"""总览: what a manager sees of a whole year: how far everybody is, money, scores, ranks."""
