"""The one way to Amazon: calls, messages, tokens, throttle and errors. Knows no table of ours."""
