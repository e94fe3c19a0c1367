"""What goes out by e-mail: what it says, how it is put into an envelope, how it is handed over; and texts for SMS."""
