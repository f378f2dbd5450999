package dev.edgekeep.control.api;

import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.record.Put;
import dev.edgekeep.control.record.StoredRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a call.
 *
 * @param body a record that is sent as JSON, bytes with a content type among the headers, or null
 * @param version of the deployment that the change became, or 0
 */
public record Answer(int status, @Nullable Object body, Map<String, String> headers, long version) {
  public Answer {
    headers = Map.copyOf(headers);
  }

  public static Answer ok(Object body) {
    return new Answer(200, body, Map.of(), 0);
  }

  /**
   * A record was created.
   *
   * @param location its path below {@code /api/v1}
   */
  public static Answer created(String location, Object body) {
    return new Answer(201, body, Map.of("Location", Routes.PREFIX + location), 0);
  }

  /**
   * The answer to a PUT: the record with its revision and the version that deploys it.
   *
   * @param location its path below {@code /api/v1}
   * @param view the record as the API shows it
   */
  public static <R extends StoredRecord> Answer put(
      Changed<Put<R>> made, String location, Object view) {
    Answer answer = made.value().isNew() ? created(location, view) : ok(view);
    return answer.revision(made.value().record().revision()).of(made);
  }

  public static Answer noContent() {
    return new Answer(204, null, Map.of(), 0);
  }

  /** Bytes of another kind than JSON. */
  public static Answer bytes(String contentType, byte[] body) {
    return new Answer(200, body, Map.of("Content-Type", contentType), 0);
  }

  /** The same as a change that is on its way to the edge nodes. */
  public Answer of(Changed<?> change) {
    return new Answer(status, body, headers, change.version());
  }

  /** The same with the revision of what is shown, for {@code If-Match}. */
  public Answer revision(long revision) {
    return header("ETag", "\"%d\"".formatted(revision));
  }

  public Answer header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, body, more, version);
  }
}
