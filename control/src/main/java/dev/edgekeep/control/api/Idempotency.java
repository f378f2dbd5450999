package dev.edgekeep.control.api;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.change.IdempotencyKey;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls with an {@code Idempotency-Key} are carried out once for each token: a repetition has the
 * first answer, without what is shown once only. The key is kept with the change, in one
 * transaction, and for a day. Blocks; any thread.
 */
final class Idempotency {
  /** Members that the first answer shows only. */
  private static final List<String> SHOWN_ONCE = List.of("privateKey", "token", "link");

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private final Store store;
  private final ObjectMapper json;
  private final InstantSource clock;

  Idempotency(Store store, ObjectMapper json, InstantSource clock) {
    this.store = store;
    this.json = json;
    this.clock = clock;
  }

  /** The kept answer of a call. */
  private record Kept(String request, int status, String headers, String body) {}

  /** The key of a call, with a digest of the call; null when it has none. */
  @Nullable IdempotencyKey read(@Nullable String key, String method, String path, byte[] body) {
    if (key == null) {
      return null;
    }
    if (!KEY.matcher(key).matches()) {
      throw DomainException.invalid(
          "Idempotency-Key", "give 1 to 200 visible ASCII characters, as a UUID");
    }
    return new IdempotencyKey(key, digest(method + " " + path + "\n", body));
  }

  /**
   * The answer that the call had before; empty when it is new.
   *
   * @throws DomainException when the key was used for another call, or the answer was lost
   */
  Optional<Answer> replay(Caller caller, IdempotencyKey idempotencyKey) {
    Optional<Kept> found =
        store.read(db ->
            db.createQuery(
                    """
                    SELECT request, status, headers, body FROM idempotency
                    WHERE account_id = :account AND token_id = :token AND key = :key
                    AND at > :since\
                    """)
                .bind("account", caller.accountId())
                .bind("token", caller.tokenId())
                .bind("key", idempotencyKey.key())
                .bind("since", since())
                .map((row, context) ->
                    new Kept(
                        row.getString("request"),
                        row.getInt("status"),
                        row.getString("headers"),
                        row.getString("body")))
                .findOne());
    return found.map(kept -> answer(idempotencyKey, kept));
  }

  private Answer answer(IdempotencyKey idempotencyKey, Kept kept) {
    if (!kept.request().equals(idempotencyKey.request())) {
      throw ApiProblem.of(
          ApiProblem.Type.KEY_REUSED,
          "the Idempotency-Key %s was used for another call; take a new one"
              .formatted(idempotencyKey.key()));
    }
    if (kept.status() == 0) {
      throw DomainException.conflict(
          "a call with this Idempotency-Key was carried out and its answer was lost, or is under"
              + " way; look at the current state");
    }
    Answer answer = new Answer(kept.status(), json.readTree(kept.body()), Map.of(), 0);
    for (Map.Entry<String, JsonNode> header : json.readTree(kept.headers()).properties()) {
      answer = answer.header(header.getKey(), header.getValue().asString());
    }
    return answer.header("Idempotent-Replayed", "true");
  }

  /** Keeps the answer of a call that was carried out. */
  void keep(Caller caller, IdempotencyKey idempotencyKey, Answer answer) {
    JsonNode body = json.valueToTree(answer.body());
    if (body instanceof ObjectNode object) {
      object.remove(SHOWN_ONCE);
    }
    store.write(db -> {
      db.createUpdate("DELETE FROM idempotency WHERE at <= :since")
          .bind("since", since())
          .execute();
      return db.createUpdate(
              """
              UPDATE idempotency SET status = :status, headers = :headers, body = :body
              WHERE account_id = :account AND token_id = :token AND key = :key\
              """)
          .bind("status", answer.status())
          .bind("headers", json.writeValueAsString(answer.headers()))
          .bind("body", json.writeValueAsString(body))
          .bind("account", caller.accountId())
          .bind("token", caller.tokenId())
          .bind("key", idempotencyKey.key())
          .execute();
    });
  }

  private long since() {
    return Instant.ofEpochMilli(clock.millis()).minus(IdempotencyKey.KEPT).toEpochMilli();
  }

  private static String digest(String call, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(call.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }
}
