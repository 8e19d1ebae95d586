"""The published rules as documents, and the small reader that understands them."""
