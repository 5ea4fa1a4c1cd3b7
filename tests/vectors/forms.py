#!/usr/bin/env python3
"""Writes forms.json: the same upload in the forms of common HTTP clients.

    pip install requests httpx aiohttp && npm install axios form-data && python3 forms.py > forms.json

A server records those of Python, Node and curl. The others follow their published source, named in each row. A body is
a string of bytes, each the character of its number. `fileName` is the expected file name.
"""

import asyncio
import http.server
import json
import subprocess
import threading

import aiohttp
import httpx
import requests

FILE = b"%PDF-1.4\n\xe2\xe3\xcf\xd3\r\n--\r\nstartxref\n0\n%%EOF\n"
NAME = "Müller & Söhne.pdf"
ODD = 'a "b" 50%.pdf'
BOUNDARY = "d9a3c2f1-5b0e-4a7f-8f6e-2f1c0b9a8d7e"
rows, received = [], []


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers["Content-Length"]))
        received.append((self.headers["Content-Type"], body))
        self.send_response(204)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def log_message(self, *_):
        pass


def row(client, content_type, body, name):
    rows.append({"client": client, "contentType": content_type, "fileName": name, "body": body.decode("latin-1")})


def recorded(client, name, send):
    send()
    content_type, body = received.pop()
    row(client, content_type, body, name)


def node(script):
    subprocess.run(["node", "--input-type=module", "-e", script % {"url": URL, "file": list(FILE), "name": json.dumps(NAME), "odd": json.dumps(ODD)}], check=True)


async def by_aiohttp(name):
    form = aiohttp.FormData()
    form.add_field("type", "OTHER")
    form.add_field("file", FILE, filename=name, content_type="application/pdf")
    async with aiohttp.ClientSession() as session:
        await session.post(URL, data=form)


FETCH = """
const form = new FormData();
form.set('type', 'OTHER');
form.set('file', new File([new Uint8Array(%(file)s)], %(NAME)s, { type: 'application/pdf' }));
await fetch('%(url)s', { method: 'POST', body: form });
"""
FORM_DATA = """
import FormData from 'form-data';
import axios from 'axios';
const form = new FormData();
form.append('type', 'OTHER');
form.append('file', Buffer.from(%(file)s), { filename: %(NAME)s, contentType: 'application/pdf' });
await axios.post('%(url)s', form);
"""
def written(source, disposition, name, file_headers="Content-Type: application/pdf\r\n", text_headers="", first=True, quoted=False,
            type_disposition='form-data; name="type"', boundary=BOUNDARY):
    file_part = f"Content-Disposition: {disposition}\r\n".encode() + file_headers.encode() + b"\r\n" + FILE
    if not first:
        file_part = file_headers.encode() + f"Content-Disposition: {disposition}\r\n".encode() + b"\r\n" + FILE
    text_part = f"{text_headers}Content-Disposition: {type_disposition}\r\n\r\nOTHER".encode()
    line = f"--{boundary}".encode()
    body = line + b"\r\n" + text_part + b"\r\n" + line + b"\r\n" + file_part + b"\r\n" + line + b"--\r\n"
    row(source, f'multipart/form-data; boundary="{boundary}"' if quoted else f"multipart/form-data; boundary={boundary}", body, name)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
URL = f"http://127.0.0.1:{server.server_port}/"

for name in (NAME, ODD):
    files = {"file": (name, FILE, "application/pdf")}
    recorded(f"Python requests {requests.__version__}", name, lambda: requests.post(URL, data={"type": "OTHER"}, files=files))
    recorded(f"Python httpx {httpx.__version__}", name, lambda: httpx.post(URL, data={"type": "OTHER"}, files=files))
    recorded(f"Python aiohttp {aiohttp.__version__}", name, lambda: asyncio.run(by_aiohttp(name)))
    curl = ["curl", "-s", "-F", "type=OTHER", "-F", "file=@-;type=application/pdf;filename=\"" + name.replace('"', '\\"') + '"', URL]
    recorded("curl", name, lambda: subprocess.run(curl, input=FILE, check=True))
    for client, script in [("Node fetch and FormData", FETCH), ("npm form-data and axios", FORM_DATA)]:
        which = "%(name)s" if name == NAME else "%(odd)s"
        recorded(client, name, lambda: node(script.replace("%(NAME)s", which)))

