"""What somebody signs in with on a shared server: passwords, and how wrong tries are slowed. No page, no file."""
