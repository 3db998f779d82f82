"""The door of the solver: pure rules, plain frozen data in, plain frozen data out."""
