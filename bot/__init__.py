"""The public process: channels, secure pages, delivery. It knows the core and Rasa's HTTP interface."""
