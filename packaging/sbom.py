"""Writes the bill of materials of one archive: CycloneDX 1.6, JSON.

It begins with the bill that Maven wrote, and keeps the jars that are in the archive: those for other platforms
are not. A jar that Maven does not know is an error. The Java runtime is added. Nothing in it depends on the
machine or the hour.
"""

import argparse
import datetime
import hashlib
import json
import pathlib
import re
import sys
import uuid


def jar_name(component):
    """The name of the component's file in a lib folder."""
    classifier = re.search(r"[?&]classifier=([^&]+)", component.get("purl", ""))
    name = f"{component['name']}-{component['version']}"
    return f"{name}-{classifier.group(1)}.jar" if classifier else f"{name}.jar"


def sha256(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def named_for(component, jars):
    """The component's jar among those of the archive; None if it is not there."""
    name = jar_name(component)
    if name in jars:
        return jars[name]
    # A jar whose folder names the platform: lib/linux-x86_64/NAME-VERSION.jar.
    bare = jars.get(f"{component['name']}-{component['version']}.jar")
    return bare if bare is not None and name.endswith(f"-{bare.parent.name}.jar") else None


def java_runtime(release):
    """The component of the Java that the runtime was linked from."""
    values = dict(re.findall(r'^(\w+)="(.*)"$', release.read_text(), re.MULTILINE))
    version = values.get("JAVA_RUNTIME_VERSION", values["JAVA_VERSION"])
    return {
        "type": "platform",
        "bom-ref": f"java-runtime@{version}",
        "name": "OpenJDK",
        "version": version,
        "supplier": {"name": values.get("IMPLEMENTOR", "unknown")},
        "licenses": [{"license": {"id": "GPL-2.0-with-classpath-exception"}}],
        "cpe": f"cpe:2.3:a:oracle:openjdk:{values['JAVA_VERSION']}:*:*:*:*:*:*:*",
    }


def main():
    options = argparse.ArgumentParser()
    for option in ("name", "version", "maven", "jars", "java", "time", "output"):
        options.add_argument("--" + option, required=True)
    asked = options.parse_args()
    bill = json.loads(pathlib.Path(asked.maven).read_text(encoding="utf-8"))
    jars = {jar.name: jar for jar in pathlib.Path(asked.jars).rglob("*.jar")}
    main_component = bill["metadata"]["component"]
    kept = []
    for component in bill["components"]:
        jar = named_for(component, jars)
        if jar is None:
            continue
        del jars[jar.name]
        component["hashes"] = [{"alg": "SHA-256", "content": sha256(jar)}]
        component.setdefault("properties", []).append(
            {"name": "edgekeep:file", "value": str(jar.relative_to(asked.jars))})
        kept.append(component)
    own = jars.pop(f"{main_component['name']}-{asked.version}.jar", None)
    if own is None or jars:
        sys.exit(f"these jars are in no bill of materials: {', '.join(sorted(jars)) or main_component['name']}")
    runtime = java_runtime(pathlib.Path(asked.java))
    kept.append(runtime)
    kept.sort(key=lambda component: component["bom-ref"])
    refs = {component["bom-ref"] for component in kept} | {main_component["bom-ref"]}
    needs = []
    for entry in sorted(bill["dependencies"], key=lambda entry: entry["ref"]):
        if entry["ref"] in refs:
            needs.append({"ref": entry["ref"], "dependsOn": sorted(set(entry.get("dependsOn", [])) & refs)})
    needs = [{**entry, "dependsOn": entry["dependsOn"] + [runtime["bom-ref"]]}
             if entry["ref"] == main_component["bom-ref"] else entry for entry in needs]
    main_component.update(name=asked.name, type="application")
    moment = datetime.datetime.fromtimestamp(int(asked.time), datetime.timezone.utc)
    written = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": bill["specVersion"],
        "version": 1,
        "metadata": {
            "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "lifecycles": [{"phase": "build"}],
            "tools": bill["metadata"]["tools"],
            "component": main_component,
        },
        "components": kept,
        "dependencies": needs,
    }
    # The same content has the same number.
    content = json.dumps(written, sort_keys=True)
    number = uuid.uuid5(uuid.NAMESPACE_URL, "https://edgekeep.dev/bom/" + hashlib.sha256(content.encode()).hexdigest())
    written["serialNumber"] = f"urn:uuid:{number}"
    pathlib.Path(asked.output).write_text(json.dumps(written, indent=2, sort_keys=True) + "\n", encoding="utf-8")


main()
