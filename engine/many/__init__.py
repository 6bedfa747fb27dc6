"""What staff send, or do, to many clients at once (N12, N13, N18): whom it reaches, with which words, at which cost,
said before; and the rows of what is sent. Plain classes; who may is asked by the wizards."""
