"""The client over python-amazon-sp-api. Knows no table of ours."""
