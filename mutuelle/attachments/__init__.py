"""Attachments: files that members send, judged by their content, cleaned, sealed, and kept with a request."""
