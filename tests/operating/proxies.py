"""nginx with the file of `deploy/`, by whoever tests, beside the site that Debian's package brings."""

import re
import shutil
import socket
import ssl
import subprocess
from pathlib import Path

from .hosts import ROOT
from .serving import wait_until

NAME = "zp.example.gov.cn"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")  # not on everybody's path
OF_NGINX = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
"""What it keeps files for."""


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port: int = place.getsockname()[1]
        return port


class Proxy:
    """Our file, with ports, folders and a certificate for who is not root; `behind` it a program's port."""

    def __init__(self, folder: Path, behind: int = 8000) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.port = folder, free_port()
        ports = {"80": free_port(), "443": self.port}
        text = (ROOT / "deploy/nginx.conf").read_text("utf-8").replace("/var/log/nginx", str(folder))
        text = re.sub(r"listen (80|443)", lambda x: f"listen 127.0.0.1:{ports[x[1]]}", text)
        text = text.replace("/etc/nginx/tls", str(folder)).replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={NAME}",
             "-keyout", folder / "zp.key", "-out", folder / "zp.pem"], check=True, capture_output=True,
        )  # fmt: skip
        beside = f"server {{ listen 127.0.0.1:{ports['80']} default_server; }}\n"
        (folder / "site").write_text(beside + text, "utf-8")
        folders = " ".join(f"{x}_temp_path {folder}/{x};" for x in OF_NGINX)
        http = f"{folders} include {folder}/site;"
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log stderr; events {{}} http {{ {http} }}", "utf-8"
        )

    def command(self, *options: str) -> list[str]:
        return [str(NGINX), *options, "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)]

    def start(self) -> None:
        with (self.folder / "errors").open("w") as errors:
            self.process = subprocess.Popen(self.command(), stderr=errors)
        wait_until("nginx answers", self._answers)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 5).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def tell(self, message: bytes) -> bytes:
        """What comes back for these bytes, sent as they are, until the other side closes."""
        context = ssl.create_default_context(cafile=str(self.folder / "zp.pem"))
        context.check_hostname = False
        answer = b""
        with (
            socket.create_connection(("127.0.0.1", self.port), 60) as raw,
            context.wrap_socket(raw, server_hostname=NAME) as secured,
        ):
            secured.sendall(message)
            while more := secured.recv(65536):
                answer += more
        return answer

    def passed_on(self) -> list[str]:
        """Method and path of the requests that it had answered by the program, which numbers its answers."""
        lines = [x.split() for x in (self.folder / "perfeval.log").read_text("utf-8").splitlines()]
        return [f"{x[2]} {x[3]}" for x in lines if x[-1] != "-"]
