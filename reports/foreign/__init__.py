"""Other people's tables and documents: recognised, mapped to our columns, imported on the same path."""