# dotnet/runtime, ContentDispositionHeaderValue.FileName and FileNameStar; MultipartFormDataContent quotes neither names
# nor tokens, and its boundary.
encoded = '=?utf-8?B?TcO8bGxlciAmIFPDtmhuZS5wZGY=?='
star = "M%C3%BCller%20%26%20S%C3%B6hne.pdf"
net = dict(first=False, quoted=True, type_disposition="form-data; name=type", text_headers="Content-Type: text/plain; charset=utf-8\r\n")
written(".NET HttpClient MultipartFormDataContent", f"form-data; name=file; filename=\"{encoded}\"; filename*=utf-8''{star}", NAME, **net)
written(".NET, a plain name", "form-data; name=file; filename=a.pdf; filename*=utf-8''a.pdf", "a.pdf", **net)
# golang/go, mime/multipart: quoteEscaper escapes backslash and quotation mark.
written("Go mime/multipart", f'form-data; name="file"; filename="{NAME}"', NAME, "Content-Type: application/octet-stream\r\n")
written("Go mime/multipart, odd", 'form-data; name="file"; filename="a \\"b\\" 50%.pdf"', ODD, "Content-Type: application/octet-stream\r\n")
# apache/httpcomponents-client, HttpRFC7578Multipart and FormBodyPartBuilder.
written("Apache HttpClient 5, EXTENDED", f"form-data; name=\"file\"; filename=\"M?ller & S?hne.pdf\"; filename*=\"UTF-8''{star}\"", NAME)
written("Apache HttpClient 4, RFC6532", f'form-data; name="file"; filename="{NAME}"', NAME,
        "Content-Type: application/pdf\r\nContent-Transfer-Encoding: binary\r\n",
        "Content-Type: text/plain; charset=ISO-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n")
# square/okhttp, MultipartBody.Part.appendQuotedString: browsers' escapes; each part has its length.
written("OkHttp", f'form-data; name="file"; filename="{NAME}"', NAME, f"Content-Type: application/pdf\r\nContent-Length: {len(FILE)}\r\n")
written("OkHttp, odd", 'form-data; name="file"; filename="a %22b%22 50%.pdf"', ODD, f"Content-Type: application/pdf\r\nContent-Length: {len(FILE)}\r\n")
# spring-projects/spring-framework, ContentDisposition.toString: Q encoding in `filename`.
written("Spring RestTemplate", f'form-data; name="file"; filename="=?UTF-8?Q?M=C3=BCller_&_S=C3=B6hne.pdf?="; filename*=UTF-8\'\'{star}', NAME,
        text_headers="Content-Type: text/plain;charset=UTF-8\r\nContent-Length: 5\r\n")
# guzzle/psr7, MultipartStream: Content-Length after the disposition.
written("PHP Guzzle", f'form-data; name="file"; filename="{NAME}"', NAME, f"Content-Length: {len(FILE)}\r\nContent-Type: application/pdf\r\n")
# ruby/ruby, Net::HTTPGenericRequest#encode_multipart_form_data.
written("Ruby Net::HTTP set_form", f'form-data; name="file"; filename="{NAME}"', NAME, "Content-Type: application/octet-stream\r\n")
# socketry/multipart-post (Faraday): FilePart.
written("Ruby multipart-post", f'form-data; name="file"; filename="{NAME}"', NAME,
        f"Content-Length: {len(FILE)}\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: binary\r\n")
# seanmonstar/reqwest, multipart::PercentEncoding::PathSegment.
written("Rust reqwest", "form-data; name=\"file\"; filename*=utf-8''M%C3%BCller%20&%20S%C3%B6hne.pdf", NAME)
# urllib3 1.26, fields.format_header_param_rfc2231.
written("Python urllib3 1.26, RFC 2231", "form-data; name=\"file\"; filename*=utf-8''M%C3%BCller%20%26%20S%C3%B6hne.pdf", NAME)
# dart-lang/http, MultipartRequest._headerForFile: browsers' escapes, lower-case header names.
written("Dart http", f'form-data; name="file"; filename="{NAME}"', NAME, "content-type: application/octet-stream\r\n", boundary="dart-http-boundary-A+b_c.d/e'f(g)h,i-j:k=l?m", quoted=True)
# libwww-perl, HTTP::Request::Common.form_data.
written("Perl HTTP::Request::Common", f'form-data; name="file"; filename="{NAME}"', NAME, f"Content-Length: {len(FILE)}\r\nContent-Type: application/pdf\r\n", boundary="xYzZY")
# WHATWG HTML, "multipart/form-data encoding algorithm".
written("Chrome", f'form-data; name="file"; filename="{NAME}"', NAME, boundary="----WebKitFormBoundary7MA4YWxkTrZu0gW")
written("Firefox, odd", 'form-data; name="file"; filename="a %22b%22 50%.pdf"', ODD, boundary="-" * 27 + "293582696224464")
# PowerShell, WebRequestPSCmdlet.Common: .NET's form without RFC 2047.
written("PowerShell 7 -Form", f"form-data; name=file; filename*=utf-8''{star}", NAME, **net)

print(json.dumps(rows, indent=1, ensure_ascii=True))
