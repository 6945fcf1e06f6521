"""python -m sandbox serve: starts the pretend Seller Central. catalog, export: the demo shop's catalog."""

import argparse
import signal
import sqlite3
import sys
import threading
from pathlib import Path
from types import FrameType

from sandbox.app import App
from sandbox.box import Sandbox, open_sandbox
from sandbox.marketplaces import MARKETPLACES
from sandbox.people import NewSeller, create_application, create_seller, list_sellers
from sandbox.server import Server
from sandbox.store import ForeignFile


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments say; the exit code."""
    options = _options(arguments)
    return int(options.does(options))


def _catalog(options: argparse.Namespace) -> int:
    from sandbox.scenario.__main__ import write_catalog

    return write_catalog(options.file)


def _export(options: argparse.Namespace) -> int:
    from sandbox.scenario.__main__ import write_export

    return write_export(options.file)


def _serve(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; the exit code."""
    try:
        box = open_sandbox(options.data, throttle=options.throttle)
    except ForeignFile as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except sqlite3.Error as error:
        sys.stderr.write(f"{options.data} cannot be used ({error}). Name another file with --data.\n")
        return 1
    create_application(box)
    _fill(box, options)
    try:
        server = Server(App(box, hosts=frozenset(options.name)), host=options.bind, port=options.port)
    except OSError as error:
        box.close()
        sys.stderr.write(f"Port {options.port} cannot be used ({error.strerror}). Choose another: --port.\n")
        return 1
    _stop_on_signal(box, server)
    life = _start_life(box) if options.lively else None
    sys.stdout.write("READY http://{}:{}\n".format(*server.address))
    sys.stdout.flush()
    server.serve_forever()
    server.stop()
    if life is not None:
        life.join(timeout=10)
    box.close()
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    catalog = commands.add_parser("catalog", help="write the demo shop's own catalog, products.csv")
    catalog.add_argument("file", nargs="?", type=Path, help="by default the one in sandbox/scenario")
    catalog.set_defaults(does=_catalog)
    export = commands.add_parser("export", help="write it as Adobe Commerce exports it, catalog_product.csv")
    export.add_argument("file", nargs="?", type=Path, help="by default the one in catalog/demo")
    export.set_defaults(does=_export)
    serve = commands.add_parser("serve", help="serve over HTTP")
    serve.set_defaults(does=_serve)
    serve.add_argument("--port", type=int, default=0, help="0 (the default) takes a free one")
    serve.add_argument("--bind", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--name", action="append", default=[], help="a further host name callers may use")
    serve.add_argument("--data", type=Path, help="file that keeps everything between starts")
    serve.add_argument("--scenario", choices=("demo", "empty"), default="demo")
    serve.add_argument("--listings", type=int, default=0, help="make a seller with so many listings besides")
    serve.add_argument("--marketplace", default="ATVPDKIKX0DER", choices=MARKETPLACES, help="of that seller")
    serve.add_argument("--seed", type=int, default=1, help="of the listings made")
    serve.add_argument("--lively", action="store_true", help="let buyers, competitors and Amazon act")
    serve.add_argument("--throttle", type=float, default=1.0, help="0 none, 1 as Amazon, 10 ten times")
    return parser.parse_args(arguments)


def _fill(box: Sandbox, options: argparse.Namespace) -> None:
    if options.scenario == "demo":
        from sandbox.scenario.load import load_demo

        load_demo(box)
    token = f"Atzr|generated-{options.seed}"
    if options.listings and token not in {seller["refresh_token"] for seller in list_sellers(box)}:
        from sandbox.scenario.generator import generate

        seller = create_seller(box, NewSeller((options.marketplace,), name="Generated", refresh_token=token))
        generate(
            box,
            seller["selling_partner_id"],
            (options.marketplace,),
            count=options.listings,
            seed=options.seed,
        )


def _start_life(box: Sandbox) -> threading.Thread:
    from sandbox.lively import live

    life = threading.Thread(target=live, args=(box,), daemon=True)
    life.start()
    return life


def _stop_on_signal(box: Sandbox, server: Server) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        box.closing.set()
        # Not in the signal's own frame: stopping waits for threads that may hold the same locks.
        threading.Thread(target=server.stop, daemon=True).start()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


if __name__ == "__main__":
    sys.exit(main())
