"""Run inside a network namespace: loads the firewall, knocks at it from a neighbouring namespace, prints what got in.

Usage: knock.py SOURCE RULES ssh|-, with further commands of nft on standard input.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import socket
import subprocess
import sys

CLONE_NEWNET = 0x40000000
BOX = "192.168.50.1"
TCP = (22, 80, 443, 5060, 8080, 8443)
UDP = (53, 5060, 5080, 16384, 17383, 17384)
BELL = 9
"""A port that is let in here: what is asked there is answered when all that came before has been."""


def sh(*words: str, text: str = "") -> None:
    environment = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
    subprocess.run(words, check=True, input=text, text=True, capture_output=True, env=environment)


def neighbour(source: str, ready: int, begin: int, told: int) -> None:
    """Live in a namespace of its own; when told, knock everywhere at once and print what answered."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        os._exit(2)
    os.write(ready, b".")
    os.read(begin, 1)
    sh("ip", "address", "add", f"{source}/32", "dev", "there")
    sh("ip", "link", "set", "there", "up")
    sh("ip", "route", "add", BOX, "dev", "there")
    bell = socket.socket(type=socket.SOCK_DGRAM)
    ring(bell, b"1")
    knocks = {socket.socket(): f"tcp {port}" for port in TCP} | {
        socket.socket(type=socket.SOCK_DGRAM): f"udp {port}" for port in UDP
    }
    for knock, where in knocks.items():
        port = int(where.split()[1])
        knock.setblocking(False)
        if knock.type == socket.SOCK_STREAM:
            knock.connect_ex((BOX, port))
        else:
            knock.sendto(b"?", (BOX, port))
    ring(bell, b"2")
    datagrams = [knock for knock in knocks if knock.type == socket.SOCK_DGRAM]
    streams = [knock for knock in knocks if knock.type == socket.SOCK_STREAM]
    told_of = select.select(datagrams, streams, [], 0.1)
    heard = sorted(knocks[knock] for knock in (*told_of[0], *told_of[1]))
    os.write(told, "\n".join(heard).encode())
    os._exit(0)


def ring(bell: socket.socket, word: bytes) -> None:
    """Ask at the bell until this word is answered: the wire is there, and what was sent before has been judged."""
    bell.settimeout(0.5)
    for _ in range(40):
        bell.sendto(word, (BOX, BELL))
        with contextlib.suppress(TimeoutError):
            while bell.recv(16) != word:
                pass
            return
    os._exit(3)


def answer(asked: dict[int, socket.socket]) -> None:
    """Answer all that has come in, and then the bell that was rung after it."""
    rung, ringer = asked[BELL].recvfrom(16)
    for port in UDP:
        with contextlib.suppress(BlockingIOError):
            while True:
                words, who = asked[port].recvfrom(16)
                asked[port].sendto(words, who)
    asked[BELL].sendto(rung, ringer)


def main(source: str, rules: str, ssh: str) -> None:
    # One processor for both: what is sent first arrives first.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    (ready, is_ready), (begin, begins), (told, tells) = os.pipe(), os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        neighbour(source, is_ready, begin, tells)
    os.read(ready, 1)
    sh("ip", "link", "add", "here", "type", "veth", "peer", "name", "there")
    sh("ip", "link", "set", "there", "netns", str(child))
    sh("ip", "address", "add", f"{BOX}/32", "dev", "here")
    sh("ip", "link", "set", "here", "up")
    sh("ip", "route", "add", source, "dev", "here")
    sh("nft", "-f", rules)
    sh("nft", "-f", "-", text=sys.stdin.read())
    if ssh == "ssh":
        sh("nft", "add", "element", "inet", "slukhavka", "ssh_open", "{ 22 timeout 2h }")
    sh("nft", "add", "rule", "inet", "slukhavka", "site", "udp", "dport", str(BELL), "accept")
    listening = [socket.create_server(("0.0.0.0", port)) for port in TCP]  # noqa: S104 - a namespace of its own
    asked = {port: socket.socket(type=socket.SOCK_DGRAM) for port in (*UDP, BELL)}
    for port, sock in asked.items():
        sock.setblocking(False)
        sock.bind((BOX, port))
    os.write(begins, b".")
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if asked[BELL] in select.select([asked[BELL]], [], [], 0.05)[0]:
            answer(asked)
    for sock in (*listening, *asked.values()):
        sock.close()
    os.close(tells)
    sys.stdout.write(os.read(told, 4096).decode())


if __name__ == "__main__":
    main(*sys.argv[1:])
