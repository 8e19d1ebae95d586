"""One row per patient and finding: grades, episodes, responses, outcomes, and who was eligible."""
