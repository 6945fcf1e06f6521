"""The sandbox's HTTP: the door, keep-alive, and what outlives a restart."""

import http.client
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import httpx
import pytest

from tests.sandbox.conftest import US


def address(box):
    host, port = box.url.removeprefix("http://").split(":")
    return host, int(port)


def talk(box, text):
    """Everything the server sends in answer to raw bytes, until it hangs up."""
    with socket.create_connection(address(box), timeout=10) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_keep_alive(box):
    connection = http.client.HTTPConnection(*address(box), timeout=10)
    connection.request("GET", "/_control/sellers")
    assert connection.getresponse().read() == b"[]"
    first = connection.sock
    connection.request("GET", "/_control/sellers")
    assert connection.getresponse().read() == b"[]"
    assert connection.sock is first
    connection.close()


def test_connection_close_is_honoured(box):
    answer = talk(box, b"GET /_control/sellers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" * 2)
    assert answer.count(b"HTTP/1.1 200") == 1


@pytest.mark.parametrize("host", [b"evil.example", b"27.0.0.1:80", b"", b"127.0.0.1:x", b"a b"])
def test_a_foreign_host_header_is_refused(box, host):
    answer = talk(box, b"GET /_control/sellers HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "text",
    [
        b"rubbish\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon here\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    ],
)
def test_what_is_no_http_is_refused(box, text):
    assert talk(box, text).startswith(b"HTTP/1.1 400")


def test_a_chunked_request_body_is_read(box):
    body = iter([b'{"marketplaces": ["', US.encode(), b'"]}'])
    answer = httpx.post(
        f"{box.url}/_control/sellers", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 201


def test_a_get_with_a_body_is_refused(amazon):
    answer = amazon.http.request("GET", amazon.items, params={"marketplaceIds": US}, content=b"{}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


def test_a_body_of_another_kind_is_refused(amazon):
    answer = amazon.http.put(f"{amazon.items}/A", params={"marketplaceIds": US}, data={"a": "b"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (415, "UnsupportedMediaType")


@pytest.mark.parametrize(("method", "path"), [("GET", "/orders/v9/orders"), ("POST", "/sellers/v1/account")])
def test_unknown_operations_are_closed(amazon, method, path):
    answer = amazon.call(method, path)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "Unauthorized")


def test_every_answer_has_its_own_request_id(amazon):
    ids = {amazon.search().headers["x-amzn-requestid"] for _ in range(3)}
    assert len(ids) == 3


def test_the_store_outlives_a_restart(serve, tmp_path):
    first = serve(data=tmp_path / "box.sqlite3")
    seller = first.seller(US)
    first.lists(seller, "MUG-1", price="4.50")
    first.control("POST", "/clock", {"advance": 3600})
    second = serve(data=tmp_path / "box.sqlite3")
    assert second.truth(seller)["MUG-1"]["price"] == "4.50"
    assert second.control("GET", "/clock")["offset_seconds"] == 3600


def test_serve_prints_ready_and_leaves_on_sigterm():
    command = [sys.executable, "-m", "sandbox", "serve", "--port", "0", "--scenario", "empty"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        word, url = process.stdout.readline().split()
        assert word == "READY"
        with urllib.request.urlopen(f"{url}/_control/sellers", timeout=10) as answer:
            assert answer.read() == b"[]"
        process.terminate()
        assert process.wait(timeout=20) == 0


@pytest.mark.parametrize(
    ("command", "name"),
    [("catalog", "sandbox/scenario/products.csv"), ("export", "catalog/demo/catalog_product.csv")],
)
def test_the_committed_files_are_written_by_a_command(tmp_path, command, name):
    written = tmp_path / "written.csv"
    subprocess.run([sys.executable, "-m", "sandbox", command, str(written)], check=True, timeout=60)
    committed = Path(__file__).parents[2] / name
    assert written.read_bytes() == committed.read_bytes()


def test_a_taken_port_says_what_to_do(box):
    command = [
        sys.executable,
        "-m",
        "sandbox",
        "serve",
        "--port",
        str(address(box)[1]),
        "--scenario",
        "empty",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert "Choose another" in ended.stderr
