"""批量任务: what a job makes, item by item, and the archive of it all."""
