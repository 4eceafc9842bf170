"""The messages of RFC 4475, written anew: what each torments is kept, names and addresses are ours.

`VIA` stands for the peer's own Via, so that an answer finds its way. Each has the codes that may answer it; None among
them: no answer at all.
"""

from __future__ import annotations

from dataclasses import dataclass

VIA = "SIP/2.0/UDP PEER;branch=z9hG4bKBRANCH;rport"
SDP = "v=0\r\no=box 31 7 IN IP4 192.0.2.3\r\ns=-\r\nc=IN IP4 192.0.2.4\r\nt=0 0\r\nm=audio 49217 RTP/AVP 0 12\r\n"
OTHER = (400, 403, 404, 405, 415, 416, 420, 481, 486, 488, 489, 500, 501, 505, None)
"""Refused in whatever way, or not understood at all."""
TAKEN = (180, 183, 200)


@dataclass(frozen=True, slots=True)
class Torture:
    """One message; `section` of the RFC."""

    section: str
    name: str
    text: bytes
    answers: tuple[int | None, ...]


def _message(
    start: str,
    *extra: str,
    method: str = "",
    sender: str = '"Caller" <sip:caller@example.net>;tag=323',
    to: str = "<sip:user@example.com>",
    call_id: str = "CALLID",
    cseq: str = "",
    via: str = VIA,
    contact: str = "<sip:caller@PEER>",
    body: str = "",
    length: str | None = None,
) -> bytes:
    verb = method or start.split()[0]
    lines = [
        start,
        f"Via: {via}",
        f"From: {sender}",
        f"To: {to}",
        f"Call-ID: {call_id}",
        f"CSeq: {cseq or f'8 {verb}'}",
        "Max-Forwards: 70",
        *([f"Contact: {contact}"] if contact else []),
        *extra,
        *(
            ["Content-Type: application/sdp"]
            if body and not any(line.startswith("Content-Type") for line in extra)
            else []
        ),
        f"Content-Length: {len(body.encode()) if length is None else length}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode("utf-8", "surrogateescape")


_SHORT = (
    "INVITE sip:clerk@council.example.com;unknownparam SIP/2.0\r\n"
    "TO :\r\n sip:clerk@council.example.com ;   tag    = \r\n"
    'from   : "Olena K \\\\\\""       <sip:olena@example.com>\r\n  ;\r\n  tag = 77asd1\r\n'
    "MaX-fOrWaRdS: 0068\r\n"
    "Call-ID: CALLID\r\n"
    "Content-Length   : LENGTH\r\n"
    "cseq: 0009\r\n  INVITE\r\n"
    "Via  : SIP  /   2.0\r\n /UDP\r\n    PEER;branch=z9hG4bKBRANCH\r\n"
    "s :\r\n"
    "NewFangledHeader:   newfangled value\r\n continued newfangled value\r\n"
    "UnknownHeaderWithUnusualValue: ;;,,;;,;\r\n"
    "Content-Type: application/sdp\r\n"
    "Route:\r\n <sip:edge.example.com;lr;unknownwith=value;unknown-no-value>\r\n"
    'm:"Quoted string \\"\\"" <sip:olena@example.com> ; newparam =\r\n      newvalue ;\r\n'
    "  secondparam ; q = 0.33\r\n"
    "\r\n"
).replace("LENGTH", str(len(SDP)))

MESSAGES: tuple[Torture, ...] = (
    Torture("3.1.1.1", "a short tortuous INVITE", (_SHORT + SDP).encode(), (*TAKEN, *OTHER)),
    Torture(
        "3.1.1.2",
        "the widest range of valid characters",
        _message(
            "!interesting-Method0123456789_*+`.%indeed'~ sip:1_odd.URI~(to-be!sure)&isn't+it$/odd?,/;;*:&it+has=1,"
            "weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0",
            "extensionHeader-!.%*+_`'~: \ufeff\u5927\u505c\u96fb",
            sender='"BEL:\\\x07 NUL:\\\x00 DEL:\\\x7f" <sip:plain@example.com>;tag=_token~1\'+`*%!-.',
            call_id="intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{",
            cseq="1391 !interesting-Method0123456789_*+`.%indeed'~",
        ),
        (501, *OTHER),
    ),
    Torture(
        "3.1.1.3",
        "escapes within a user",
        _message("INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0", body=SDP),
        TAKEN,
    ),
    Torture(
        "3.1.1.4",
        "an escaped null",
        _message("REGISTER sip:example.com SIP/2.0", to="sip:null-%00-null@example.com", contact="<sip:%00@PEER>"),
        (405,),
    ),
    Torture(
        "3.1.1.5",
        "a percent sign that escapes nothing",
        _message("RE%47IST%45R sip:registrar.example.com SIP/2.0"),
        (501,),
    ),
    Torture(
        "3.1.1.6",
        "no space before the bracket",
        _message("OPTIONS sip:user@example.com SIP/2.0", sender='"caller"<sip:caller@example.com>;tag=323'),
        (200,),
    ),
    Torture(
        "3.1.1.7",
        "long values",
        _message(
            f"INVITE sip:{'namethatdoesnotend' * 20}@example.net SIP/2.0",
            f"Unknown-{'Long' * 20}-Name: {'unknown' * 50}",
            f"Contact: <sip:{'longcaller' * 30}@PEER>",
            sender=f"sip:{'namethatdoesnotend' * 20}@example.net;tag={'55512345' * 20}",
            via=f"{VIA};unknown={'very-long' * 40}",
            contact="",
            body=SDP,
        ),
        TAKEN,
    ),
    Torture(
        "3.1.1.8",
        "another request behind the end",
        _message("OPTIONS sip:user@example.com SIP/2.0") + _message("INVITE sip:joe@example.com SIP/2.0", body=SDP),
        (200,),
    ),
    Torture(
        "3.1.1.9",
        "a semicolon in the user",
        _message("OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0"),
        (200,),
    ),
    Torture(
        "3.1.1.10",
        "every transport",
        _message(
            "OPTIONS sip:user@example.com SIP/2.0",
            "Via: SIP/2.0/SCTP t1.example.com;branch=z9hG4bKone",
            "Via: SIP/2.0/TLS t2.example.com;branch=z9hG4bKtwo",
            "Via: SIP/2.0/UNKNOWN t3.example.com;branch=z9hG4bKthree",
        ),
        (200,),
    ),
    Torture(
        "3.1.1.11",
        "a body of several parts",
        _message(
            "INVITE sip:user@example.com SIP/2.0",
            "Content-Type: multipart/mixed;boundary=part0123456789",
            body="--part0123456789\r\nContent-Type: text/plain\r\n\r\nHello\r\n\r\n--part0123456789--",
        ),
        OTHER,
    ),
    Torture(
        "3.1.1.12",
        "an unusual reason",
        b"SIP/2.0 200 = 2**3 * 5**2 \xd0\xbd\xd0\xbe\r\n"
        + b"\r\n".join(_message("INVITE sip:user@example.com SIP/2.0").split(b"\r\n")[1:]),
        (None,),
    ),
    Torture(
        "3.1.1.13",
        "no reason at all",
        b"SIP/2.0 100 \r\n" + b"\r\n".join(_message("INVITE sip:user@example.com SIP/2.0").split(b"\r\n")[1:]),
        (None,),
    ),
    Torture(
        "3.1.2.1",
        "separators too many",
        _message(
            "INVITE sip:user@example.com SIP/2.0",
            'Contact: "Joe" <sip:joe@PEER>;;;;',
            via=f"{VIA};;,;,,",
            contact="",
            body=SDP,
        ),
        (*TAKEN, *OTHER),
    ),
    Torture(
        "3.1.2.2",
        "a length beyond the end",
        _message("INVITE sip:user@example.com SIP/2.0", body=SDP, length="9999"),
        (400, None),
    ),
    Torture(
        "3.1.2.3",
        "a negative length",
        _message("INVITE sip:user@example.com SIP/2.0", body=SDP, length="-999"),
        (*TAKEN, *OTHER),
    ),
    Torture(
        "3.1.2.4",
        "numbers beyond every range",
        _message(
            "REGISTER sip:example.com SIP/2.0",
            "Expires: 1000000000000000000000000000000000000000000000000000000000000000",
            "Max-Forwards: 300",
            'Warning: 1812 edge "In Progress"',
            cseq="36893488147419103232 REGISTER",
            contact="<sip:user@PEER>;expires=280297596632815",
        ),
        OTHER,
    ),
    Torture(
        "3.1.2.5",
        "the same in a response",
        b"SIP/2.0 503 Unavailable\r\n"
        + b"\r\n".join(
            _message(
                "INVITE sip:user@example.com SIP/2.0",
                "Retry-After: 949302838503028349304023988",
                cseq="9292394834772304023312 OPTIONS",
            ).split(b"\r\n")[1:]
        ),
        (None,),
    ),
    Torture(
        "3.1.2.6",
        "a quote never closed",
        _message("INVITE sip:user@example.com SIP/2.0", to='"Petro K <sip:petro@example.com>', body=SDP),
        (*TAKEN, *OTHER),
    ),
    Torture(
        "3.1.2.7", "brackets around the address", _message("INVITE <sip:user@example.com> SIP/2.0", body=SDP), OTHER
    ),
    Torture(
        "3.1.2.8", "spaces within the address", _message("INVITE sip:user@example.com; lr SIP/2.0", body=SDP), OTHER
    ),
    Torture(
        "3.1.2.9",
        "two spaces in the first line",
        _message("INVITE  sip:user@example.com  SIP/2.0", body=SDP),
        (*TAKEN, *OTHER),
    ),
    Torture(
        "3.1.2.10", "spaces behind the first line", _message("OPTIONS sip:user@example.com SIP/2.0  "), (200, *OTHER)
    ),
    Torture(
        "3.1.2.11",
        "headers in the address",
        _message("INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0", body=SDP),
        (*TAKEN, *OTHER),
    ),
    Torture(
        "3.1.2.12",
        "a date in another zone",
        _message("INVITE sip:user@example.com SIP/2.0", "Date: Fri, 01 Jan 2010 16:00:00 EST", body=SDP),
        (*TAKEN, *OTHER),
    ),
    Torture(
        "3.1.2.13",
        "a question mark in a bare contact",
        _message("REGISTER sip:example.com SIP/2.0", contact="sip:user@example.com?Route=%3Csip:x%3E"),
        (405,),
    ),
    Torture(
        "3.1.2.14",
        "spaces within brackets",
        _message("OPTIONS sip:user@example.org SIP/2.0", to='"Petro" < sip:petro@example.org >'),
        (200, *OTHER),
    ),
    Torture(
        "3.1.2.15",
        "a name that is no token",
        _message("OPTIONS sip:petro@example.org SIP/2.0", sender="Koval, Olena <sip:olena@example.com>;tag=43"),
        (200, *OTHER),
    ),
    Torture("3.1.2.16", "an unknown version", _message("OPTIONS sip:petro@example.org SIP/7.0"), (200, *OTHER)),
    Torture(
        "3.1.2.17",
        "two methods that differ",
        _message("OPTIONS sip:user@example.com SIP/2.0", cseq="8 INVITE"),
        (200, *OTHER),
    ),
    Torture(
        "3.1.2.18",
        "an unknown method that differs",
        _message("NEWMETHOD sip:user@example.com SIP/2.0", cseq="8 INVITE"),
        OTHER,
    ),
    Torture(
        "3.1.2.19",
        "a code of ten digits",
        b"SIP/2.0 4294967301 much\r\n"
        + b"\r\n".join(_message("INVITE sip:user@example.com SIP/2.0").split(b"\r\n")[1:]),
        (None,),
    ),
    Torture(
        "3.2.1",
        "a branch of nothing but its cookie",
        _message("OPTIONS sip:user@example.com SIP/2.0", via="SIP/2.0/UDP PEER;branch=z9hG4bK"),
        (200, *OTHER),
    ),
    Torture(
        "3.3.1",
        "no Call-ID, From or To",
        f"INVITE sip:user@example.com SIP/2.0\r\nCSeq: 19 INVITE\r\nVia: {VIA}\r\nContent-Type: application/sdp\r\n"
        f"Content-Length: {len(SDP)}\r\n\r\n{SDP}".encode(),
        OTHER,
    ),
    Torture("3.3.2", "an unknown scheme", _message("OPTIONS nobodyKnowsThisScheme:opaque SIP/2.0"), OTHER),
    Torture("3.3.3", "a known scheme of others", _message("OPTIONS soap.beep://192.0.2.9:3002 SIP/2.0"), OTHER),
    Torture(
        "3.3.4",
        "unknown schemes in headers",
        _message(
            "REGISTER sip:example.com SIP/2.0",
            to="isbn:9789660000000",
            sender="<http://www.example.com>;tag=3",
            contact="<name:Petro_K>",
        ),
        OTHER,
    ),
    Torture(
        "3.3.5",
        "requirements of nobody",
        _message(
            "OPTIONS sip:user@example.com SIP/2.0",
            "Require: nobodyDoesThis, norThat",
            "Proxy-Require: noProxyDoesThis",
        ),
        (420,),
    ),
    Torture(
        "3.3.6",
        "an unknown kind of body",
        _message(
            "INVITE sip:user@example.com SIP/2.0",
            "Content-Type: application/unknownformat",
            body='<audio><pcmu port="443"/></audio>',
        ),
        (415, 488),
    ),
    Torture(
        "3.3.7",
        "an unknown authorization",
        _message("REGISTER sip:example.com SIP/2.0", "Authorization: NobodysScheme opaque-data=here"),
        (405,),
    ),
    Torture(
        "3.3.8",
        "single headers many times",
        _message(
            "INVITE sip:user@example.com SIP/2.0",
            "CSeq: 59 INVITE",
            "Call-ID: other",
            "From: sip:other.caller@example.net;tag=34",
            "To: sip:other.user@example.net",
            "Max-Forwards: 5",
            body=SDP,
        ),
        (*TAKEN, *OTHER),
    ),
    Torture(
        "3.3.9", "two lengths", _message("OPTIONS sip:user@example.com SIP/2.0", "Content-Length: 13"), (200, *OTHER)
    ),
    Torture(
        "3.3.10",
        "a response by broadcast",
        b"SIP/2.0 200 OK\r\n"
        + b"\r\n".join(
            _message(
                "INVITE sip:user@example.com SIP/2.0", "Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bKone23"
            ).split(b"\r\n")[1:]
        ),
        (None,),
    ),
    Torture("3.3.11", "no hops left", _message("OPTIONS sip:user@example.com SIP/2.0", "Max-Forwards: 0"), (200, 483)),
    Torture(
        "3.3.12",
        "parameters of a contact",
        _message("REGISTER sip:example.com SIP/2.0", contact="sip:+19725552222@gw1.example.net;unknownparam"),
        (405,),
    ),
    Torture(
        "3.3.13",
        "parameters of a contact's address",
        _message("REGISTER sip:example.com SIP/2.0", contact="<sip:+19725552222@gw1.example.net;unknownparam>"),
        (405,),
    ),
    Torture(
        "3.3.14",
        "escaped headers in a contact",
        _message("REGISTER sip:example.com SIP/2.0", contact="<sip:user@example.com?Route=%3Csip:sip.example.com%3E>"),
        (405,),
    ),
    Torture(
        "3.3.15",
        "an Accept that SDP is not in",
        _message("INVITE sip:user@example.com SIP/2.0", "Accept: text/nobodyKnowsThis"),
        (*TAKEN, 406),
    ),
    Torture(
        "3.4.1",
        "an INVITE of RFC 2543",
        f"INVITE sip:clerk@example.com SIP/2.0\r\nVia: SIP/2.0/UDP PEER\r\nFrom: <sip:caller@PEER>\r\n"
        "Record-Route: <sip:clerk@example.com;maddr=edge.example.com>\r\nTo: <sip:clerk@example.com>\r\n"
        "Call-ID: CALLID\r\n"
        f"CSeq: 1 INVITE\r\nContact: <sip:caller@PEER>\r\nContent-Type: application/sdp\r\n\r\n{SDP}".encode(),
        (*TAKEN, *OTHER),
    ),
)
