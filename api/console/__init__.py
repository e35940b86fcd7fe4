"""The recruiters' console: pages for those who have an account."""
