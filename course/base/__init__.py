"""What every room may use: errors, the environment, this machine, the terminal."""
