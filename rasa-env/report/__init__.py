"""How well a trained model reads sentences it never saw: figures, noise, and the page that shows them."""
