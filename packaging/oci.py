"""Writes a container image as an archive of an OCI layout, which Docker can load, too.

Layers are folders. Everything in them belongs to root, but for the program's state. Names are sorted and times are
one, so that the same folders give the same bytes.
"""

import argparse
import datetime
import gzip
import hashlib
import io
import json
import os
import pathlib
import tarfile

STATE = "var/lib/edgekeep"


def entry(name, file, time, user):
    """The header of one file of a layer."""
    status = file.lstat()
    info = tarfile.TarInfo(name)
    info.mtime = time
    info.mode = status.st_mode & 0o7777
    info.uid = info.gid = user if name == STATE else 0
    if file.is_symlink():
        info.type, info.linkname, info.mode = tarfile.SYMTYPE, os.readlink(file), 0o777
    elif file.is_dir():
        info.type = tarfile.DIRTYPE
    else:
        info.size = status.st_size
    return info


def layer(folder, time, user):
    """The layer of a folder: compressed bytes, and the digest of the uncompressed ones."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for file in sorted(folder.rglob("*")):
            info = entry(str(file.relative_to(folder)), file, time, user)
            if info.isreg():
                with file.open("rb") as content:
                    archive.addfile(info, content)
            else:
                archive.addfile(info)
    return gzip.compress(plain.getvalue(), compresslevel=6, mtime=0), digest(plain.getvalue())


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def encoded(document):
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


class Blobs:
    """Content by its digest."""

    def __init__(self):
        self.contents = {}

    def add(self, media_type, content):
        name = digest(content)
        self.contents[name] = content
        return {"mediaType": media_type, "digest": name, "size": len(content)}


def image_config(asked, form, created, diff_ids):
    labels = {
        "org.opencontainers.image.title": asked.name,
        "org.opencontainers.image.description": form["description"],
        "org.opencontainers.image.version": asked.version,
        "org.opencontainers.image.created": created,
        "org.opencontainers.image.licenses": "Apache-2.0",
    }
    config = {
        "User": f"{asked.user}:{asked.user}",
        "ExposedPorts": {port: {} for port in form["ports"]},
        "Env": [f"PATH={form['path']}:/usr/bin", "LANG=C.UTF-8"] + form["environment"],
        "Entrypoint": form["entrypoint"],
        "Cmd": form["command"],
        "WorkingDir": "/",
        "StopSignal": "SIGTERM",
        "Labels": labels,
    }
    if form["volumes"]:
        config["Volumes"] = {volume: {} for volume in form["volumes"]}
    return {
        "created": created,
        "architecture": asked.arch,
        "os": "linux",
        "config": config,
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
        "history": [{"created": created, "created_by": f"edgekeep dist: {part}"} for part in ("Debian packages", asked.name)],
    }


def write_archive(path, files, time):
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(files):
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = len(files[name]), time, 0o644
            archive.addfile(info, io.BytesIO(files[name]))


def main():
    options = argparse.ArgumentParser()
    for option in ("name", "version", "arch", "config", "output"):
        options.add_argument("--" + option, required=True)
    options.add_argument("--time", type=int, required=True)
    options.add_argument("--user", type=int, required=True)
    options.add_argument("--layer", type=pathlib.Path, action="append", required=True)
    asked = options.parse_args()
    form = json.loads(pathlib.Path(asked.config).read_text(encoding="utf-8"))
    created = datetime.datetime.fromtimestamp(asked.time, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    blobs, layers, diff_ids = Blobs(), [], []
    for folder in asked.layer:
        compressed, diff_id = layer(folder, asked.time, asked.user)
        layers.append(blobs.add("application/vnd.oci.image.layer.v1.tar+gzip", compressed))
        diff_ids.append(diff_id)
    config = blobs.add("application/vnd.oci.image.config.v1+json", encoded(image_config(asked, form, created, diff_ids)))
    manifest = blobs.add("application/vnd.oci.image.manifest.v1+json", encoded({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": config,
        "layers": layers,
    }))
    manifest["platform"] = {"architecture": asked.arch, "os": "linux"}
    manifest["annotations"] = {"org.opencontainers.image.ref.name": asked.version}

    def path(blob):
        return "blobs/" + blob["digest"].replace(":", "/")

    files = {"blobs/" + name.replace(":", "/"): content for name, content in blobs.contents.items()}
    files["oci-layout"] = encoded({"imageLayoutVersion": "1.0.0"})
    files["index.json"] = encoded({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [manifest],
    })
    # For `docker load`.
    files["manifest.json"] = encoded([{
        "Config": path(config), "RepoTags": [f"{asked.name}:{asked.version}"], "Layers": [path(one) for one in layers]}])
    write_archive(asked.output, files, asked.time)


main()
