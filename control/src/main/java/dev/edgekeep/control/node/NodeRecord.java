package dev.edgekeep.control.node;

import dev.edgekeep.control.record.StoredRecord;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A node as it is stored.
 *
 * @param directive rises with each change of what the node should do
 * @param joined null: no machine has joined as this node yet
 */
record NodeRecord(
    String id,
    String name,
    String group,
    Map<String, String> labels,
    boolean isDraining,
    long directive,
    @Nullable Joined joined,
    Instant createdAt,
    long revision)
    implements StoredRecord {
  NodeRecord {
    labels = Map.copyOf(labels);
  }

  /**
   * The keys and the certificate of a node that has joined.
   *
   * @param identityKey the public NKey that it signs with
   * @param sealingKey the public key that group keys are sealed for; must not be changed
   * @param certificateSerial of its newest certificate
   * @param edgekeep the version of its program at that time
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Joined(
      String identityKey,
      byte[] sealingKey,
      String certificateSerial,
      String edgekeep,
      Instant at) {
    @Override
    public String toString() {
      return identityKey;
    }
  }

  static RowMapper<NodeRecord> row(ObjectMapper json) {
    return (row, context) -> {
      String identity = row.getString("identity_key");
      return new NodeRecord(
          row.getString("id"),
          row.getString("name"),
          row.getString("node_group"),
          labels(json.readTree(row.getString("labels"))),
          row.getInt("draining") != 0,
          row.getLong("directive"),
          identity == null
              ? null
              : new Joined(
                  identity,
                  row.getBytes("sealing_key"),
                  row.getString("certificate_serial"),
                  row.getString("edgekeep"),
                  Instant.ofEpochMilli(row.getLong("joined_at"))),
          Instant.ofEpochMilli(row.getLong("created_at")),
          row.getLong("revision"));
    };
  }

  private static Map<String, String> labels(JsonNode json) {
    Map<String, String> labels = new TreeMap<>();
    json.properties().forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
    return labels;
  }
}
