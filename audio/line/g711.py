"""G.711, the sound of fixed telephony: A-law and µ-law, one byte a sample, to and from S16LE. Pure.

Samples are 16 bits wide, the standard's numbers 13 (A-law) and 14 (µ-law): the low bits are cut off before the
decision, as the reference code of ITU-T G.191 has it. Negative numbers are mirrored by their one's complement, so 0 and
-1 are the two smallest values.
"""

from __future__ import annotations

from operator import itemgetter

A_LAW_SILENCE = 0xD5
U_LAW_SILENCE = 0xFF
"""What 0 is encoded as."""

_SIGN = 0x80
_EVEN_BITS = 0x55
"""A-law inverts them, that silence may not be a row of zeros on the wire (G.711, 3.2)."""
_U_LAW_BIAS = 33
_U_LAW_MOST = 8191
_CODES = range(128)


def encode_alaw(pcm: bytes) -> bytes:
    """Return A-law of S16LE sound: half as many bytes."""
    return _encoded(pcm, _TO_A_LAW)


def encode_ulaw(pcm: bytes) -> bytes:
    """Return µ-law of S16LE sound: half as many bytes."""
    return _encoded(pcm, _TO_U_LAW)


def decode_alaw(codes: bytes) -> bytes:
    """Return S16LE of A-law: twice as many bytes."""
    return _decoded(codes, *_FROM_A_LAW)


def decode_ulaw(codes: bytes) -> bytes:
    """Return S16LE of µ-law: twice as many bytes."""
    return _decoded(codes, *_FROM_U_LAW)


def _encoded(pcm: bytes, table: bytes) -> bytes:
    """Look all samples up in one call, twice as fast as one by one; of a lone sample it would make no row."""
    return bytes(itemgetter(0, 0, *memoryview(pcm).cast("h"))(table)[2:])


def _decoded(codes: bytes, low: bytes, high: bytes) -> bytes:
    """Translate twice, which Python does at the speed of C: to the low bytes of the samples and to the high ones."""
    pcm = bytearray(2 * len(codes))
    pcm[0::2] = codes.translate(low)
    pcm[1::2] = codes.translate(high)
    return bytes(pcm)


def _a_law_magnitude(code: int) -> int:
    """Return what the seven bits of `code` stand for, at the scale of 16 bits (G.711, table 1)."""
    segment, step = code >> 4, code & 0x0F
    return (2 * step + 1) << 3 if segment == 0 else (2 * step + 33) << (segment + 2)


def _a_law_code(cut: int) -> int:
    """Return the seven bits of a magnitude of 11 bits: the number of its segment and the four bits behind the first."""
    segment = max(cut.bit_length() - 4, 1)
    return cut if cut < 16 else segment << 4 | (cut >> (segment - 1)) & 0x0F


def _u_law_magnitude(code: int) -> int:
    """Return what the seven bits of `code` stand for, at the scale of 16 bits (G.711, table 2)."""
    segment, step = code >> 4, code & 0x0F
    return (((2 * step + _U_LAW_BIAS) << segment) - _U_LAW_BIAS) << 2


def _u_law_code(cut: int) -> int:
    """Return the seven bits of a magnitude of 13 bits."""
    biased = min(cut + _U_LAW_BIAS, _U_LAW_MOST)
    segment = biased.bit_length() - 6
    return segment << 4 | (biased >> (segment + 1)) & 0x0F


def _encoder(codes: bytes, xor: int) -> bytes:
    """Return a code for each of 65536 samples. Index -1 is the last, so a negative sample is its own index.

    `codes`: of the magnitudes, each of which stands for as many samples as make 32768 of all; `xor`: what the wire
    inverts.
    """
    repeat = 32768 // len(codes)
    half = b"".join(bytes([code]) * repeat for code in codes)
    mirrored = bytes(reversed(half))
    return bytes(code | _SIGN for code in half).translate(_xored(xor)) + mirrored.translate(_xored(xor))


def _xored(xor: int) -> bytes:
    return bytes(code ^ xor for code in range(256))


def _decoder(magnitudes: list[int], xor: int) -> tuple[bytes, bytes]:
    """Return low and high byte of the sample that each of 256 codes stands for."""
    values = [-value for value in magnitudes] + magnitudes
    samples = [values[code ^ xor] & 0xFFFF for code in range(256)]
    return bytes(sample & 0xFF for sample in samples), bytes(sample >> 8 for sample in samples)


_U_LAW_XOR = 0x7F
_TO_A_LAW = _encoder(bytes(map(_a_law_code, range(2048))), _EVEN_BITS)
_TO_U_LAW = _encoder(bytes(map(_u_law_code, range(8192))), _U_LAW_XOR)
_FROM_A_LAW = _decoder([_a_law_magnitude(code) for code in _CODES], _EVEN_BITS)
_FROM_U_LAW = _decoder([_u_law_magnitude(code) for code in _CODES], _U_LAW_XOR)
