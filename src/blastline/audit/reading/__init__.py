"""Manuscripts as they come, in Word, Markdown, HTML, PDF or plain text, read into sentences and tables with places."""
