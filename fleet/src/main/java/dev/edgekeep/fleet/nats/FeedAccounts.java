package dev.edgekeep.fleet.nats;

import io.nats.client.NKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The accounts of an installation at its message servers, in NATS's operator mode: the operator,
 * the account of the feed with a user for each node and one for control planes, and the system
 * account. Immutable; any thread.
 */
public final class FeedAccounts {
  private static final String UPDATE = "$SYS.REQ.CLAIMS.UPDATE";

  /** As for the certificate of a node, with which it is renewed. */
  private static final Duration NODE_VALID = Duration.ofDays(90);

  private final NKey operator;
  private final NKey account;
  private final NKey system;
  private final InstantSource clock;

  public FeedAccounts(AccountKeys keys, InstantSource clock) {
    this.operator = NKey.fromSeed(keys.operator().toCharArray());
    this.account = NKey.fromSeed(keys.account().toCharArray());
    this.system = NKey.fromSeed(keys.system().toCharArray());
    this.clock = clock;
  }

  /** The JWT of the operator, for the configuration of servers. */
  public String operatorJwt() {
    return Jwt.sign(
        operator,
        Jwt.publicKey(operator),
        "edgekeep",
        clock.instant(),
        out -> {
          out.writeStringProperty("type", "operator");
          out.writeStringProperty("system_account", systemId());
        });
  }

  /** The public key of the feed's account. */
  public String accountId() {
    return Jwt.publicKey(account);
  }

  /** The public key of the system account. */
  public String systemId() {
    return Jwt.publicKey(system);
  }

  /** The JWT of the system account. */
  public String systemAccountJwt() {
    return Jwt.sign(
        operator, systemId(), "SYS", clock.instant(), out -> account(out, Map.of(), Map.of()));
  }

  /**
   * The JWT of the feed's account.
   *
   * @param revoked public keys of users, and the time up to which their JWTs are revoked
   */
  public String accountJwt(Map<String, Instant> revoked) {
    return Jwt.sign(
        operator,
        accountId(),
        "edgekeep",
        clock.instant(),
        out -> account(out, revoked, storage()));
  }

  private static Map<String, Long> storage() {
    Map<String, Long> unlimited = new LinkedHashMap<>();
    for (String limit : List.of("mem_storage", "disk_storage", "streams", "consumer")) {
      unlimited.put(limit, -1L);
    }
    return unlimited;
  }

  private static void account(
      JsonGenerator out, Map<String, Instant> revoked, Map<String, Long> storage) {
    out.writeStringProperty("type", "account");
    out.writeName("limits");
    out.writeStartObject();
    for (String limit : List.of("subs", "data", "payload", "imports", "exports", "conn", "leaf")) {
      out.writeNumberProperty(limit, -1);
    }
    out.writeBooleanProperty("wildcards", true);
    Jwt.numbers(out, storage);
    out.writeEndObject();
    if (!revoked.isEmpty()) {
      out.writeName("revocations");
      out.writeStartObject();
      new TreeMap<>(revoked)
          .forEach((user, until) -> out.writeNumberProperty(user, until.getEpochSecond()));
      out.writeEndObject();
    }
  }

  /**
   * The JWT of a node: for its own subjects only.
   *
   * @param user the public key of its identity
   */
  public String nodeJwt(String group, String node, String user) {
    NodePermissions permissions = NodePermissions.of(group, node);
    return userJwt(account, node, user, NODE_VALID, permissions.publish(), permissions.subscribe());
  }

  /**
   * The JWT of a control plane, which may do everything in the account.
   *
   * @param user the public key of its identity
   */
  public String controlJwt(String user) {
    return userJwt(account, "control", user, null, List.of(">"), List.of(">"));
  }

  /**
   * The JWT of the user that changes accounts.
   *
   * @param user the public key of its identity
   */
  public String systemJwt(String user) {
    return userJwt(system, "control", user, null, List.of(UPDATE), List.of("_INBOX_control.>"));
  }

  private String userJwt(
      NKey issuer,
      String name,
      String user,
      @Nullable Duration valid,
      List<String> publish,
      List<String> subscribe) {
    Instant now = clock.instant();
    return Jwt.sign(
        issuer,
        user,
        name,
        now,
        valid == null ? null : now.plus(valid),
        out -> {
          out.writeStringProperty("type", "user");
          Jwt.allow(out, "pub", publish);
          Jwt.allow(out, "sub", subscribe);
          Jwt.numbers(out, Map.of("subs", -1L, "data", -1L, "payload", -1L));
        });
  }

  /**
   * Puts the feed's account in force at all servers, which close the connections of revoked users.
   * Blocks.
   *
   * @param connection of the system account's user
   * @param jwt as of {@link #accountJwt}
   * @throws FeedException when it is not in force
   */
  public static void update(FeedConnection connection, String jwt)
      throws FeedException, InterruptedException {
    byte[] answer = connection.request(UPDATE, jwt.getBytes(StandardCharsets.US_ASCII));
    String text = new String(answer, StandardCharsets.UTF_8);
    if (!text.contains("\"code\":200")) {
      throw new FeedException(
          FeedException.Reason.REFUSED, "the message server refuses the account: " + text);
    }
  }
}
