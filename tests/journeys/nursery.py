"""Real Celery workers, started in a moment: everything is imported once, and each worker is a fork of this.

Reads words from standard input: `start N` forks a worker (prefork, N children, all in a process group of
their own) and answers with its process id; `reap` waits for its end and answers with how it ended.
"""

import os
import sys

import django

WORDS = ("--loglevel=INFO", "--without-mingle", "--without-gossip", "--without-heartbeat")


def main():
    """Serve until the input ends."""
    django.setup()
    from amazon_channel.celery import app

    app.loader.import_default_modules()
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a worker prints belongs into its log
    worker = 0
    for line in sys.stdin:
        word, _, processes = line.strip().partition(" ")
        if word == "start":
            worker = os.fork()
            if worker == 0:
                os.setsid()
                answers.write(f"{os.getpid()}\n")
                answers.close()
                app.worker_main(["worker", f"--concurrency={processes}", *WORDS])
                os._exit(0)
        else:
            answers.write(f"{os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])}\n")


if __name__ == "__main__":
    main()
