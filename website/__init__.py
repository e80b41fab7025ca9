"""What builds the site of this book, serves it, and checks it; nothing of it is needed to compute or to draw."""
