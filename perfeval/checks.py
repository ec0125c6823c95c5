"""System checks of the machine perfeval runs on."""
