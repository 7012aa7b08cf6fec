"""Documents: certificates, the digital card, and the one way by which any document reaches a member."""
