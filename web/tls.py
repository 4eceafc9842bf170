"""HTTPS with keys made on this box at its first start: an authority of its own, and a certificate that it signs.

Who installs the authority (`/authority.crt`) is asked no more; its fingerprint is printed by the daemon's machine. The
wall clock of a box may be anywhere, so nothing here begins before the product's release and the authority lasts long.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cheroot.ssl.builtin import BuiltinSSLAdapter
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from appliance.clock import RELEASED_ON

AUTHORITY_LIFE = timedelta(days=365 * 20)
LEAF_LIFE = timedelta(days=800)
"""Browsers refuse certificates of more than 825 days."""
RENEWED_BEFORE = timedelta(days=60)
AUTHORITY_NAME = "Слухавка: центр довіри"  # at most 64 bytes (X.520)


@dataclass(frozen=True, slots=True)
class Identity:
    """The files of one box: its authority, its key and its certificate, in PEM."""

    directory: Path

    @property
    def authority(self) -> Path:
        """What people may install in a browser."""
        return self.directory / "authority.crt"

    @property
    def certificate(self) -> Path:
        """The certificate that the server shows."""
        return self.directory / "console.crt"

    @property
    def key(self) -> Path:
        """The server's key."""
        return self.directory / "console.key"

    def fingerprint(self) -> str:
        """Return the authority's SHA-256 as people compare it: pairs of digits with colons."""
        found = x509.load_pem_x509_certificate(self.authority.read_bytes()).fingerprint(hashes.SHA256())
        return found.hex(":").upper()


def identity(directory: Path, names: Collection[str], now: datetime) -> Identity:
    """Return the box's identity, made where it is missing, its certificate renewed when names or days run out.

    Raises OSError, ValueError for files that are none of ours.
    """
    ours = Identity(directory)
    directory.mkdir(mode=0o700, exist_ok=True)
    if not ours.authority.exists():
        _make_authority(ours)
    if not (ours.certificate.exists() and ours.key.exists() and _still_serves(ours, names, now)):
        _make_leaf(ours, names, now)
    return ours


class LateTls(BuiltinSSLAdapter):
    """Cheroot's TLS, but the thread that accepts connections waits for no browser's hello: `shake` is for another."""

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, Any]]:
        """Return the socket before its handshake, and what requests on it have in their environment."""
        wrapped = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}


def shake(sock: socket.socket) -> None:
    """Agree on keys with the other side of a connection. Raises OSError when it is silent or speaks something else."""
    if isinstance(sock, ssl.SSLSocket) and sock.version() is None:
        sock.do_handshake()


def adapter(ours: Identity) -> LateTls:
    """Return the server's TLS, 1.2 at least."""
    tls = LateTls(str(ours.certificate), str(ours.key))
    tls.context.minimum_version = ssl.TLSVersion.TLSv1_2
    return tls


def _make_authority(ours: Identity) -> None:
    # From the release on: made by a clock that is years ahead, it would be of no use when the clock is set right.
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY_NAME)])
    made = (
        _builder(name, name, key.public_key(), RELEASED_ON, AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(ours.directory / "authority.key", _pem(key), 0o600)
    _write(ours.authority, made.public_bytes(serialization.Encoding.PEM), 0o644)


def _make_leaf(ours: Identity, names: Collection[str], now: datetime) -> None:
    authority = x509.load_pem_x509_certificate(ours.authority.read_bytes())
    signing = serialization.load_pem_private_key((ours.directory / "authority.key").read_bytes(), None)
    if not isinstance(signing, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{ours.directory}/authority.key is no key of ours")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Слухавка")])
    made = (
        _builder(subject, authority.subject, key.public_key(), _beginning(now), LEAF_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in sorted(names)]), critical=False)
        .sign(signing, hashes.SHA256())
    )
    _write(ours.key, _pem(key), 0o600)
    _write(ours.certificate, made.public_bytes(serialization.Encoding.PEM), 0o644)


def _still_serves(ours: Identity, names: Collection[str], now: datetime) -> bool:
    found = x509.load_pem_x509_certificate(ours.certificate.read_bytes())
    named = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = {*named.get_values_for_type(x509.DNSName), *map(str, named.get_values_for_type(x509.IPAddress))}
    in_time = found.not_valid_before_utc <= now < found.not_valid_after_utc - RENEWED_BEFORE
    return in_time and covered >= set(names)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, begins: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + life)
    )


def _beginning(now: datetime) -> datetime:
    """A day ago, for the clocks of browsers; never before the release, whatever our own clock says."""
    return max(RELEASED_ON, now - timedelta(days=1)).astimezone(UTC)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode())


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
