"""A WebSocket server that echoes every message, and a client (RFC 6455), for websocket.sh.

  websocket.py serve
  websocket.py talk HOST PORT CERTIFICATE KEY

The server prints its port. The client reads lines: "say WORDS" sends a message and prints the response, "wait"
prints "gone" when the connection ends, "close" closes it properly and prints the status of the response.
"""

import base64
import hashlib
import os
import socket
import ssl
import struct
import sys
import threading

SUFFIX = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE = 1, 8


def accept(key):
    return base64.b64encode(hashlib.sha1(key + SUFFIX).digest()).decode()


def exactly(stream, length):
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def read_head(stream):
    lines = []
    for line in iter(stream.readline, b"\r\n"):
        if not line:
            raise EOFError
        lines.append(line.decode().rstrip("\r\n"))
    fields = dict(line.split(": ", 1) for line in lines[1:])
    return lines[0], {name.lower(): value for name, value in fields.items()}


def read_frame(stream):
    first, second = exactly(stream, 2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack("!H", exactly(stream, 2))
    elif length == 127:
        (length,) = struct.unpack("!Q", exactly(stream, 8))
    mask = exactly(stream, 4) if second & 0x80 else b"\0\0\0\0"
    payload = exactly(stream, length)
    return first & 0xF, bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def frame(opcode, payload, mask=None):
    length = len(payload)
    size = struct.pack("!B", length) if length < 126 else struct.pack("!BH", 126, length)
    head = bytes([0x80 | opcode]) + bytes([size[0] | (0x80 if mask else 0)]) + size[1:]
    if not mask:
        return head + payload
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def answer(connection):
    stream = connection.makefile("rb")
    try:
        _, fields = read_head(stream)
        connection.sendall(
            (
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Accept: {accept(fields['sec-websocket-key'].encode())}\r\n\r\n"
            ).encode()
        )
        opcode = TEXT
        while opcode != CLOSE:
            opcode, payload = read_frame(stream)
            connection.sendall(frame(opcode, payload))
    except (EOFError, OSError):
        pass
    connection.close()


def serve():
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def connect(host, port, certificate, key):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.load_cert_chain(certificate, key)
    plain = socket.create_connection(("127.0.0.1", int(port)), timeout=120)
    return context.wrap_socket(plain, server_hostname=host)


def open_socket(connection, stream, host):
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall(
        (
            f"GET /chat HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
    )
    status, fields = read_head(stream)
    print(status, flush=True)
    if " 101 " in status:
        assert fields["sec-websocket-accept"] == accept(key.encode()), "another key was answered"
        return True
    return False


def talk(host, port, certificate, key):
    connection = connect(host, port, certificate, key)
    stream = connection.makefile("rb")
    if not open_socket(connection, stream, host):
        return
    for line in sys.stdin:
        word, _, rest = line.rstrip("\n").partition(" ")
        try:
            if word == "wait":
                stream.read(1)
                raise EOFError
            opcode, payload = (TEXT, rest.encode()) if word == "say" else (CLOSE, b"\x03\xe8")
            connection.sendall(frame(opcode, payload, os.urandom(4)))
            opcode, payload = read_frame(stream)
            print(payload.decode() if opcode == TEXT else struct.unpack("!H", payload[:2])[0], flush=True)
        except (EOFError, OSError):
            print("gone", flush=True)
            return


if __name__ == "__main__":
    {"serve": serve, "talk": talk}[sys.argv[1]](*sys.argv[2:])
