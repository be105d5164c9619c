"""What other services have told of ideas, funded projects and conversations."""
