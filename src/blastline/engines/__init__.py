"""Where frames live and plans run."""
