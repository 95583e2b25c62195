"""A submission server for tests: takes letters and leaves each in a file of JSON."""
import asyncio
import base64
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, tls_port, start_port, open_port, user, password = sys.argv[1:]
taken = 0


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("khongco@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("saunhe@"):
            return "451 4.2.1 mailbox busy, try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global taken
        taken += 1
        one = {
            "From": envelope.mail_from,
            "To": envelope.rcpt_tos,
            "Letter": base64.b64encode(envelope.content).decode(),
            "SignIn": session.auth_data or "",
            "Upgraded": session.ssl is not None,
        }
        name = os.path.join(folder, "%04d" % taken)
        with open(name, "w") as f:
            json.dump(one, f)
        os.rename(name, name + ".json")
        return "250 OK"


def signed(server, session, envelope, mechanism, data):
    ok = data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=ok, auth_data=user if ok else None, handled=False)


def server(**more):
    return lambda: SMTP(Handler(), authenticator=signed, data_size_limit=8 << 20, loop=loop, **more)


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
cert = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
cert.load_cert_chain(os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem"))
loop.run_until_complete(loop.create_server(server(auth_require_tls=False, auth_required=True), "127.0.0.1", int(tls_port), ssl=cert))
loop.run_until_complete(loop.create_server(server(tls_context=cert, require_starttls=True, auth_required=True), "127.0.0.1", int(start_port)))
loop.run_until_complete(loop.create_server(server(auth_require_tls=False), "127.0.0.1", int(open_port)))
open(os.path.join(folder, "ready"), "w").close()
loop.run_forever()
