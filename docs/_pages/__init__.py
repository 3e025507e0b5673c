"""What the generated pages are made of: one module per page, each with a pure `page()`."""
