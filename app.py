"""Start Lärdom the way the Slack CLI expects: `slack run`."""

from bot.cli import run

if __name__ == "__main__":
    run()
