// Placeholder while the rooms are being built.
