"""Pages of campaigns and interests."""
