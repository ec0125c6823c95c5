"""What somebody works on while another takes it away."""


class Gone(Exception):
    """It was deleted or taken back meanwhile, with what it belongs to; nothing changes."""
