"""A real WordPress on loopback: PHP's own web server and a SQLite file, nothing else."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import zipfile
from pathlib import Path

import httpx

SOURCE = Path(os.environ.get("AMENDS_WORDPRESS", "/usr/share/wordpress"))
DROP_IN = Path(os.environ.get("AMENDS_WORDPRESS_SQLITE", "sqlite-database-integration.zip"))
HERE = Path(__file__).parent
ROUTER = """<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path !== '/' && is_file($_SERVER['DOCUMENT_ROOT'] . $path)) return false;
$_SERVER['SCRIPT_NAME'] = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
"""
CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'x'); define('DB_PASSWORD', 'x'); define('DB_HOST', 'x');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('DB_DIR', '{folder}/'); define('DB_FILE', 'wp.sqlite');
define('WP_HOME', '{address}'); define('WP_SITEURL', '{address}');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true); define('WP_ENVIRONMENT_TYPE', 'local');
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT',
    'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $each) define($each, "test-$each");
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""


def missing() -> str:
    """Return what a machine lacks to run it; nothing if it can."""
    if not shutil.which("php"):
        return "no php (Debian: php-cli php-sqlite3 php-xml php-mbstring)"
    if not (SOURCE / "wp-load.php").is_file():
        return f"no WordPress in {SOURCE} (Debian: wordpress; or set AMENDS_WORDPRESS)"
    if not DROP_IN.is_file():
        return "set AMENDS_WORDPRESS_SQLITE to sqlite-database-integration.zip (npm @wp-playground/cli)"
    return ""


class WordPressServer:
    """One site in a folder of its own; `do` acts on it as its users would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = folder / "site"
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", int(os.environ.get("AMENDS_WORDPRESS_PORT", "0"))))
            self.address = f"http://127.0.0.1:{free.getsockname()[1]}"
        self._unpack()
        self.do(["install"])
        self._start()

    def do(self, *orders: list) -> list:
        """Carry out orders such as `["trash", 7]`; return their answers."""
        told = subprocess.run(
            ["php", "-d", "memory_limit=512M", HERE / "wordpress.php"],
            input=json.dumps(orders),
            env={**os.environ, "SITE": str(self.site)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stdout + told.stderr
        return json.loads(told.stdout.splitlines()[-1])

    def plugin(self, code: str | None) -> None:
        """Install a plugin that consists of this code, or remove it."""
        file = self.site / "wp-content" / "mu-plugins" / "test.php"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"<?php {code or ''}")

    def stop(self) -> None:
        os.killpg(self._server.pid, signal.SIGTERM)
        self._server.wait()

    def _unpack(self) -> None:
        shutil.copytree(SOURCE, self.site)
        content = self.site / "wp-content"
        for path in (self.site, content, content / "plugins"):
            path.chmod(0o755)
        (self.site / "wp-config.php").unlink(missing_ok=True)
        with zipfile.ZipFile(DROP_IN) as drop_in:
            drop_in.extractall(content / "plugins")
        (plugin,) = (content / "plugins").glob("*sqlite-database-integration")
        copy = (plugin / "db.copy").read_text()
        copy = copy.replace("{SQLITE_IMPLEMENTATION_FOLDER_PATH}", str(plugin))
        (content / "db.php").write_text(copy.replace("{SQLITE_PLUGIN}", f"{plugin.name}/load.php"))
        # WordPress 6.1 reads this property of its database, newer ones do not.
        database = plugin / "wp-includes" / "sqlite" / "class-wp-sqlite-db.php"
        private = "private $allow_unsafe_unquoted_parameters"
        database.write_text(
            database.read_text().replace(private, private.replace("private", "public"))
        )
        config = CONFIG.replace("{folder}", str(self.folder)).replace("{address}", self.address)
        (self.site / "wp-config.php").write_text(config)
        (self.folder / "router.php").write_text(ROUTER)

    def _start(self) -> None:
        host = self.address.removeprefix("http://")
        # PHP's cache would not see a plugin that changes twice within two seconds.
        options = ["-d", "memory_limit=256M", "-d", "opcache.enable=0"]
        php = ["php", *options, "-S", host, "-t", self.site]
        with (self.folder / "php.log").open("w") as log:
            self._server = subprocess.Popen(
                [*php, self.folder / "router.php"],
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        for _ in range(100):
            try:
                if httpx.get(f"{self.address}/wp-json/", trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError((self.folder / "php.log").read_text()[-2000:])
