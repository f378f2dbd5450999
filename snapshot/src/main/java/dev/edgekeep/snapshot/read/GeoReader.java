package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.material.Material;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.GeoDatabase;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads {@code geoip}. */
final class GeoReader {
  /** Twice the largest that is published. */
  private static final int MAX_BYTES = 256 << 20;

  private final Materials materials;

  GeoReader(Materials materials) {
    this.materials = materials;
  }

  @Nullable GeoDatabase read(@Nullable Value value) {
    Section section = value == null || value.isNothing() ? null : value.section();
    if (section == null) {
      return null;
    }
    Value database = section.require("database", "give it, as {file: GeoLite2-Country.mmdb}");
    section.end();
    Material material = database == null ? null : materials.read(database, MAX_BYTES);
    if (material == null) {
      return null;
    }
    try {
      return GeoDatabase.of(material.bytes());
    } catch (IOException e) {
      material.error("not a database in MaxMind's format: " + e.getMessage());
      return null;
    }
  }
}
