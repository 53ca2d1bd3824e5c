"""Letters go to a mail server that shows who it is, or they wait."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from heed.cli.beforehand import free_port
from heed.notifications.outbox import post_office


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """(certificate and key in one file) for 127.0.0.1, by nobody whom a machine trusts."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.heed.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mail.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return path


@pytest.fixture(params=["smtps", "smtp+starttls"])
def server(request, certificate, settings):
    """A mail server that speaks TLS in one of the two ways."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    how = {"ssl_context": tls} if request.param == "smtps" else {"tls_context": tls, "require_starttls": True}
    controller = Controller(Sink(), hostname="127.0.0.1", port=(port := free_port()), **how)
    controller.start()
    settings.SMTP_URL = f"{request.param}://127.0.0.1:{port}"
    yield controller
    controller.stop()


def test_one_whom_the_machine_does_not_trust_is_given_nothing(server):
    with pytest.raises(ssl.SSLCertVerificationError), post_office():
        pass


def test_one_whom_it_trusts_takes_letters(server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with post_office() as office:
        assert office.noop()[0] == 250
